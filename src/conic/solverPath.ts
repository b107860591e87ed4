import type { SolverPath } from './kernels/conicSolve.ts';

export type { SolverPath };

/** Every path, the least precise first. */
export const SOLVER_PATHS: readonly SolverPath[] = [
  'float32',
  'double-single',
  'float32+float64',
  'double-single+float64',
  'float64',
];

/** The least precise of the paths that answers came by; float64 for none. */
export function leastPrecise(paths: readonly SolverPath[]): SolverPath {
  return SOLVER_PATHS.find((path) => paths.includes(path)) ?? 'float64';
}
