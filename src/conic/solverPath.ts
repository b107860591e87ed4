/**
 * Arithmetic that an answer took, the least precise first: float32 or double-single, whose claim was checked in float64; one of these followed by float64
 * iterations from its solution (`float32+float64` on webgpu, after double-single too; `double-single+float64` on cuda); or float64 alone.
 */
export const SOLVER_PATHS = [
  'float32',
  'double-single',
  'float32+float64',
  'double-single+float64',
  'float64',
] as const;
/** One of `SOLVER_PATHS`. */
export type SolverPath = (typeof SOLVER_PATHS)[number];

/** The least precise of the paths that answers came by; float64 for none. */
export function leastPrecise(paths: readonly SolverPath[]): SolverPath {
  return SOLVER_PATHS.find((path) => paths.includes(path)) ?? 'float64';
}
