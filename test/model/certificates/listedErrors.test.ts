import { describe, expect, it } from 'vitest';
import { stack } from '../../../src/linalg/stack.ts';
import { listedErrorCount } from '../../../src/model/certificates/certificate.ts';
import { listedChannels } from '../../../src/model/certificates/listedErrors.ts';
import { senderChannels } from '../../../src/model/certificates/senderChannels.ts';
import { sesquilinear, squaredNorm } from '../../../src/model/complexVector.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import { partsOf } from '../../../src/model/userLinks.ts';
import { robustRadius, worstErrors } from '../../../src/model/worstErrors.ts';
import { shapesFor } from '../errorLinks.ts';
import { gramOf, randomVector, sample } from '../samples.ts';

const scenario = {
  ...makeScenario({ usersPerCell: 1, txAntennas: 3, rxAntennas: 2, noisePower: 1 }),
  csiErrorRadius: 0.3,
};
const USERS = 2;
const SIZES = [5e-324, 1e-310, 1e-160, 1e-121, 1e-60, 1e-3, 1, 30, 1e60, 1e150, 1e160, 1e300, Infinity, NaN];

/** Numbers of term `error` from a seed, or from their places. */
type Numbers = (length: number) => Float64Array;
const random =
  (seed: number, size = 1): Numbers =>
  (length) =>
    randomVector(seed, length / 2).map((x) => size * x);

const NUMBERS: readonly (readonly [string, Numbers])[] = [
  ...[1, 2, 3, 4].map((seed) => [`random ${seed}`, random(seed)] as const),
  ...[1e-6, 1e-2, 1e3, 1e9].map((size) => [`random of size ${size}`, random(5, size)] as const),
  ['zeros', (length) => new Float64Array(length)],
  ['ones', (length) => new Float64Array(length).fill(1)],
  ['too short', () => randomVector(6, 5)],
  ['empty', () => new Float64Array(0)],
  ['some NaN', (length) => random(7)(length).map((x, i) => (i % 11 === 3 ? NaN : x))],
  ['some infinite', (length) => random(8)(length).map((x, i) => (i % 23 === 5 ? Infinity : x))],
  ['errors without weight', (length) => random(9)(length).map((x, i) => (i % 8 < 2 || i % 14 < 2 ? 0 : x))],
  [
    'errors that are much longer than their weights',
    (length) => random(10)(length).map((x, i) => (i < 4 ? 1e-9 * x : x)),
  ],
  ...SIZES.map((size) => [`all ${size}`, (length: number) => new Float64Array(length).fill(size)] as const),
  ...SIZES.map(
    (size) =>
      [`one of size ${size}`, (length: number) => random(11)(length).map((x, i) => (i % 6 === 1 ? size : x))] as const,
  ),
];

describe.each(['cbf', 'comp'] as const)('listed errors of a certificate, %s', (cooperation) => {
  const comp = cooperation === 'comp';
  const n = 3 * (comp ? 2 : 1);
  const senders = comp ? 1 : 2;
  const counts = (['bound', 'infeasible'] as const).map((statement) => listedErrorCount(statement, n));
  const radius = robustRadius(scenario, cooperation);
  const { realization } = sample(1, { usersPerCell: 1, txAntennas: 3, rxAntennas: 2 });
  const plain = { reflectionGain: realization.reflectionGain, channels: realization.channels };
  const realizations = [plain, { ...plain, errorShape: shapesFor(2, scenario) }];

  /** The smallest (h+e)^T A (h+e)* of a link over the ball. */
  function smallest(of: (typeof realizations)[number], sender: number, user: number, form: Float64Array): number {
    const none = form.map(() => 0);
    // the form of a user's own cell is W_u / g, that of another cell - W
    const isOwn = comp || sender === user;
    const covariances = stack(
      [0, 1].map((u) => (u === (comp ? user : sender) ? (isOwn ? form : form.map((x) => -x)) : none)),
    );
    const found = worstErrors({ scenario, realization: of, cooperation, covariances, threshold: 1 })[user];
    const { step, channel, shape } = found?.links[sender] ?? { step: form, channel: form, shape: undefined };
    const blocks = shape ? partsOf(step, shape.length) : [];
    const error = shape ? stack(shape.map((s, b) => timesConjugate(s, blocks[b] as Float64Array))) : step;
    const z = error.map((x, i) => x + (channel[i] as number));
    return sesquilinear(form, z, z).re;
  }

  it.each(NUMBERS)('%s: bring at least what the worst error does, for any form', (_, numbers) => {
    for (const [count, of] of counts.flatMap((c) => realizations.map((r) => [c, r] as const))) {
      const error = numbers(2 * senders * USERS * count * (1 + n));
      const system = { scenario, realization: of, comp };
      const channels = senderChannels(system);
      for (let sender = 0; sender < senders; sender++)
        for (let user = 0; user < USERS; user++) {
          const channel = channels[sender]?.[user] as Float64Array;
          const listed = listedChannels(system, { error }, sender, user, radius, channel);
          expect(listed.length).toBeGreaterThan(0);
          expect(listed.every((v) => v.length === 2 * n && v.every(Number.isFinite))).toBe(true);
          for (let seed = 0; seed < 4; seed++) {
            const [up, down] = [gramOf(randomVector(seed, n), n), gramOf(randomVector(20 + seed, (seed + 1) * n), n)];
            for (const form of [up, up.map((x, i) => x - (down[i] as number)), down.map((x) => -x)]) {
              const sum = listed.reduce((total, v) => total + sesquilinear(form, v, v).re, 0);
              const least = smallest(of, sender, user, form);
              const scale = form.reduce((most, x) => Math.max(most, Math.abs(x)), 0) * (1 + squaredNorm(channel));
              expect(sum).toBeGreaterThanOrEqual(least - 1e-11 * n * scale);
            }
          }
        }
    }
  });

  it('are the estimated channel without numbers, and the worst error where this is listed', () => {
    const system = { scenario, realization: plain, comp };
    const channel = senderChannels(system)[0]?.[0] as Float64Array;
    expect(listedChannels(system, {}, 0, 0, radius, channel)).toEqual([channel]);
    const form = gramOf(randomVector(3, n), n).map((x) => -x);
    const covariances = stack([form, form.map(() => 0)]);
    const [worst] = worstErrors({ scenario, realization: plain, cooperation, covariances, threshold: 1 });
    const step = worst?.links[0]?.step as Float64Array;
    // any scale of the numbers says the same
    for (const scale of [1, 1e-30, 1e30]) {
      const [count = NaN] = counts;
      const error = new Float64Array(2 * senders * USERS * count * (1 + n));
      error.set([scale, 0, ...step.map((x) => scale * x)]);
      const sum = listedChannels(system, { error }, 0, 0, radius, channel).reduce(
        (total, v) => total + sesquilinear(form, v, v).re,
        0,
      );
      expect(sum / smallest(plain, 0, 0, form)).toBeCloseTo(1, 11);
    }
  });
});

/** S* u. */
function timesConjugate(shape: Float64Array, u: Float64Array): Float64Array {
  const n = u.length / 2;
  return Float64Array.from({ length: 2 * n }, (_, at) => {
    const row = at >> 1;
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const [sr, si] = [shape[2 * (row * n + j)] as number, -(shape[2 * (row * n + j) + 1] as number)];
      const [ur, ui] = [u[2 * j] as number, u[2 * j + 1] as number];
      sum += at % 2 === 0 ? sr * ur - si * ui : sr * ui + si * ur;
    }
    return sum;
  });
}
