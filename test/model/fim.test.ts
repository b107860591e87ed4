import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { steeringVector } from '../../src/model/arrays.ts';
import { covariancesCbf } from '../../src/model/covariance.ts';
import { cramerRaoBounds, sensingCbf, sensingComp } from '../../src/model/crb.ts';
import { echoCovariance, noiseCovariance } from '../../src/model/echoCovariance.ts';
import { fisherCbf, fisherComp, fisherMatrix } from '../../src/model/fim.ts';
import type { Realization, Scenario } from '../../src/model/scenario.ts';
import { gramOf, randomVector, realEmbedding, type Sample, sample, THREE_CELLS } from './samples.ts';

/** Mean of one received snapshot as a function of (theta_mm, Re a_mm, Im a_mm), stacked as [Re; Im]. */
type Mean = (parameters: readonly [number, number, number]) => number[];

/**
 * The echo a(theta) sum_n a_nm v(th_nm)^T x_n of the sensing model, written as the physics reads: only th_mm and a_mm are
 * parameters. In CBF the foreign signals belong to the covariance, hence `own`.
 */
function echo(scenario: Scenario, { reflectionGain }: Realization, bs: number, x: Float64Array, own: boolean): Mean {
  const { cells, txAntennas: n } = scenario;
  return ([theta, gainRe, gainIm]) => {
    let [re, im] = [0, 0];
    for (let sender = 0; sender < cells; sender++) {
      if (own && sender !== bs) continue;
      const path = sender * cells + bs;
      const angle = sender === bs ? theta : (scenario.targetAngles[path] ?? NaN);
      const gr = sender === bs ? gainRe : (reflectionGain[2 * path] ?? NaN);
      const gi = sender === bs ? gainIm : (reflectionGain[2 * path + 1] ?? NaN);
      const v = steeringVector(n, angle);
      for (let i = 0; i < n; i++) {
        const at = own ? i : sender * n + i;
        const [vr, vi] = [v[2 * i] ?? NaN, v[2 * i + 1] ?? NaN];
        const [xr, xi] = [x[2 * at] ?? NaN, x[2 * at + 1] ?? NaN];
        const [pr, pi] = [vr * xr - vi * xi, vr * xi + vi * xr];
        re += gr * pr - gi * pi;
        im += gr * pi + gi * pr;
      }
    }
    const a = steeringVector(scenario.rxAntennas, theta);
    const entry = (i: number): [number, number] => [a[2 * i] ?? NaN, a[2 * i + 1] ?? NaN];
    const index = Array.from({ length: scenario.rxAntennas }, (_, i) => i);
    return [
      ...index.map((i) => entry(i)[0] * re - entry(i)[1] * im),
      ...index.map((i) => entry(i)[0] * im + entry(i)[1] * re),
    ];
  };
}

/** F = 2 sum_t Re(dmu^H C^-1 dmu) of independent complex Gaussian snapshots, dmu by central differences. */
function numericalFisher(means: readonly Mean[], at: readonly [number, number, number], c: Float64Array): number[][] {
  const n = Math.sqrt(c.length / 2);
  const precision = inverse(new Matrix(realEmbedding(c, n)));
  const total = Matrix.zeros(3, 3);
  for (const mean of means) {
    const derivatives = [0, 1, 2].map((p) => {
      const h = 1e-5;
      const shifted = (sign: number): number[] => {
        const [theta, re, im] = at.map((value, i) => (i === p ? value + sign * h : value));
        return mean([theta ?? NaN, re ?? NaN, im ?? NaN]);
      };
      const minus = shifted(-1);
      return shifted(1).map((value, i) => (value - (minus[i] ?? NaN)) / (2 * h));
    });
    const jacobian = new Matrix(derivatives);
    total.add(jacobian.mmul(precision).mmul(jacobian.transpose()).mul(2));
  }
  return total.to2DArray();
}

/** tr(C^-1 dC C^-1 dC) of one complex Gaussian snapshot in a parameter, dC by central differences; the real embedding has every eigenvalue twice. */
function covarianceFisher(covariance: (parameter: number) => Float64Array, at: number): number {
  const c = covariance(at);
  const n = Math.sqrt(c.length / 2);
  const h = 1e-5;
  const matrix = (x: Float64Array): Matrix => new Matrix(realEmbedding(x, n));
  const slope = matrix(covariance(at + h))
    .sub(matrix(covariance(at - h)))
    .div(2 * h);
  const part = inverse(matrix(c)).mmul(slope);
  return part.mmul(part).trace() / 2;
}

/** Beams whose covariance is X X^H / L. */
function meanBeams(x: Float64Array): Float64Array {
  return x.map((value) => value / Math.sqrt(THREE_CELLS.frameLength ?? NaN));
}

function parametersOf({ scenario, realization }: Sample, bs: number): [number, number, number] {
  const own = bs * scenario.cells + bs;
  const gain = realization.reflectionGain;
  return [scenario.targetAngles[own] ?? NaN, gain[2 * own] ?? NaN, gain[2 * own + 1] ?? NaN];
}

function expectMatrix(actual: Float64Array, expected: number[][]): void {
  // relative to the geometric mean of the diagonal entries, which bounds every entry of a positive matrix
  expected.forEach((row, i) =>
    row.forEach((value, j) => {
      const scale = Math.sqrt((expected[i]?.[i] ?? NaN) * (expected[j]?.[j] ?? NaN));
      expect(Math.abs((actual[3 * i + j] ?? NaN) - value) / scale).toBeLessThan(1e-6);
    }),
  );
}

describe.each([1, 2, 3])('random system %i', (seed) => {
  const random = sample(seed, THREE_CELLS);
  const { scenario, realization } = random;
  const { frameLength, txAntennas, rxAntennas, cells } = scenario;

  test('the information of CBF is that of the Gaussian model with any receiver covariance', () => {
    const c = gramOf(randomVector(seed + 50, rxAntennas * 8), rxAntennas);
    const x = randomVector(seed + 60, frameLength * txAntennas);
    for (let bs = 0; bs < cells; bs++) {
      const means = Array.from({ length: frameLength }, (_, t) =>
        echo(scenario, realization, bs, x.subarray(2 * t * txAntennas, 2 * (t + 1) * txAntennas), true),
      );
      const fisher = fisherMatrix(fisherCbf(scenario, realization, bs, meanBeams(x), c));
      expectMatrix(fisher, numericalFisher(means, parametersOf(random, bs), c));
    }
  });

  test('the information of CoMP is that of the Gaussian model, the other paths held fixed', () => {
    const stacked = cells * txAntennas;
    const x = randomVector(seed + 70, frameLength * stacked);
    for (let bs = 0; bs < cells; bs++) {
      const means = Array.from({ length: frameLength }, (_, t) =>
        echo(scenario, realization, bs, x.subarray(2 * t * stacked, 2 * (t + 1) * stacked), false),
      );
      const fisher = fisherMatrix(fisherComp(scenario, realization, bs, meanBeams(x)));
      expectMatrix(fisher, numericalFisher(means, parametersOf(random, bs), noiseCovariance(scenario)));
    }
  });

  test.each(['single', 'frame'] as const)(
    'the full bound is that of mean and covariance, %s snapshots',
    (snapshots) => {
      const drawn = sample(seed, { ...THREE_CELLS, interferenceSnapshots: snapshots });
      const sensing = sensingCbf(drawn.scenario, drawn.realization, drawn.cbf);
      const covariances = covariancesCbf(drawn.scenario, drawn.cbf);
      for (let bs = 0; bs < cells; bs++) {
        const own = bs * cells + bs;
        // the angle of arrival alone varies: what other BSs send towards this target, and their paths, are held fixed
        const covariance = (theta: number): Float64Array => {
          const targetAngles = drawn.scenario.targetAngles.map((x, i) => (i === own ? theta : x));
          return echoCovariance({ ...drawn.scenario, targetAngles }, drawn.realization, bs, covariances);
        };
        const matrix = sensing.fim.subarray(9 * bs, 9 * bs + 9);
        const full = new Matrix([0, 1, 2].map((i) => [...matrix.subarray(3 * i, 3 * i + 3)]));
        const ofCovariance = frameLength * covarianceFisher(covariance, drawn.scenario.targetAngles[own] ?? NaN);
        full.set(0, 0, full.get(0, 0) + ofCovariance);
        const expected = inverse(full).get(0, 0);
        expect((sensing.crbFull[bs] ?? NaN) / expected).toBeCloseTo(1, 7);
        expect(sensing.crbFull[bs]).toBeLessThan(0.99 * (sensing.crb[bs] ?? NaN));
      }
    },
  );

  test('in CoMP and in one cell the full bound is that of the mean; amplitudes count in units of the own gain', () => {
    const comp = sensingComp(scenario, realization, random.comp);
    expect(comp.crbFull).toEqual(comp.crb);
    comp.amplitudeCrb.forEach((x, i) => {
      const own = 2 * (Math.floor(i / 2) * (cells + 1));
      const gain = Math.hypot(realization.reflectionGain[own] ?? NaN, realization.reflectionGain[own + 1] ?? NaN);
      expect((x * gain ** 2) / (comp.gainCrb[i] ?? NaN)).toBeCloseTo(1, 12);
    });
    const alone = sample(seed, { ...THREE_CELLS, cells: 1, targetAnglesDeg: [[20]] });
    const single = sensingCbf(alone.scenario, alone.realization, alone.cbf);
    expect(single.crbFull).toEqual(single.crb);
  });

  test('the bounds are the diagonal of the inverse information matrix, with any receiver covariance', () => {
    const c = gramOf(randomVector(seed + 50, rxAntennas * 8), rxAntennas);
    for (const fisher of [
      fisherComp(scenario, realization, 1, random.comp),
      fisherCbf(scenario, realization, 1, randomVector(seed + 80, 3 * txAntennas), c),
    ]) {
      const matrix = fisherMatrix(fisher);
      const rows = [0, 1, 2].map((i) => [...matrix.subarray(3 * i, 3 * i + 3)]);
      const expected = inverse(new Matrix(rows));
      const bounds = cramerRaoBounds(fisher);
      expect(bounds.theta / expected.get(0, 0)).toBeCloseTo(1, 10);
      expect(bounds.gainRe / expected.get(1, 1)).toBeCloseTo(1, 10);
      expect(bounds.gainIm / expected.get(2, 2)).toBeCloseTo(1, 10);
    }
  });
});

test('a covariance that does not illuminate the target gives infinite bounds', () => {
  const bounds = cramerRaoBounds({ f11: 0, f12: { re: 0, im: 0 }, f22: 0, angle: 0, receive: 0 });
  expect(bounds).toEqual({ theta: Infinity, gainRe: Infinity, gainIm: Infinity });
});
