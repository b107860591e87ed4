import { describe, expect, test } from 'vitest';
import { steeringVector } from '../../src/model/arrays.ts';
import { conjugate, innerProduct, squaredNorm } from '../../src/model/complexVector.ts';
import { cramerRaoBounds, isEstimable, sensingCbf, sensingComp, sensingOfCovariances } from '../../src/model/crb.ts';
import { covariancesCbf } from '../../src/model/covariance.ts';
import { type CrbForm, crbFormCbf, crbFormComp } from '../../src/model/crbForms.ts';
import { evaluateForm } from '../../src/model/fim.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { exactInner, fixed, type Fixed, over, squaredModulus, times, timesConjugate, toNumber } from './fixedPoint.ts';
import { gramOf, randomVector, sample, THREE_CELLS } from './samples.ts';

/** F11 - abs(F12)^2/F22 of the centred arrays as the difference that it is, in 200 digits: A + B (norm(c)^2 - abs(b^H c)^2/norm(b)^2). */
function exactInformation(form: CrbForm, beams: Float64Array): number {
  const { receive, transmit, signal } = form.angle;
  const size = form.vectors.length / (1 + Math.max(receive.vector, transmit.vector, signal));
  const valuesAt = (i: number) =>
    Array.from({ length: beams.length / size }, (_, k) =>
      exactInner(form.vectors.subarray(i * size, (i + 1) * size), beams.subarray(k * size, (k + 1) * size)),
    );
  const power = (list: readonly Parameters<typeof squaredModulus>[0][]): Fixed =>
    list.reduce((sum, x) => sum + squaredModulus(x), 0n);
  const [b, c] = [valuesAt(signal), valuesAt(transmit.vector)];
  const cross = c.reduce(
    (sum, x, k) => {
      const y = timesConjugate(x, b[k] ?? { re: 0n, im: 0n });
      return { re: sum.re + y.re, im: sum.im + y.im };
    },
    { re: 0n, im: 0n },
  );
  const reached = power(b);
  const rest = reached === 0n ? 0n : power(c) - over(squaredModulus(cross), reached);
  return toNumber(times(fixed(receive.weight), power(valuesAt(receive.vector))) + times(fixed(transmit.weight), rest));
}

const random = sample(31, { ...THREE_CELLS, interferenceSnapshots: 'single' });
const { scenario, realization } = random;
const { cells, txAntennas, rxAntennas } = scenario;
const N = txAntennas;
const echo = gramOf(randomVector(77, rxAntennas * 9), rxAntennas);
const cases = [
  { name: 'CBF', form: crbFormCbf(scenario, realization, 1, echo), n: N, own: 0 },
  { name: 'CoMP', form: crbFormComp(scenario, realization, 1), n: cells * N, own: N },
];

/** The beam without its part along conj(v) of BS 1, plus `share` of that direction: next to a null at the target. */
function withNull(beam: Float64Array, own: number, share: number): Float64Array {
  const angle = scenario.targetAngles[1 * cells + 1] ?? NaN;
  const direction = conjugate(steeringVector(N, angle));
  const part = beam.subarray(2 * own, 2 * (own + N));
  const { re, im } = innerProduct(direction, part);
  const result = Float64Array.from(beam);
  for (let i = 0; i < N; i++) {
    const [dr, di] = [direction[2 * i] ?? NaN, direction[2 * i + 1] ?? NaN];
    const [pr, pi] = [re / N - share, im / N];
    const at = 2 * (own + i);
    result[at] = (result[at] ?? NaN) - (pr * dr - pi * di);
    result[at + 1] = (result[at + 1] ?? NaN) - (pr * di + pi * dr);
  }
  return result;
}

const stack = (parts: readonly Float64Array[]): Float64Array => Float64Array.from(parts.flatMap((p) => [...p]));

describe.each(cases)('information on the angle against 200 digits, $name', ({ form, n, own }) => {
  const angleOf = (beams: Float64Array): number => evaluateForm(form, beams).angle;
  const expectClose = (beams: Float64Array, tolerance: number): void => {
    const expected = exactInformation(form, beams);
    expect(Math.abs(angleOf(beams) / expected - 1)).toBeLessThan(tolerance);
  };

  test.each([1, 2, 3, 7, 30])('%i random beams', (count) => {
    for (let seed = 0; seed < 20; seed++) expectClose(randomVector(500 + seed, count * n), 1e-12);
  });

  test('one beam tells what the receive array alone does, however it is written', () => {
    const beam = randomVector(9, n);
    const f = evaluateForm(form, beam);
    expect(f.angle).toBe(f.receive);
    const halves = stack([beam.map((x) => 0.6 * x), beam.map((x) => 0.8 * x)]);
    expect(Math.abs(angleOf(halves) / f.angle - 1)).toBeLessThan(1e-13);
    expect(Math.abs(angleOf(stack([beam, new Float64Array(2 * n)])) / f.angle - 1)).toBeLessThan(1e-13);
  });

  test.each([1e-2, 1e-5, 1e-8, 1e-12])('a second beam of relative amplitude %e', (amplitude) => {
    const beams = stack([randomVector(11, n), randomVector(12, n).map((x) => amplitude * x)]);
    expectClose(beams, 1e-10);
  });

  test.each([1e-2, 1e-5, 1e-8])('beams that are parallel but for %e of them', (share) => {
    const [first, other] = [randomVector(13, n), randomVector(14, n)];
    const beams = stack([first, first.map((x, i) => 2 * x + share * (other[i] ?? NaN))]);
    // what is left of the slope is known to eps of the slope itself
    expectClose(beams, 1e-12 + 1e-14 / share);
  });

  test.each([1e-2, 1e-5, 1e-8, 1e-11])('two beams with a null at the target but for an amplitude of %e', (share) => {
    const beams = stack([15, 16].map((seed) => withNull(randomVector(seed, n), own, share)));
    // the signal at the target is known to eps of the beams
    expectClose(beams, 1e-12 + 1e-14 / share);
  });

  test('a single beam with a null at the target informs in proportion to the power that is left there', () => {
    for (const share of [1e-3, 1e-6, 1e-9]) {
      const beam = withNull(own === 0 ? randomVector(17, n) : onlyBs(randomVector(17, n)), own, share);
      expectClose(beam, 1e-12 + 1e-13 / share);
      expect(angleOf(beam) / angleOf(beam.map((x, i) => (i < 2 * own || i >= 2 * (own + N) ? 0 : x)))).toBeCloseTo(
        1,
        8,
      );
    }
  });

  test('power below rounding at the target counts as none: the transmit array tells nothing', () => {
    const beams = stack([18, 19].map((seed) => withNull(randomVector(seed, n), own, 0)));
    const f = evaluateForm(form, beams);
    expect(f.angle).toBe(f.receive);
  });

  /** The beam of BS 1 alone. */
  function onlyBs(beam: Float64Array): Float64Array {
    return beam.map((x, i) => (i < 2 * own || i >= 2 * (own + N) ? 0 : x));
  }
});

test('relaxed covariances and the beams that make them have the same bounds', () => {
  const direct = sensingCbf(scenario, realization, random.cbf);
  const relaxed = sensingOfCovariances(scenario, realization, covariancesCbf(scenario, random.cbf));
  for (const key of ['crb', 'gainCrb', 'fim'] as const)
    direct[key].forEach((x, i) =>
      expect(Math.abs((relaxed[key][i] ?? NaN) - x)).toBeLessThan(1e-11 * Math.max(...direct[key].map(Math.abs))),
    );
});

test('a base station whose beams do not reach its target has an infinite bound and is not estimable', () => {
  const system = makeScenario({ usersPerCell: 1, txAntennas: 4, rxAntennas: 4 });
  const drawn = sample(3, { usersPerCell: 1, txAntennas: 4, rxAntennas: 4 }).realization;
  const silent = new Float64Array(2 * 2 * 4);
  for (const sensing of [sensingCbf, sensingComp]) {
    const beams = sensing === sensingCbf ? silent : new Float64Array(2 * 2 * 8);
    const { crb, rcrbDeg, gainCrb } = sensing(system, drawn, beams);
    expect([...crb, ...rcrbDeg, ...gainCrb].every((x) => x === Infinity)).toBe(true);
    expect(isEstimable(crb)).toBe(false);
  }
});

test('the bounds of the gain stay positive and finite where the beams are nearly parallel', () => {
  const first = randomVector(21, N);
  const beams = stack([first, first.map((x) => x * (1 + 1e-15))]);
  const { theta, gainRe, gainIm } = cramerRaoBounds(evaluateForm(crbFormCbf(scenario, realization, 0, echo), beams));
  for (const x of [theta, gainRe, gainIm]) expect(x > 0 && Number.isFinite(x)).toBe(true);
  expect(squaredNorm(beams)).toBeGreaterThan(0);
});
