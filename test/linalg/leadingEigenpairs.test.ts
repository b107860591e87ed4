import { describe, expect, it } from 'vitest';
import { leadingEigenpairs } from '../../src/linalg/leadingEigenpairs.ts';
import { hermitianEigen } from '../../src/linalg/hermitianEigen.ts';
import { complexNormal } from '../../src/random/complexNormal.ts';
import { openStream } from '../../src/random/stream.ts';

/** sum_r scales[r] x_r x_r^H of random vectors. */
function randomHermitian(n: number, scales: readonly number[], draw: number): Float64Array {
  const stream = openStream({ seed: 11n, realization: draw, stream: 'channel' });
  const a = new Float64Array(2 * n * n);
  for (const scale of scales) {
    const x = complexNormal(stream, n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const [xr, xi, yr, yi] = [x[2 * i] ?? 0, x[2 * i + 1] ?? 0, x[2 * j] ?? 0, x[2 * j + 1] ?? 0];
        a[2 * (i * n + j)] = (a[2 * (i * n + j)] ?? 0) + scale * (xr * yr + xi * yi);
        a[2 * (i * n + j) + 1] = (a[2 * (i * n + j) + 1] ?? 0) + scale * (xi * yr - xr * yi);
      }
  }
  return a;
}

/** norm(A u - value u) / abs(value), and norm(u). */
function residual(a: Float64Array, n: number, value: number, u: Float64Array): readonly [number, number] {
  let error = 0;
  let length = 0;
  for (let i = 0; i < n; i++) {
    let re = -value * (u[2 * i] ?? 0);
    let im = -value * (u[2 * i + 1] ?? 0);
    for (let j = 0; j < n; j++) {
      const [ar, ai] = [a[2 * (i * n + j)] ?? 0, a[2 * (i * n + j) + 1] ?? 0];
      re += ar * (u[2 * j] ?? 0) - ai * (u[2 * j + 1] ?? 0);
      im += ar * (u[2 * j + 1] ?? 0) + ai * (u[2 * j] ?? 0);
    }
    error += re * re + im * im;
    length += (u[2 * i] ?? 0) ** 2 + (u[2 * i + 1] ?? 0) ** 2;
  }
  return [Math.sqrt(error) / Math.abs(value), Math.sqrt(length)];
}

describe('leadingEigenpairs', () => {
  const spectra: readonly (readonly [string, readonly number[]])[] = [
    ['rank one', [1e4]],
    ['rank one and noise', [1e4, 1e-5, 1e-6, 1e-7]],
    ['full rank', Array.from({ length: 50 }, (_, i) => 1 + i)],
    ['indefinite', [5, -3, 2, -7, 1]],
  ];
  for (const n of [1, 2, 3, 6, 17, 48])
    for (const [name, scales] of spectra)
      it(`satisfies A u = lambda u and agrees with Jacobi rotations, n = ${n}, ${name}`, () => {
        const batch = 3;
        const matrices = new Float64Array(batch * n * n * 2);
        for (let b = 0; b < batch; b++) matrices.set(randomHermitian(n, scales, b), b * n * n * 2);
        const { values, vectors } = leadingEigenpairs(matrices, batch, n);
        for (let b = 0; b < batch; b++) {
          const a = matrices.slice(b * n * n * 2, (b + 1) * n * n * 2);
          const expected = hermitianEigen(a, n).values;
          const size = Math.max(...expected.map(Math.abs));
          expect(Math.abs((values[2 * b] ?? NaN) - (expected[n - 1] ?? NaN))).toBeLessThan(1e-12 * size);
          if (n > 1) expect(Math.abs((values[2 * b + 1] ?? NaN) - (expected[n - 2] ?? NaN))).toBeLessThan(1e-12 * size);
          const u = vectors.subarray(b * n * 2, (b + 1) * n * 2);
          const [error, length] = residual(a, n, values[2 * b] ?? NaN, u);
          expect(error * Math.abs(values[2 * b] ?? NaN)).toBeLessThan(1e-12 * size);
          expect(length).toBeCloseTo(1, 12);
        }
      });

  it('gives the same answer for a matrix alone and within a batch', () => {
    const n = 6;
    const a = randomHermitian(n, [3, 2, 1], 0);
    const b = randomHermitian(n, [1e5], 1);
    const both = leadingEigenpairs(Float64Array.from([...a, ...b]), 2, n);
    expect(leadingEigenpairs(a, 1, n).vectors).toEqual(both.vectors.slice(0, 2 * n));
    expect(leadingEigenpairs(b, 1, n).values).toEqual(both.values.slice(2));
  });

  it('takes the zero matrix and a multiple of the identity', () => {
    expect([...leadingEigenpairs(new Float64Array(2 * 9), 1, 3).values]).toEqual([0, 0]);
    const identity = new Float64Array(2 * 9);
    for (let i = 0; i < 3; i++) identity[2 * (4 * i)] = 2;
    const { values, vectors } = leadingEigenpairs(identity, 1, 3);
    expect(values[0]).toBeCloseTo(2, 13);
    expect(values[1]).toBeCloseTo(2, 13);
    expect(residual(identity, 3, 2, vectors)[0]).toBeLessThan(1e-13);
  });

  it('refuses an array of another size', () => {
    expect(() => leadingEigenpairs(new Float64Array(10), 1, 3)).toThrow(/expected 18 numbers/);
  });
});
