import type { Arithmetic } from '../../../device/backend.ts';
import { wgslSource } from '../../../device/webgpu/wgslSource.ts';
import { shapeStructs } from './shapeUniform.ts';

/** Numbers that the kernel computes in; double-single: about 48 bits in two float32. */
export type Precision = 'float32' | 'doubleSingle';

/** What a pipeline is compiled for. */
export interface ShaderVariant {
  readonly precision: Precision;
  /** Threads of a workgroup, a power of two. */
  readonly threads: number;
  /** Groups that a shape may have, see `groupCapacity`. */
  readonly groupCapacity: number;
}

const NUMBER: Record<Precision, string> = { float32: 'number', doubleSingle: 'numberDoubleSingle' };

/** Pieces of the module after the arithmetic, kernels/<name>.wgsl; the order is for readers. */
export const PIECES = [
  'reduce',
  'matrix',
  'operator',
  'equilibration',
  'secondOrder',
  'hermitianPsd',
  'schur',
  'arrow',
  'hsde',
] as const;
/** The entry point, which calls them. */
export const ENTRY = 'conicSolve';

/** Numbers before a program's state in its answer: status, iterations, merit, two objectives. */
export const INFO = 5;

/** Constants of the kernel's text that depend on the arithmetic. */
export interface Constants {
  /** Pivots of the Schur complement are raised to this share of their diagonal. */
  readonly PIVOT_FLOOR: string;
  /** Corrections of a direction against its primal residual, and the share (squared) at which they stop. */
  readonly CORRECTIONS: number;
  readonly CORRECTED: string;
  /** Iterations without a better merit before a program gives up. */
  readonly PATIENCE: number;
  /** Whether the barrier parameter is kept where the gap is far below the residuals (docs/decisions/0025). */
  readonly KEEP_BARRIER: boolean;
}

/** What the bits of each arithmetic allow; float64 is the CUDA kernel's, with the values of kernels/wasm. */
export const CONSTANTS: Record<Arithmetic, Constants> = {
  float32: { PIVOT_FLOOR: '1e-7', CORRECTIONS: 8, CORRECTED: '1e-12', PATIENCE: 8, KEEP_BARRIER: true },
  doubleSingle: { PIVOT_FLOOR: '1e-14', CORRECTIONS: 2, CORRECTED: '1e-20', PATIENCE: 15, KEEP_BARRIER: false },
  float64: { PIVOT_FLOOR: '4.5e-16', CORRECTIONS: 2, CORRECTED: '1e-24', PATIENCE: 15, KEEP_BARRIER: false },
};

/** WGSL of an arithmetic; double-single wants a uniform `run` with a member `zero: u32` that is 0. */
export function arithmetic(precision: Precision): string {
  return wgslSource(NUMBER[precision]);
}

/** WGSL of every routine of the conic solve for one variant, without an entry point. */
export function conicRoutines({ precision, threads, groupCapacity }: ShaderVariant): string {
  const constants = Object.entries({ T: threads, INFO, ...CONSTANTS[precision] });
  return [
    ...constants.map(([name, value]) => `const ${name} = ${value};`),
    shapeStructs(groupCapacity),
    wgslSource('bindings'),
    wgslSource('floatBits'),
    arithmetic(precision),
    ...PIECES.map(wgslSource),
  ].join('\n');
}

/** WGSL of the whole conic solve for one variant. */
export function conicShader(variant: ShaderVariant): string {
  return `${conicRoutines(variant)}\n${wgslSource(ENTRY)}`;
}
