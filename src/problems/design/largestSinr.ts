import { squaredNorm } from '../../model/complexVector.ts';
import type { DesignTask } from '../types.ts';

/** The weighted form has no design where no g of at least this is in reach, linear: -60 dB (choice). */
export const LEAST_SINR = 1e-6;

/**
 * An upper bound of the g that all users can reach together: the weakest user's SNR with the whole power to itself,
 * P norm(h)^2 / sc2 in CBF, (sum_n sqrt(P) norm(h_n))^2 / sc2 in CoMP. No program reaches more, at any robustness; symbol level neither, where the power is a mean over the frame.
 */
export function largestSinr(task: DesignTask): number {
  const { cells, usersPerCell, txAntennas, powerBudget, noisePower } = task.scenario;
  const { channels } = task.realization;
  const users = cells * usersPerCell;
  let smallest = Infinity;
  for (let user = 0; user < users; user++) {
    let amplitude = 0;
    for (let n = 0; n < cells; n++) {
      if (task.scheme.endsWith('CBF') && n !== Math.floor(user / usersPerCell)) continue;
      amplitude += Math.sqrt(squaredNorm(channels, 2 * (n * users + user) * txAntennas, txAntennas));
    }
    smallest = Math.min(smallest, (powerBudget * amplitude * amplitude) / noisePower);
  }
  return smallest;
}
