import type { RandomStream } from './stream.ts';

/**
 * Independent CN(0, 1) numbers: real and imaginary part are N(0, 1/2). Box-Muller in polar form, two uniforms a number.
 *
 * @param count n.
 * @returns [n][2].
 */
export function complexNormal(stream: RandomStream, count: number): Float64Array {
  const result = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    // 1 - u lies in (0, 1], so that the logarithm is finite
    const radius = Math.sqrt(-Math.log(1 - stream.uniform()));
    const phase = 2 * Math.PI * stream.uniform();
    result[2 * i] = radius * Math.cos(phase);
    result[2 * i + 1] = radius * Math.sin(phase);
  }
  return result;
}
