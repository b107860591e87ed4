import type { Transmission } from '../model/constructiveInterference.ts';
import { drawCsiErrors } from '../model/csiErrors.ts';
import type { ErrorLaw } from '../model/errorLaw.ts';
import { perturbChannels } from '../model/sinr.ts';
import type { BlockTransmission } from '../montecarlo/receiver.ts';
import type { DesignTask } from '../problems/types.ts';
import { sinrAt } from './evaluateDesign.ts';

/** Largest relative deviation of the SINR of a draw from that of the kernel, which adds in another order than the model. */
export const KERNEL_AGREEMENT = 1e-11;

/** One CSI error of a design, made again by the model alone. */
export interface RedrawnError {
  /** e, [bs][cell][user][antenna][2]. */
  readonly errors: Float64Array;
  /** h + e, laid out as the errors. */
  readonly channels: Float64Array;
  /** SINR of every user, linear, [cell][user]. */
  readonly sinr: Float64Array;
  /** Smallest of them. */
  readonly smallest: number;
}

/** Makes error draw `draw` of the realization of a task again. */
export function redrawnError(
  { scenario, realization, seed, realizationIndex }: DesignTask,
  transmission: BlockTransmission | Transmission,
  draw: number,
  errorLaw: ErrorLaw,
): RedrawnError {
  const { channels: estimated, errorShape } = realization;
  const errors = drawCsiErrors(scenario, { seed, realization: realizationIndex, draw, errorLaw, errorShape });
  const channels = perturbChannels(estimated, errors);
  const sinr = sinrAt(scenario, channels, transmission);
  return { errors, channels, sinr, smallest: sinr.reduce((a, b) => Math.min(a, b)) };
}
