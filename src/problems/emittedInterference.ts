import { bilinear, squaredNorm } from '../model/complexVector.ts';
import { stackChannels } from '../model/sinr.ts';
import { interferingPower } from '../model/worstCaseBound.ts';
import type { DesignTask } from './types.ts';

/** Interference that vectors cause in the measure of the programs' cap rows, (33), (34), (42) and (56) of the paper, linear. */
export interface EmittedInterference {
  /** (33): largest over the own users, of every BS; CBF. */
  readonly intraCell: Float64Array;
  /** (34) times J - 1: largest over all BSs and users of other cells; CBF. At symbol level (56). */
  readonly interCell: number;
  /** (42): largest over all users; CoMP. */
  readonly coMP: number;
}

/**
 * Interference of block-level precoders under the error bound of the task's robustness.
 *
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 */
export function emittedByPrecoders(task: DesignTask, precoders: Float64Array): EmittedInterference {
  const { scenario, realization, robustness } = task;
  const { cells, usersPerCell, txAntennas, csiErrorRadius } = scenario;
  const comp = task.scheme.endsWith('CoMP');
  const users = cells * usersPerCell;
  const senders = comp ? 1 : cells;
  const each = users / senders;
  const n = 2 * txAntennas * (comp ? cells : 1);
  const links = comp ? stackChannels(scenario, realization.channels) : realization.channels;
  const d = robustness === 'none' ? 0 : csiErrorRadius * (comp ? Math.sqrt(cells) : 1);
  const intraCell = new Float64Array(senders);
  let interCell = 0;
  const beams = { sent: precoders, seen: precoders };
  for (let sender = 0; sender < senders; sender++)
    for (let user = 0; user < users; user++) {
      const channel = links.subarray((sender * users + user) * n, (sender * users + user + 1) * n);
      const [first, last] = [sender * each, (sender + 1) * each];
      let power = 0;
      if (robustness === 'guaranteedSum') power = interferingPower(channel, beams, first, last, user, d);
      else
        for (let l = first; l < last; l++) if (l !== user) power += interferingPower(channel, beams, l, l + 1, user, d);
      if (comp || Math.floor(user / usersPerCell) === sender)
        intraCell[sender] = Math.max(intraCell[sender] as number, power);
      else interCell = Math.max(interCell, (cells - 1) * power);
    }
  return { intraCell, interCell, coMP: comp ? (intraCell[0] as number) : Number.NaN };
}

/**
 * Largest inter-cell interference (J - 1) (abs(h^T x_s) + d norm(x_s))^2 of symbol-level CBF, (56).
 *
 * @param vectors [bs][s][antenna][2].
 */
export function emittedByVectors(task: DesignTask, vectors: Float64Array): number {
  const { scenario, realization, robustness } = task;
  const { cells, usersPerCell, txAntennas: N, frameLength: L, csiErrorRadius } = scenario;
  const d = robustness === 'none' ? 0 : csiErrorRadius;
  const users = cells * usersPerCell;
  let largest = 0;
  for (let bs = 0; bs < cells; bs++)
    for (let s = 0; s < L; s++) {
      const at = 2 * N * (bs * L + s);
      const norm = Math.sqrt(squaredNorm(vectors.subarray(at, at + 2 * N)));
      for (let user = 0; user < users; user++) {
        if (Math.floor(user / usersPerCell) === bs) continue;
        const { re, im } = bilinear(realization.channels, 2 * N * (bs * users + user), vectors, at, N);
        largest = Math.max(largest, (Math.hypot(re, im) + d * norm) ** 2);
      }
    }
  return (cells - 1) * largest;
}
