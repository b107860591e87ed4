import { covarianceOfEchoes, echoPower } from '../../model/echoCovariance.ts';
import { keepsAmplitudes } from '../../model/claimChecks.ts';
import type { DesignTask } from '../types.ts';
import { type BlockTask, sensingOfTransmit } from './relaxedDesign.ts';

/** Room above the echoes of a design, relative and in units of the noise power, so that the program which is limited to them has an interior. */
const ROOM = 1e-3;
const FLOOR = 1e-6;

/**
 * Shares of the echoes of a design that its limited programs try in turn: where the cap on the amplitudes leaves no design with as many echoes, there may be one with
 * fewer.
 */
export const ECHO_SHARES = [1, 0.5, 0.25, 0.1, 0.03];

/**
 * True in CBF of several cells with a cap on the amplitudes: each BS keeps its own by the echoes of the others, which are known only when all are designed. Programs at given echo
 * covariances then need a last one that limits the echoes to them.
 */
export function isLimited({ scheme, scenario }: Pick<DesignTask, 'scheme' | 'scenario'>): boolean {
  return scheme === 'BLP-CBF' && scenario.cells > 1 && scenario.amplitudeCrbCap !== undefined;
}

/** True where transmit covariances keep the cap on the amplitudes with the echoes that they cause themselves, and where no program needs to be limited for it. */
export function keepsCap(task: BlockTask, transmit: Float64Array, echoes?: readonly Float64Array[]): boolean {
  if (!isLimited(task)) return true;
  return keepsAmplitudes(task.scenario, sensingOfTransmit(task, transmit, echoes).amplitudeCrb);
}

/** Echo covariances of a share of given ones, and a little more. */
export function limitsOf(task: BlockTask, echoes: readonly Float64Array[], share: number): Float64Array[] {
  const { scenario } = task;
  const { rxAntennas, noisePower } = scenario;
  return echoes.map((c, m) =>
    covarianceOfEchoes(scenario, m, share * (1 + ROOM) * echoPower(scenario, c) + (FLOOR * noisePower) / rxAntennas),
  );
}
