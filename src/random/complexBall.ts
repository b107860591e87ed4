import { complexSphere } from './complexSphere.ts';
import type { RandomStream } from './stream.ts';

/**
 * A vector uniform in the ball of C^n: norm(e) <= radius. The volume within s radius is s^(2n), so the norm is
 * radius u^(1/(2n)).
 *
 * @param dimension n.
 * @param radius in units of the channel.
 * @returns [n][2].
 */
export function complexBall(stream: RandomStream, dimension: number, radius: number): Float64Array {
  return complexSphere(stream, dimension, radius * Math.pow(stream.uniform(), 1 / (2 * dimension)));
}
