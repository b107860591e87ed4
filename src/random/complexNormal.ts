import { cosSin, minusLog } from './elementary.ts';
import type { RandomStream } from './stream.ts';

/**
 * Independent CN(0, 1) numbers: real and imaginary part are N(0, 1/2). Box-Muller in polar form, two uniforms a number.
 *
 * @param count n.
 * @returns [n][2].
 */
export function complexNormal(stream: RandomStream, count: number): Float64Array {
  const result = new Float64Array(2 * count);
  fillComplexNormal(stream, result, 0, count);
  return result;
}

/** The same numbers, written to `target` from offset `at`. */
export function fillComplexNormal(stream: RandomStream, target: Float64Array, at: number, count: number): void {
  for (let i = at; i < at + 2 * count; i += 2) {
    // 1 - u lies in (0, 1], so that the logarithm is finite
    const radius = Math.sqrt(minusLog(1 - stream.uniform()));
    cosSin(stream.uniform(), target, i);
    target[i] = radius * (target[i] as number);
    target[i + 1] = radius * (target[i + 1] as number);
  }
}
