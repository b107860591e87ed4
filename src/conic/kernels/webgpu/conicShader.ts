import { wgslSource } from '../../../device/webgpu/wgslSource.ts';
import { wgslConstants, wgslSteps } from '../../algorithm/wgslText.ts';
import { INFO } from '../conicSolve.ts';
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
  'cones',
  'schur',
  'arrow',
  'stages',
] as const;
/** The entry point, which calls them as the list of steps says. */
export const ENTRY = 'conicSolve';

/** WGSL of an arithmetic; double-single wants a uniform `run` with a member `zero: u32` that is 0. */
export function arithmetic(precision: Precision): string {
  return wgslSource(NUMBER[precision]);
}

/** WGSL of every routine of the conic solve for one variant, without an entry point. */
export function conicRoutines({ precision, threads, groupCapacity }: ShaderVariant): string {
  const constants = Object.entries({ T: threads, INFO, ...wgslConstants(precision) });
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
  return [conicRoutines(variant), wgslSteps(), wgslSource(ENTRY)].join('\n');
}
