import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { quadraticFormDistribution } from '../../../src/model/outage/quadraticFormDistribution.ts';
import { openStream } from '../../../src/random/stream.ts';

interface Form {
  readonly name: string;
  readonly weights: readonly number[];
  readonly offsets: readonly number[];
  readonly point: number;
}
interface Reference extends Form {
  readonly below: number;
  readonly above: number;
}

const file = new URL('../../reference/outage/forms.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as Reference[];

function tails({ weights, offsets, point }: Omit<Form, 'name'>): { below: number; above: number } {
  return quadraticFormDistribution(Float64Array.from(weights), Float64Array.from(offsets), point);
}

function relative(value: number, reference: number): number {
  return Math.abs(value / reference - 1);
}

describe('the distribution function of a quadratic form', () => {
  test('has the digits of 60-digit evaluations by other methods (test/reference/outage)', () => {
    expect(references.length).toBeGreaterThan(100);
    const smaller = references.map(({ below, above }) => Math.min(below, above));
    expect(smaller.filter((p) => p < 1e-9).length).toBeGreaterThan(20);
    for (const reference of references) {
      const { below, above } = tails(reference);
      const what = `${reference.name} ${reference.weights.join(' ')} at ${reference.point}`;
      expect(relative(below, reference.below), what).toBeLessThan(1e-12);
      expect(relative(above, reference.above), what).toBeLessThan(1e-12);
    }
  });

  test.each([1e-50, 1e-12, 0.3, 1, 5, 30, 700])('is that of an exponential number at %d', (point) => {
    for (const weight of [1, 1e-8, 3e20]) {
      const { below, above } = tails({ weights: [weight], offsets: [0], point: weight * point });
      expect(relative(below, -Math.expm1(-point))).toBeLessThan(2e-13);
      expect(relative(above, Math.exp(-point))).toBeLessThan(2e-13);
      const mirrored = tails({ weights: [-weight], offsets: [0], point: -weight * point });
      expect(relative(mirrored.above, below)).toBeLessThan(2e-13);
      expect(relative(mirrored.below, above)).toBeLessThan(2e-13);
    }
  });

  test('is the Marcum Q function for one weight: Rice amplitudes', () => {
    for (const [a, b] of [
      [0.3, 0.01],
      [2, 1e-5],
      [2, 1.1],
      [3, 6],
      [6, 0.4],
      [6, 13],
    ] as const) {
      // amplitudes over sigma: abs(z + b)^2 with z ~ CN(0, 1) is r^2 / 2
      const { below, above } = tails({ weights: [1], offsets: [(a * a) / 2], point: (b * b) / 2 });
      const reference = marcum(a, b);
      expect(relative(below, reference.below)).toBeLessThan(1e-11);
      expect(relative(above, reference.above)).toBeLessThan(1e-11);
    }
  });

  test('is a sum of partial fractions without offsets', () => {
    const weights = [2, 0.7, 0.1, -0.4, -3];
    for (const point of [0, 1e-6, 0.5, 8, 40]) {
      let above = 0;
      for (const x of weights.filter((w) => w > 0))
        above +=
          Math.exp(-point / x) * weights.reduce((product, y) => (y === x ? product : (product * x) / (x - y)), 1);
      expect(relative(tails({ weights, offsets: [0, 0, 0, 0, 0], point }).above, above)).toBeLessThan(1e-12);
    }
  });

  test('keeps its digits where one weight is orders below the others', () => {
    for (const a of [1e-4, 1e-9, 1e-15]) {
      const { below, above } = tails({ weights: [a, -1], offsets: [0, 0], point: 0 });
      expect(relative(above, a / (1 + a))).toBeLessThan(1e-12);
      expect(relative(below, 1 / (1 + a))).toBeLessThan(1e-12);
    }
  });
});

describe('identities', () => {
  const forms: Form[] = references.filter(({ below, above }) => Math.min(below, above) > 1e-13);

  test('the two sides add up to 1, and to nothing else when the form changes its sign', () => {
    for (const { weights, offsets, point } of forms) {
      const { below, above } = tails({ weights, offsets, point });
      expect(below + above).toBe(1);
      const mirrored = tails({ weights: weights.map((w) => -w), offsets, point: -point });
      expect(relative(mirrored.below, above)).toBeLessThan(1e-11);
      expect(relative(mirrored.above, below)).toBeLessThan(1e-11);
    }
  });

  test('the unit of weights and point, the order of terms and weights of zero change nothing', () => {
    for (const { weights, offsets, point } of forms) {
      const { below } = tails({ weights, offsets, point });
      for (const unit of [2 ** 40, 2 ** -900])
        expect(tails({ weights: weights.map((w) => unit * w), offsets, point: unit * point }).below).toBe(below);
      const reversed = tails({ weights: [...weights].reverse(), offsets: [...offsets].reverse(), point });
      expect(relative(reversed.below, below)).toBeLessThan(1e-12);
      expect(tails({ weights: [...weights, 0], offsets: [...offsets, 5], point }).below).toBe(below);
    }
  });

  test('it rises with the point, through both tails', () => {
    for (const { weights, offsets } of forms.filter((_, i) => i % 4 === 0)) {
      const sum = (f: (w: number, b: number) => number): number =>
        weights.reduce((total, w, i) => total + f(w, offsets[i] as number), 0);
      const mean = sum((w, b) => w * (1 + b));
      const spread = Math.sqrt(sum((w, b) => w * w * (1 + 2 * b)));
      let last = { below: 0, above: 1 };
      for (let k = -60; k <= 60; k += 0.5) {
        const next = tails({ weights, offsets, point: mean + k * spread });
        expect(next.below).toBeGreaterThanOrEqual(last.below * (1 - 1e-12));
        expect(next.above).toBeLessThanOrEqual(last.above * (1 + 1e-12));
        last = next;
      }
      expect(last.above).toBeLessThan(1e-9);
    }
  });
});

describe('limits', () => {
  test('nothing lies outside of the support, and no weights leave the number 0', () => {
    expect(tails({ weights: [1, 0.3], offsets: [2, 0], point: 0 })).toEqual({ below: 0, above: 1 });
    expect(tails({ weights: [1, 0.3], offsets: [2, 0], point: -1 })).toEqual({ below: 0, above: 1 });
    expect(tails({ weights: [-1], offsets: [2], point: 0 })).toEqual({ below: 1, above: 0 });
    for (const weights of [[], [0]]) {
      const offsets = weights.map(() => 1);
      expect(tails({ weights, offsets, point: 1e-300 })).toEqual({ below: 1, above: 0 });
      expect(tails({ weights, offsets, point: 0 })).toEqual({ below: 0, above: 1 });
      expect(tails({ weights, offsets, point: -1 })).toEqual({ below: 0, above: 1 });
    }
  });

  test('numbers of any size give probabilities', () => {
    const sizes = [0, 1e-308, 1e-150, 1e-20, 1, 1e20, 1e150];
    for (const first of [1, -1e-200, 1e-30, 1e300])
      for (const second of [-1, 1e-310, -1e-40, 1e305])
        for (const a of sizes)
          for (const b of sizes)
            for (const point of [0, 1e-300, 1, -1e30, 1e300]) {
              const { below, above } = tails({ weights: [first, second], offsets: [a, b], point });
              expect(below >= 0 && above >= 0 && below + above === 1).toBe(true);
            }
  });

  test('rounding moves no end of the support', () => {
    const stream = openStream({ seed: 1n, realization: 0, stream: 'symbols' });
    for (let i = 0; i < 300; i++) {
      const weights = Array.from({ length: 1 + (i % 5) }, () => 10 ** (stream.uniform() - 1));
      const offsets = weights.map(() => 30 * stream.uniform());
      expect(tails({ weights, offsets, point: 0 }).below).toBe(0);
      const mirrored = weights.map((w) => -w);
      expect(tails({ weights: mirrored, offsets, point: 0 }).above).toBe(0);
      // within 1e-20 of the end the probability is the volume of a small ball, c^n / n! prod exp(-beta) / lambda
      const logs = weights.map((w, k) => Math.log(1e-20 / w / (k + 1)) - (offsets[k] as number));
      const volume = logs.reduce((sum, x) => sum + x, 0);
      const { below } = tails({ weights, offsets, point: 1e-20 });
      if (volume > -700) expect(Math.abs(Math.log(below) - volume)).toBeLessThan(1e-9);
    }
  });

  test('weights of any scale give probabilities, far from the mean too', () => {
    const stream = openStream({ seed: 2n, realization: 0, stream: 'symbols' });
    for (let i = 0; i < 3000; i++) {
      const decades = [1, 3, 8, 14, 30, 80, 200][i % 7] as number;
      const ofEither = (): number => (stream.uniform() < 0.3 ? 1 : -1);
      const weights = Array.from({ length: 1 + Math.floor(8 * stream.uniform()) }, () => {
        return ofEither() * 10 ** (-decades * stream.uniform());
      });
      const offsets = weights.map(() => (stream.uniform() < 0.3 ? 0 : 10 ** (decades * stream.uniform() - 2)));
      const mean = weights.reduce((sum, w, k) => sum + w * (1 + (offsets[k] as number)), 0);
      const point = ofEither() * mean * 10 ** (-decades * stream.uniform());
      const { below, above } = tails({ weights, offsets, point });
      expect(below >= 0 && above >= 0 && below + above === 1).toBe(true);
    }
  });

  test('refuses what is no form', () => {
    expect(() => tails({ weights: [1, 2], offsets: [1], point: 0 })).toThrow(InputError);
    expect(() => tails({ weights: [NaN], offsets: [1], point: 0 })).toThrow(
      /weights: expected finite numbers, got NaN/,
    );
    expect(() => tails({ weights: [1], offsets: [-1], point: 0 })).toThrow(/offsets: .*got -1/);
    expect(() => tails({ weights: [1], offsets: [1e201], point: 0 })).toThrow(/offsets/);
    expect(() => tails({ weights: [1], offsets: [1], point: Infinity })).toThrow(/point/);
  });
});

/** P(R < b) and P(R > b) of a Rice number of parameter a by integrals over its density. */
function marcum(a: number, b: number): { below: number; above: number } {
  // exp(-x) I_0(x) as a mean over angles, which is exact to rounding at 200 of them
  const cosines = Float64Array.from({ length: 200 }, (_, k) => Math.cos((2 * Math.PI * k) / 200));
  const density = (r: number): number => {
    const mean = cosines.reduce((sum, cosine) => sum + Math.exp(a * r * (cosine - 1)), 0) / 200;
    return r * Math.exp(-((r - a) ** 2) / 2) * mean;
  };
  return { below: integral(density, 0, b), above: integral(density, b, Math.max(a, b) + 12) };
}

/** By Gauss' rule of 3 points on 1000 panels. */
function integral(f: (x: number) => number, from: number, to: number): number {
  const half = (to - from) / 2000;
  const off = half * Math.sqrt(0.6);
  let sum = 0;
  for (let i = 0; i < 1000; i++) {
    const mid = from + (2 * i + 1) * half;
    sum += (5 * f(mid - off) + 8 * f(mid) + 5 * f(mid + off)) / 9;
  }
  return sum * half;
}
