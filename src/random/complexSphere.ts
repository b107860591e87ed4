import { complexNormal } from './complexNormal.ts';
import type { RandomStream } from './stream.ts';

/**
 * A vector uniform on the sphere of C^n: norm(e) = radius. A normal vector, whose direction is uniform, scaled.
 *
 * @param dimension n.
 * @param radius in units of the channel.
 * @returns [n][2].
 */
export function complexSphere(stream: RandomStream, dimension: number, radius: number): Float64Array {
  const vector = complexNormal(stream, dimension);
  let norm = 0;
  for (const x of vector) norm += x * x;
  const scale = radius / Math.sqrt(norm);
  for (let i = 0; i < vector.length; i++) vector[i] = scale * (vector[i] as number);
  return vector;
}
