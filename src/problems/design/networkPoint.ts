import { invariant } from '../../errors.ts';
import { echoCovariance, noiseCovariance } from '../../model/echoCovariance.ts';
import type { PrecodingProgram } from '../precodingProgram.ts';
import { type BlockTask, programFields } from './relaxedDesign.ts';

/** A task at a given g. */
export interface NetworkPoint {
  readonly task: BlockTask;
  /** g, linear. */
  readonly threshold: number;
}

/** The program of all BSs of a point. @param echo C_m of every BS, which CoMP does not have. */
export function networkProgram(
  { task, threshold }: NetworkPoint,
  echo: readonly Float64Array[],
  warmStart: Float64Array | undefined,
): PrecodingProgram {
  const { scheme, design } = task;
  invariant(design !== 'paper' && design !== 'blind', 'paper and blind designs have an alternation of their own');
  return {
    ...programFields(task),
    problem: design,
    form: 'threshold',
    threshold,
    ...(scheme === 'BLP-CBF' ? { echoCovariance: echo } : {}),
    ...(warmStart ? { warmStart } : {}),
  };
}

/** C_m of every BS without an echo: where the alternation starts. */
export function silentEchoes({ scenario }: BlockTask): Float64Array[] {
  return Array.from({ length: scenario.cells }, () => noiseCovariance(scenario));
}

/** C_m of every BS with the echoes of transmit covariances. */
export function causedEchoes({ scenario, realization }: BlockTask, transmit: Float64Array): Float64Array[] {
  return Array.from({ length: scenario.cells }, (_, m) => echoCovariance(scenario, realization, m, transmit));
}
