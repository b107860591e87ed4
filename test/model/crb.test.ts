import { expect, test } from 'vitest';
import { steeringDerivative, steeringVector } from '../../src/model/arrays.ts';
import { sensingCbf, sensingComp } from '../../src/model/crb.ts';
import { covariancesCbf } from '../../src/model/covariance.ts';
import { echoCovariance } from '../../src/model/echoCovariance.ts';
import { gramOf, sample, THREE_CELLS } from './samples.ts';

interface C {
  re: number;
  im: number;
}
const mul = (x: C, y: C): C => ({ re: x.re * y.re - x.im * y.im, im: x.re * y.im + x.im * y.re });
const conj = (x: C): C => ({ re: x.re, im: -x.im });
const add = (x: C, y: C): C => ({ re: x.re + y.re, im: x.im + y.im });
const list = (x: Float64Array): C[] =>
  Array.from({ length: x.length / 2 }, (_, i) => ({ re: x[2 * i] ?? NaN, im: x[2 * i + 1] ?? NaN }));
const matrix = (x: Float64Array, n: number): C[][] => {
  const flat = list(x);
  return Array.from({ length: n }, (_, i) => flat.slice(i * n, (i + 1) * n));
};
const outer = (x: readonly C[], y: readonly C[]): C[][] => x.map((a) => y.map((b) => mul(a, b)));
const plus = (x: readonly C[][], y: readonly C[][]): C[][] =>
  x.map((row, i) => row.map((value, j) => add(value, y[i]?.[j] ?? { re: NaN, im: NaN })));
const times = (x: readonly C[][], y: readonly C[][]): C[][] =>
  x.map((row) =>
    (y[0] ?? []).map((_, j) =>
      row.map((value, k) => mul(value, y[k]?.[j] ?? { re: NaN, im: NaN })).reduce(add, { re: 0, im: 0 }),
    ),
  );
const adjoint = (x: readonly C[][]): C[][] =>
  (x[0] ?? []).map((_, j) => x.map((row) => conj(row[j] ?? { re: NaN, im: NaN })));
const trace = (x: readonly C[][]): C => x.map((row, i) => row[i] ?? { re: NaN, im: NaN }).reduce(add, { re: 0, im: 0 });

test("a single cell has the Cramer-Rao bound of Liu et al. 2021, whether by CBF's or by CoMP's formulas", () => {
  const { scenario, realization, cbf } = sample(11, {
    cells: 1,
    usersPerCell: 5,
    txAntennas: 4,
    rxAntennas: 6,
    noisePower: 0.6,
    targetAnglesDeg: [[24]],
  });
  const theta = scenario.targetAngles[0] ?? NaN;
  const [a, adot] = [list(steeringVector(6, theta)), list(steeringDerivative(6, theta))];
  const [v, vdot] = [list(steeringVector(4, theta)), list(steeringDerivative(4, theta))];
  const response = outer(a, v);
  const derivative = plus(outer(adot, v), outer(a, vdot));
  // five precoders: the sum of w w^H is five times their mean
  const r = matrix(
    gramOf(cbf, 4).map((x) => 5 * x),
    4,
  );
  const inner = (x: readonly C[][], y: readonly C[][]): C => trace(times(times(x, r), adjoint(y)));
  const gain = (realization.reflectionGain[0] ?? NaN) ** 2 + (realization.reflectionGain[1] ?? NaN) ** 2;
  const cross = inner(response, derivative);
  const power = inner(response, response).re;
  const information = inner(derivative, derivative).re * power - (cross.re ** 2 + cross.im ** 2);
  const expected = (scenario.noisePower * power) / (2 * gain * scenario.frameLength * information);
  for (const sensing of [sensingCbf, sensingComp]) {
    const { crb, rcrb, rcrbDeg } = sensing(scenario, realization, cbf);
    expect((crb[0] ?? NaN) / expected).toBeCloseTo(1, 11);
    expect((rcrb[0] ?? NaN) / Math.sqrt(expected)).toBeCloseTo(1, 11);
    expect((rcrbDeg[0] ?? NaN) / (Math.sqrt(expected) * (180 / Math.PI))).toBeCloseTo(1, 11);
  }
});

test('the echo covariance is the sum of the other cells reflected off the own target, plus noise', () => {
  for (const interferenceSnapshots of ['single', 'frame'] as const) {
    const { scenario, realization, cbf } = sample(5, { ...THREE_CELLS, interferenceSnapshots });
    const { cells, txAntennas, rxAntennas, noisePower, targetAngles } = scenario;
    const covariances = covariancesCbf(scenario, cbf);
    for (let m = 0; m < cells; m++) {
      const a = list(steeringVector(rxAntennas, targetAngles[m * cells + m] ?? NaN));
      let expected = a.map((_, i) => a.map((__, j) => ({ re: i === j ? noisePower : 0, im: 0 })));
      for (let n = 0; n < cells; n++) {
        if (n === m) continue;
        const gain = list(realization.reflectionGain)[n * cells + m] ?? { re: NaN, im: NaN };
        const v = list(steeringVector(txAntennas, targetAngles[n * cells + m] ?? NaN)).map((x) => mul(gain, x));
        const path = outer(a, v);
        const size = 2 * txAntennas ** 2;
        const r = matrix(covariances.subarray(n * size, (n + 1) * size), txAntennas);
        const factor = { re: interferenceSnapshots === 'frame' ? scenario.frameLength : 1, im: 0 };
        const part = times(times(path, r), adjoint(path)).map((row) => row.map((x) => mul(factor, x)));
        expected = plus(expected, part);
      }
      const flat = expected.flat().flatMap((x) => [x.re, x.im]);
      const actual = echoCovariance(scenario, realization, m, covariances);
      const scale = Math.max(...flat);
      actual.forEach((value, i) => expect(Math.abs(value - (flat[i] ?? NaN))).toBeLessThan(1e-13 * scale));
    }
  }
});

test('doubling every precoder amplitude quarters the bound of CoMP, and common phases leave it alone', () => {
  const { scenario, realization, comp } = sample(6, THREE_CELLS);
  const before = sensingComp(scenario, realization, comp);
  const doubled = sensingComp(
    scenario,
    realization,
    comp.map((x) => 2 * x),
  );
  // multiplication by j: (re, im) -> (-im, re)
  const turned = comp.map((_, i) => (i % 2 === 0 ? -(comp[i + 1] ?? NaN) : (comp[i - 1] ?? NaN)));
  const rotated = sensingComp(scenario, realization, turned);
  before.crb.forEach((crb, m) => {
    expect(crb / (doubled.crb[m] ?? NaN)).toBeCloseTo(4, 11);
    expect(crb / (rotated.crb[m] ?? NaN)).toBeCloseTo(1, 11);
  });
});

test('the bound of a CBF base station grows with the power of its neighbours', () => {
  const { scenario, realization, cbf } = sample(7, THREE_CELLS);
  const each = cbf.length / 3;
  const louder = cbf.map((x, i) => (i < each ? x : 3 * x));
  const quiet = sensingCbf(scenario, realization, cbf).crb[0] ?? NaN;
  expect(sensingCbf(scenario, realization, louder).crb[0]).toBeGreaterThan(quiet);
});
