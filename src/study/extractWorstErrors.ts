import { exactWorstCase } from '../model/exactWorstCase.ts';
import { nest, type Nested, writeComplexArray } from '../problems/complexJson.ts';
import { cooperationOf, isSymbolLevel } from '../problems/capabilities.ts';
import type { GridTask } from './chunkTasks.ts';
import { decibel } from './decibel.ts';

/** The errors at which the users of a design are worst off. */
export interface ExtractedWorstErrors {
  /** e of every link, complex [bs][cell][user][antenna]; in CoMP the links of a user are one error. */
  readonly errors: unknown;
  /** SINR of every user at its own errors, linear, [cell][user]. */
  readonly sinr: Nested;
  /** Smallest of them; null where it is 0. */
  readonly smallestDb: number | null;
}

/**
 * The worst CSI errors of a block-level design over its error ball, by the trust region (`exactWorstCase`): with robustness `exact` those that its programs were made for.
 *
 * @returns null without a ball, or at symbol level.
 */
export function extractWorstErrors({ task }: GridTask, precoders: Float64Array): ExtractedWorstErrors | null {
  const { scheme, scenario, realization } = task;
  const { cells, usersPerCell, txAntennas, csiErrorRadius } = scenario;
  if (csiErrorRadius === 0 || isSymbolLevel(scheme)) return null;
  const cooperation = cooperationOf(scheme);
  const { channels, errorShape } = realization;
  const { sinr, errors } = exactWorstCase(scenario, channels, precoders, cooperation, csiErrorRadius, errorShape);
  return {
    errors: writeComplexArray(errors, [cells, cells, usersPerCell, txAntennas]),
    sinr: nest(sinr, [cells, usersPerCell]),
    smallestDb: decibel(Math.min(...sinr)),
  };
}
