import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import type { CentredForm } from '../../../src/model/outage/centredForm.ts';
import { ErrorForm } from '../../../src/model/outage/errorForm.ts';
import { exactOutage, type OutageOptions } from '../../../src/model/outage/exactOutage.ts';
import { bothTails } from '../../../src/model/outage/tailProbability.ts';
import { randomVector, sample } from '../samples.ts';
import { cooperations, expectClose, knownSinr, outageOf, scaledIdentity, sinrOf, SMALL } from './outageSamples.ts';

describe('limits of exact outage', () => {
  test.each(cooperations)('errors of no size leave the SINR of the known channel: %s', (cooperation) => {
    const known = knownSinr(9, SMALL, cooperation);
    const zeros = scaledIdentity(9, SMALL, 0);
    for (const value of known)
      for (const threshold of [value, value * (1 + 1e-9)]) {
        const expected = known.map((x) => (x < threshold ? 1 : 0));
        const smallest = Math.max(...expected);
        const equal = { users: expected, smallest };
        expect(outageOf(9, SMALL, cooperation, { threshold, radius: 0 })).toEqual(equal);
        expect(outageOf(9, SMALL, cooperation, { threshold, radius: 0.1, errorShape: zeros })).toEqual(equal);
        if (threshold !== value)
          for (const radius of [1e-14, 1e-80, 1e-160, 1e-300, 5e-324])
            expect(outageOf(9, SMALL, cooperation, { threshold, radius })).toEqual(equal);
      }
  });

  test.each(cooperations)('without precoders every user is in outage, at threshold 0 none: %s', (cooperation) => {
    expect(outageOf(9, SMALL, cooperation, { threshold: 1e-9, radius: 0.1 }, 0)).toEqual({
      users: Float64Array.of(1, 1, 1, 1),
      smallest: 1,
    });
    expect(outageOf(9, SMALL, cooperation, { threshold: 0, radius: 0.1 })).toEqual({
      users: new Float64Array(4),
      smallest: 0,
    });
  });

  test('a user without a precoder is in outage, the others as if it were not there', () => {
    const { scenario, realization, cbf } = sample(10, SMALL);
    cbf.fill(0, 0, 6);
    const { users } = exactOutage(scenario, realization.channels, cbf, 'cbf', { threshold: 0.3, radius: 0.2 });
    expect(users[0]).toBe(1);
    const alone = { ...scenario, usersPerCell: 1 };
    const pick = (x: Float64Array): Float64Array => x.filter((_, i) => Math.floor(i / 6) % 2 === 1);
    // both cells keep their second user alone; cell 1 has lost a beam that was heard
    const without = exactOutage(alone, pick(realization.channels), pick(cbf), 'cbf', { threshold: 0.3, radius: 0.2 });
    expect(users[1]).toBeGreaterThan(without.users[0] as number);
  });

  test('equal beams, many antennas and cells', () => {
    const { scenario, realization, cbf } = sample(12, SMALL);
    cbf.copyWithin(6, 0, 6);
    const { users } = exactOutage(scenario, realization.channels, cbf, 'cbf', { threshold: 0.9, radius: 0.2 });
    expect(users.every((p) => p >= 0 && p <= 1)).toBe(true);
    // of two equal beams the SINR is below 1 whatever the error
    const sure = exactOutage(scenario, realization.channels, cbf, 'cbf', { threshold: 1, radius: 0.2 }).users;
    expectClose(sure.subarray(0, 2), [1, 1], 1e-15);

    const angles = Array.from({ length: 8 }, () => Array.from({ length: 8 }, () => 0));
    const large = makeScenario({ cells: 8, usersPerCell: 2, txAntennas: 64, frameLength: 64, targetAnglesDeg: angles });
    const channels = randomVector(1, 8 * 16 * 64);
    for (const cooperation of cooperations) {
      const precoders = randomVector(2, 16 * 64 * (cooperation === 'cbf' ? 1 : 8));
      const known = sinrOf[cooperation](large, channels, precoders);
      const { users: many } = exactOutage(large, channels, precoders, cooperation, {
        threshold: [...known].sort((a, b) => a - b)[8] as number,
        radius: 0.5,
      });
      expect(many.every((p) => p >= 0 && p <= 1)).toBe(true);
      expect(Math.max(...many)).toBeGreaterThan(0.5);
      expect(Math.min(...many)).toBeLessThan(0.5);
    }
  });

  test('an error in one direction alone: the linear part where the form vanishes along it', () => {
    // two users of one cell with beams e_1 and e_2, errors along e_1 + e_2: at threshold 1 the weight is 0 and the form Gaussian
    const scenario = makeScenario({ cells: 1, usersPerCell: 2, txAntennas: 2, noisePower: 1, targetAnglesDeg: [[0]] });
    const precoders = Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0);
    const channels = Float64Array.of(2, 0, 1, 0, 1, 0, 2, 0);
    const shape = Float64Array.from({ length: 16 }, (_, i) => (i % 8 === 0 || i % 8 === 4 ? 1 : 0));
    const radius = 0.7;
    // |2 + x|^2 - |1 + x|^2 = 3 + 2 Re x < 1, x ~ CN(0, d^2 / 2)
    const gaussian = 0.5 * erfc(1 / (radius * Math.SQRT1_2));
    for (const [threshold, tolerance] of [
      [1, 1e-9],
      [1 + 1e-9, 1e-7],
      [1 - 1e-13, 1e-9],
    ] as const) {
      const { users } = exactOutage(scenario, channels, precoders, 'cbf', { threshold, radius, errorShape: shape });
      expectClose(users, [gaussian, gaussian], tolerance);
    }
  });

  test('a weight that is all rounding leaves its slope', () => {
    const form = new ErrorForm(3);
    const space = { beams: 1, rank: 1, basis: Float64Array.of(1, 0), beamVectors: Float64Array.of(1, 0) };
    const link = { space, amplitudes: Float64Array.of(2, 0) };
    for (const values of [Float64Array.of(1e-30), Float64Array.of(-1e-200)])
      form.addShapedLink(link, () => 1, { values, vectors: Float64Array.of(1, 0) }, 0.5);
    // 2 links of 4 + 2 Re z less 3
    const { below } = bothTails(form.centred() as CentredForm);
    expectClose([below], [0.5 * erfc(5 / Math.sqrt(8))], 1e-9);
  });

  test('refuses sizes, thresholds and radii that do not fit', () => {
    const { scenario, realization, cbf } = sample(9, SMALL);
    const call = (options: OutageOptions) => () => exactOutage(scenario, realization.channels, cbf, 'cbf', options);
    expect(call({ threshold: -1 })).toThrow(InputError);
    expect(call({ threshold: NaN })).toThrow(/threshold: expected a number of at least 0, got NaN/);
    expect(call({ threshold: 1, radius: -1 })).toThrow(/radius/);
    expect(call({ threshold: 1, errorShape: new Float64Array(4) })).toThrow(/errorShape: expected 144 numbers .*got 4/);
    expect(() => exactOutage(scenario, cbf, cbf, 'cbf', { threshold: 1 })).toThrow(/channels/);
  });
});

/** 1 - erf(x) by its integral, x > 0. */
function erfc(x: number): number {
  let sum = 0;
  const h = 1e-3;
  for (let t = x + h / 2; t < x + 12; t += h) sum += Math.exp(-t * t) * h * (1 + (h * h * (4 * t * t - 2)) / 24);
  return (2 / Math.sqrt(Math.PI)) * sum;
}
