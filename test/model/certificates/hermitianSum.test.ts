import { describe, expect, it } from 'vitest';
import { HermitianSum } from '../../../src/model/certificates/hermitianSum.ts';
import { bilinear, conjugate, innerProduct, multiplyVector, squaredNorm } from '../../../src/model/complexVector.ts';
import { hermitianEigen } from '../../../src/linalg/hermitianEigen.ts';
import { openStream } from '../../../src/random/stream.ts';

const stream = openStream({ seed: 5n, realization: 0, stream: 'channel' });
const draw = (n: number): Float64Array => Float64Array.from({ length: 2 * n }, () => 2 * stream.uniform() - 1);

interface Part {
  readonly weight: number;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** The same sum as a full matrix, by its definition. */
function matrixOf(n: number, parts: readonly Part[], diagonal: readonly number[]): Float64Array {
  const z = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const at = 2 * (i * n + j);
      for (const { weight, a, b } of parts) {
        const first = bilinear(a, 2 * i, conjugate(b), 2 * j, 1);
        const second = bilinear(b, 2 * i, conjugate(a), 2 * j, 1);
        z[at] = (z[at] as number) + (weight / 2) * (first.re + second.re);
        z[at + 1] = (z[at + 1] as number) + (weight / 2) * (first.im + second.im);
      }
      if (i === j) z[at] = (z[at] as number) + (diagonal[i] as number);
    }
  return z;
}

function sample(n: number): { sum: HermitianSum; z: Float64Array } {
  const powers = Array.from({ length: 3 }, () => ({ weight: 4 * stream.uniform() - 2, a: draw(n) }));
  const products = Array.from({ length: 2 }, () => ({ weight: 4 * stream.uniform() - 2, a: draw(n), b: draw(n) }));
  const diagonal = Array.from({ length: n }, () => stream.uniform() - 0.5);
  const sum = new HermitianSum(n);
  for (const { weight, a } of powers) sum.addPower(weight, a);
  for (const { weight, a, b } of products) sum.addProduct(weight, a, b);
  diagonal.forEach((d, i) => sum.addDiagonal(d, i, i + 1));
  return { sum, z: matrixOf(n, [...powers.map((p) => ({ ...p, b: p.a })), ...products], diagonal) };
}

describe.each([1, 2, 5, 12])('a Hermitian sum of order %i', (n) => {
  it('has its largest eigenvalue below the excess, and not far below where that is above 0', () => {
    for (let k = 0; k < 20; k++) {
      const { sum, z } = sample(n);
      const largest = hermitianEigen(z, n).values[n - 1] as number;
      const excess = sum.excess();
      expect(excess).toBeGreaterThanOrEqual(largest);
      expect(excess).toBeGreaterThanOrEqual(0);
      expect(excess).toBeLessThanOrEqual(Math.max(8 * largest, 1e-12 * Math.sqrt(squaredNorm(z))));
    }
  });

  it('bounds a concave quadratic closely, and never from below', () => {
    for (let k = 0; k < 20; k++) {
      const { sum, z } = sample(n);
      const shift = sum.excess() + 0.1;
      const p = draw(n);
      const bound = sum.largestConcave(shift, p, 100);
      const value = (x: Float64Array): number =>
        innerProduct(p, x).re - shift * squaredNorm(x) + innerProduct(x, multiplyVector(z, x)).re;
      // gradient ascent from random points comes up to the bound
      let best = -Infinity;
      let x = draw(n);
      for (let i = 0; i < 400; i++) {
        expect(value(x)).toBeLessThanOrEqual(bound);
        best = Math.max(best, value(x));
        const zx = multiplyVector(z, x);
        const rate = 0.2 / (shift + Math.sqrt(squaredNorm(z)));
        x = x.map((v, j) => v + rate * ((p[j] as number) / 2 - shift * v + (zx[j] as number)));
      }
      expect(value(draw(n))).toBeLessThanOrEqual(bound);
      expect(bound - best).toBeLessThan(0.05 * Math.abs(bound) + 1e-6);
    }
  });

  it('has no bound where the quadratic is not concave', () => {
    const sum = new HermitianSum(n);
    sum.addDiagonal(1);
    expect(sum.largestConcave(0.5, draw(n), 10)).toBe(Infinity);
    expect(sum.excess()).toBeGreaterThanOrEqual(1);
  });

  it('does not take a matrix or vector for 0 because its squares are', () => {
    const [sum, a] = [new HermitianSum(n), draw(n)];
    sum.addPower(1e-170, a);
    expect(sum.excess()).toBeGreaterThan(1e-170 * squaredNorm(a));
    expect(
      new HermitianSum(n).largestConcave(
        1,
        draw(n).map((x) => x * 1e-170),
        10,
      ),
    ).toBeGreaterThan(1e-168);
  });

  it('counts the rounding errors of terms that cancel', () => {
    for (let k = 0; k < 20; k++) {
      const [sum, a] = [new HermitianSum(n), draw(n)];
      for (const weight of [1e20, -1e20]) sum.addPower(weight, a);
      expect(sum.excess()).toBeGreaterThan(1e20 * Number.EPSILON * squaredNorm(a) * 0.3);
    }
  });
});
