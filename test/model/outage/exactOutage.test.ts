import { describe, expect, test } from 'vitest';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import { exactOutage } from '../../../src/model/outage/exactOutage.ts';
import { quadraticFormDistribution } from '../../../src/model/outage/quadraticFormDistribution.ts';
import { sample, THREE_CELLS } from '../samples.ts';
import { cooperations, expectClose, knownSinr, outageOf, scaledIdentity, sinrOf, SMALL } from './outageSamples.ts';

describe('closed forms', () => {
  test('one antenna, one cell, one user: a Rice amplitude', () => {
    const scenario = makeScenario({
      cells: 1,
      usersPerCell: 1,
      txAntennas: 1,
      noisePower: 0.5,
      targetAnglesDeg: [[0]],
    });
    const [channels, precoders] = [Float64Array.of(0.8, -0.6), Float64Array.of(1.5, 2)];
    for (const radius of [1, 0.3, 0.05])
      for (const threshold of [1e-6, 0.5, 3, 12, 14, 40]) {
        const received = radius ** 2 * 6.25;
        const { below } = quadraticFormDistribution(
          Float64Array.of(received),
          Float64Array.of(1 / radius ** 2),
          0.5 * threshold,
        );
        for (const cooperation of cooperations) {
          const { users, smallest } = exactOutage(scenario, channels, precoders, cooperation, { threshold, radius });
          expectClose(users, [below], 1e-9);
          expect(smallest).toBeCloseTo(below, 14);
        }
      }
  });

  test('small errors around a known SINR make it a Gaussian number', () => {
    for (const cooperation of cooperations) {
      const { scenario, realization, [cooperation]: precoders } = sample(11, SMALL);
      const { channels } = realization;
      const known = knownSinr(11, SMALL, cooperation);
      for (const [radius, tolerance] of [
        [1e-6, 1e-4],
        [1e-8, 2e-6],
      ] as const) {
        // gradient of log SINR by central differences
        const h = 1e-6;
        const squares = new Float64Array(known.length);
        for (let i = 0; i < channels.length; i++) {
          const step = (sign: number): Float64Array => {
            const moved = channels.map((x, j) => (j === i ? x + sign * h : x));
            return sinrOf[cooperation](scenario, moved, precoders);
          };
          const [up, down] = [step(1), step(-1)];
          up.forEach(
            (x, k) => (squares[k] = (squares[k] as number) + (Math.log(x / (down[k] as number)) / (2 * h)) ** 2),
          );
        }
        known.forEach((value, k) => {
          const deviation = Math.sqrt((squares[k] as number) / (2 * scenario.txAntennas)) * radius;
          for (const [z, p] of [
            [-1, 0.15865525393145707],
            [0, 0.5],
            [-3, 0.0013498980316300946],
          ] as const) {
            const threshold = value * (1 + z * deviation);
            const { users } = exactOutage(scenario, channels, precoders, cooperation, { threshold, radius });
            expect(Math.abs((users[k] as number) / p - 1)).toBeLessThan(tolerance);
          }
        });
      }
    }
  });

  test('the weakest user of all is in outage unless all are not', () => {
    for (const cooperation of cooperations) {
      const { users, smallest } = outageOf(3, THREE_CELLS, cooperation, { threshold: 0.01, radius: 0.05 });
      expect(smallest).toBeCloseTo(1 - users.reduce((product, p) => product * (1 - p), 1), 13);
      const rare = outageOf(3, { ...THREE_CELLS, noisePower: 1e-9 }, cooperation, { threshold: 1e-10, radius: 0.1 });
      const sum = rare.users.reduce((total, p) => total + p, 0);
      expect(sum).toBeLessThan(1e-6);
      expectClose([rare.smallest], [sum], 1e-6);
    }
  });
});

describe('identities', () => {
  test('with one cell coordinated beamforming is CoMP', () => {
    const input = { ...SMALL, cells: 1, usersPerCell: 3, targetAnglesDeg: [[20]] };
    const { scenario, realization, cbf } = sample(5, input);
    for (const threshold of [0.01, 0.3, 2]) {
      const [one, other] = cooperations.map((c) =>
        exactOutage(scenario, realization.channels, cbf, c, { threshold, radius: 0.4 }),
      );
      expect(one).toEqual(other);
    }
  });

  test.each(cooperations)('the unit of power changes nothing: %s', (cooperation) => {
    const options = { threshold: 0.2, radius: 0.2 };
    const { users } = outageOf(6, SMALL, cooperation, options);
    for (const power of [1e-12, 7, 1e15]) {
      const other = outageOf(6, { ...SMALL, noisePower: 0.8 * power }, cooperation, options, power);
      expectClose(other.users, users, 1e-9);
    }
  });

  test.each(cooperations)('S = s I is the radius times s, a unitary S is none: %s', (cooperation) => {
    const options = { threshold: 0.2, radius: 0.2 };
    const plain = outageOf(7, SMALL, cooperation, options).users;
    for (const s of [1, 0.02, 50]) {
      const shape = scaledIdentity(7, SMALL, s);
      expectClose(
        outageOf(7, SMALL, cooperation, { threshold: 0.2, radius: 0.2 / s, errorShape: shape }).users,
        plain,
        1e-9,
      );
    }
    // rows of the discrete Fourier transform
    const shape = scaledIdentity(7, SMALL, 1).map((_, i) => {
      const phase = (2 * Math.PI * Math.floor((i % 18) / 6) * (Math.floor(i / 2) % 3)) / 3;
      return (i % 2 === 0 ? Math.cos(phase) : Math.sin(phase)) / Math.sqrt(3);
    });
    expectClose(outageOf(7, SMALL, cooperation, { ...options, errorShape: shape }).users, plain, 1e-9);
  });

  test.each(cooperations)('it rises with the threshold from 0 to 1: %s', (cooperation) => {
    for (const radius of [1e-5, 0.05, 2]) {
      let last: Float64Array = new Float64Array(4);
      for (let db = -60; db <= 60; db += 0.5) {
        const { users, smallest } = outageOf(8, SMALL, cooperation, { threshold: 10 ** (db / 10), radius });
        users.forEach((p, k) => expect(p).toBeGreaterThanOrEqual((last[k] as number) * (1 - 1e-11)));
        expect(smallest).toBeGreaterThanOrEqual(Math.max(...users) * (1 - 1e-15));
        last = users;
      }
      expect(Math.min(...last)).toBeGreaterThan(radius < 1 ? 1 - 1e-12 : 0.99);
    }
  });
});
