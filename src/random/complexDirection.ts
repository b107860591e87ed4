import { fillComplexNormal } from './complexNormal.ts';
import type { RandomStream } from './stream.ts';

/**
 * A direction uniform on the sphere of C^n: that of a normal vector, written to `target` from offset `at` as [n][2].
 *
 * @param dimension n.
 * @returns the norm of the vector: radius / norm * vector is uniform on the sphere of that radius.
 */
export function complexDirection(stream: RandomStream, target: Float64Array, at: number, dimension: number): number {
  fillComplexNormal(stream, target, at, dimension);
  let sum = 0;
  for (let i = at; i < at + 2 * dimension; i += 2) {
    const re = target[i] as number;
    const im = target[i + 1] as number;
    sum += re * re + im * im;
  }
  return Math.sqrt(sum);
}
