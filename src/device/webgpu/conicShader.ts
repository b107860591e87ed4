import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../packageRoot.ts';
import { shapeStructs } from './shapeUniform.ts';

/** What a pipeline is compiled for. */
export interface ShaderVariant {
  /** Threads of a workgroup, a power of two. */
  readonly threads: number;
  /** Groups that a shape may have, see `groupCapacity`. */
  readonly groupCapacity: number;
}

/** Pieces of the module, kernels/<name>.wgsl; the order is for readers. */
const PIECES = [
  'bindings',
  'number',
  'reduce',
  'matrix',
  'operator',
  'equilibration',
  'secondOrder',
  'hermitianPsd',
  'schur',
  'arrow',
  'hsde',
  'conicSolve',
] as const;

/** Constants of float32: what its 24 bits allow. */
const CONSTANTS = {
  /** Numbers before a program's state in its answer: status, iterations, merit, two objectives. */
  INFO: 5,
  /** Pivots of the Schur complement are raised to this share of their diagonal. */
  PIVOT_FLOOR: '1e-7',
  /** Corrections of a direction against its primal residual, and the share (squared) at which they stop. */
  CORRECTIONS: 3,
  CORRECTED: '1e-12',
  /** Iterations without a better merit before a program gives up. */
  PATIENCE: 8,
} as const;

export const INFO = CONSTANTS.INFO;

/** WGSL of the whole conic solve for one variant. */
export function conicShader({ threads, groupCapacity }: ShaderVariant): string {
  const folder = join(packageRoot(), 'kernels');
  const constants = Object.entries({ T: threads, ...CONSTANTS }).map(([name, value]) => `const ${name} = ${value};`);
  const pieces = PIECES.map((name) => readFileSync(join(folder, `${name}.wgsl`), 'utf8'));
  return [...constants, shapeStructs(groupCapacity), ...pieces].join('\n');
}
