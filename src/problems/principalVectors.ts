import { hermitianEigen } from '../linalg/hermitianEigen.ts';

/**
 * sqrt(lambda_1) u_1 of Hermitian positive semidefinite matrices, with the phase that makes the largest entry real and
 * positive.
 *
 * @param matrices [count][size][size][2].
 * @returns [count][size][2].
 */
export function principalVectors(matrices: Float64Array, count: number, size: number): Float64Array {
  const result = new Float64Array(count * size * 2);
  for (let k = 0; k < count; k++) {
    const { values, vectors } = hermitianEigen(matrices.subarray(k * size * size * 2, (k + 1) * size * size * 2), size);
    const scale = Math.sqrt(Math.max(0, values[size - 1] as number));
    const u = vectors.subarray((size - 1) * size * 2);
    let pivot = 0;
    const modulus = (i: number): number => Math.hypot(u[2 * i] as number, u[2 * i + 1] as number);
    for (let i = 1; i < size; i++) if (modulus(i) > modulus(pivot)) pivot = i;
    const re = (u[2 * pivot] as number) / modulus(pivot);
    const im = (u[2 * pivot + 1] as number) / modulus(pivot);
    for (let i = 0; i < size; i++) {
      const x = u[2 * i] as number;
      const y = u[2 * i + 1] as number;
      result[2 * (k * size + i)] = scale * (x * re + y * im);
      result[2 * (k * size + i) + 1] = scale * (y * re - x * im);
    }
  }
  return result;
}
