import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { engine } from '../../device/tfjs.ts';

/** Name of the kernel in tfjs's registry. */
export const CONIC_SOLVE = 'IsacConicSolve';

/** Sizes of one PSD group of the batch. */
export interface ConicGroupSizes {
  readonly size: number;
  readonly count: number;
  readonly vectors: number;
  readonly terms: number;
  readonly dense: number;
}

/**
 * Arithmetic that an answer took: float64 alone; float32 or double-single, whose claim was checked in float64; or one of these followed by float64
 * iterations from its solution (`float32+float64` on webgpu, after double-single too; `double-single+float64` on cuda).
 */
export type SolverPath = 'float64' | 'float32' | 'double-single' | 'float32+float64' | 'double-single+float64';

/** Attributes of the kernel: the programs' shape and the solver's settings. */
export interface ConicSolveAttributes {
  /** The words of the programs' shape (src/conic/words/words.ts). */
  readonly descriptor: Int32Array;
  readonly rows: number;
  readonly columns: number;
  /** Doubles of a program's state. */
  readonly stateSize: number;
  readonly entries: number;
  readonly groups: readonly ConicGroupSizes[];
  readonly tolerance: number;
  readonly maxIterations: number;
  /** See `ConicSettings.finish`. */
  readonly finish?: boolean;
  /** See `ProgramSettings.scalarsOnly`. A backend may leave out states and PSD blocks then; where it does not, nobody reads them. */
  readonly scalarsOnly?: boolean;
}

/** Input tensors: batch is the leading dimension of each; see src/conic/program.ts for their meaning. */
export interface ConicSolveInputs {
  readonly rhs: Tensor;
  readonly entries: Tensor;
  readonly groups: readonly { readonly vectors: Tensor; readonly weights: Tensor; readonly dense: Tensor }[];
  /** [batch, stateSize] of an earlier solution. */
  readonly warm: Tensor | undefined;
}

/** Output tensors, [batch, ...]. */
export interface ConicSolveOutputs {
  /** [batch, 5]: status code, iterations, merit, primal and dual objective. */
  readonly info: Tensor;
  readonly scalars: Tensor;
  readonly multipliers: Tensor;
  readonly state: Tensor;
  readonly psd: readonly Tensor[];
  /** [batch]; absent: float64 for all. */
  readonly path?: readonly SolverPath[];
}

/** The inputs under the names by which kernels find them. */
export function namedInputs(inputs: ConicSolveInputs): NamedTensorMap {
  const named: NamedTensorMap = { rhs: inputs.rhs, entries: inputs.entries };
  if (inputs.warm) named['warm'] = inputs.warm;
  inputs.groups.forEach((g, i) => {
    named[`vectors${i}`] = g.vectors;
    named[`weights${i}`] = g.weights;
    named[`dense${i}`] = g.dense;
  });
  return named;
}

/** Runs the whole batched interior-point solve as one kernel of tfjs's active backend. */
export function conicSolve(inputs: ConicSolveInputs, attributes: ConicSolveAttributes): ConicSolveOutputs {
  const out = engine().runKernel(
    CONIC_SOLVE,
    namedInputs(inputs),
    attributes as unknown as Record<string, never>,
  ) as unknown as Tensor[];
  const [info, scalars, multipliers, state, ...psd] = out;
  if (!info || !scalars || !multipliers || !state)
    throw new Error('internal error: conic kernel returned too few tensors');
  return { info, scalars, multipliers, state, psd };
}
