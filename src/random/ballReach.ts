import { exponential, minusLog } from './elementary.ts';
import type { RandomStream } from './stream.ts';

/**
 * Norm of a vector uniform in the unit ball of C^n: the volume within a radius s is s^(2n), so the norm is u^(1/(2n)).
 *
 * @param dimension n.
 */
export function ballReach(stream: RandomStream, dimension: number): number {
  const u = stream.uniform();
  return u > 0 ? exponential(minusLog(u) * (-1 / (2 * dimension))) : 0;
}
