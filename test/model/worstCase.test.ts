import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { drawCsiErrors } from '../../src/model/csiErrors.ts';
import { exactWorstCase } from '../../src/model/exactWorstCase.ts';
import { sampledWorstCase } from '../../src/model/sampledWorstCase.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { shapedWorstCase } from '../../src/model/shapedWorstCase.ts';
import { type Cooperation, perturbChannels, sinrCbf, sinrComp } from '../../src/model/sinr.ts';
import { worstCaseBound } from '../../src/model/worstCaseBound.ts';
import { randomVector, sample, THREE_CELLS } from './samples.ts';

const SMALL = { usersPerCell: 2, txAntennas: 3, rxAntennas: 3, noisePower: 0.8 };
const cooperations: readonly Cooperation[] = ['cbf', 'comp'];
const sinrOf = { cbf: sinrCbf, comp: sinrComp };

/** Norm of the error of each user: its own links one by one in CBF, stacked in CoMP. */
function errorNorms(scenario: Scenario, errors: Float64Array, cooperation: Cooperation): number[] {
  const { cells, usersPerCell, txAntennas } = scenario;
  const users = cells * usersPerCell;
  const links = Array.from({ length: cells * users }, (_, i) =>
    Math.hypot(...errors.subarray(2 * i * txAntennas, 2 * (i + 1) * txAntennas)),
  );
  if (cooperation === 'cbf') return links;
  return Array.from({ length: users }, (_, user) => Math.hypot(...links.filter((__, i) => i % users === user)));
}

/** Projects the errors of one user back into its ball. */
function clamp(scenario: Scenario, errors: Float64Array, cooperation: Cooperation, user: number, d: number): void {
  const { cells, usersPerCell, txAntennas } = scenario;
  const users = cells * usersPerCell;
  const norms = errorNorms(scenario, errors, cooperation);
  for (let n = 0; n < cells; n++) {
    const link = n * users + user;
    const norm = norms[cooperation === 'cbf' ? link : user] ?? NaN;
    const limit = cooperation === 'cbf' ? d : Math.sqrt(cells) * d;
    if (norm <= limit) continue;
    for (let i = 2 * link * txAntennas; i < 2 * (link + 1) * txAntennas; i++)
      errors[i] = ((errors[i] ?? NaN) * limit) / norm;
  }
}

/** Smallest SINR that projected gradient descent with numerical gradients finds from several starts. */
function descend(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  user: number,
  d: number,
): number {
  const { cells, usersPerCell, txAntennas } = scenario;
  const users = cells * usersPerCell;
  const ratio = (errors: Float64Array): number =>
    sinrOf[cooperation](scenario, perturbChannels(channels, errors), precoders)[user] ?? NaN;
  const free = Array.from({ length: channels.length }, (_, i) => i).filter(
    (i) => Math.floor(i / (2 * txAntennas)) % users === user,
  );
  let best = Infinity;
  for (let start = 0; start < 6; start++) {
    let errors = randomVector(500 + start, channels.length / 2).map((x) => d * x);
    clamp(scenario, errors, cooperation, user, d);
    let value = ratio(errors);
    let step = d;
    for (let iteration = 0; iteration < 1500 && step > 1e-9 * d; iteration++) {
      const h = 1e-6 * d;
      const gradient = new Float64Array(errors.length);
      for (const i of free) {
        const shifted = errors.slice();
        shifted[i] = (errors[i] ?? NaN) + h;
        gradient[i] = (ratio(shifted) - value) / h;
      }
      const length = Math.hypot(...gradient);
      const moved = errors.map((x, i) => x - (step * (gradient[i] ?? NaN)) / length);
      clamp(scenario, moved, cooperation, user, d);
      const next = ratio(moved);
      if (next < value) {
        errors = moved;
        value = next;
        step *= 1.3;
      } else step /= 2;
    }
    best = Math.min(best, value);
  }
  return best;
}

describe.each(cooperations)('%s', (cooperation) => {
  test.each([0.01, 0.2])(
    'no sampled error goes below the exact worst case at d = %d, and explicit ones reach it',
    (d) => {
      for (let seed = 1; seed < 6; seed++) {
        const { scenario, realization, cbf, comp } = sample(seed, { ...THREE_CELLS, csiErrorRadius: d });
        const precoders = cooperation === 'cbf' ? cbf : comp;
        const { sinr, errors } = exactWorstCase(scenario, realization.channels, precoders, cooperation);
        const limit = cooperation === 'cbf' ? d : Math.sqrt(3) * d;
        for (const norm of errorNorms(scenario, errors, cooperation))
          expect(norm).toBeLessThanOrEqual(limit * (1 + 1e-13));
        const attained = sinrOf[cooperation](scenario, perturbChannels(realization.channels, errors), precoders);
        const sampled = sampledWorstCase(scenario, realization.channels, precoders, cooperation, {
          seed: 5n,
          realization: seed,
          draws: 200,
          errorLaw: 'sphere',
        });
        const nominal = sinrOf[cooperation](scenario, realization.channels, precoders);
        sinr.forEach((worst, user) => {
          expect(Math.abs((attained[user] ?? NaN) - worst)).toBeLessThanOrEqual(1e-10 * (nominal[user] ?? NaN));
          expect(sampled.minimum[user]).toBeGreaterThanOrEqual(worst);
          expect(nominal[user]).toBeGreaterThan(worst);
        });
      }
    },
  );

  test.each([0.05, 0.3])('projected gradient descent ends at the exact worst case for d = %d', (d) => {
    const { scenario, realization, cbf, comp } = sample(3, SMALL);
    const precoders = cooperation === 'cbf' ? cbf : comp;
    const { sinr } = exactWorstCase(scenario, realization.channels, precoders, cooperation, d);
    for (const user of [0, 3]) {
      const found = descend(scenario, realization.channels, precoders, cooperation, user, d);
      const exact = sinr[user] ?? NaN;
      expect(found).toBeGreaterThanOrEqual(exact * (1 - 1e-10));
      // first-order descent stops a little above the minimum
      expect(found - exact).toBeLessThan(1e-5 * Math.max(exact, 1e-2));
    }
  });

  test('the worst case does not depend on the order of the users, nor on a common factor of h, 1/w and d', () => {
    const { scenario, realization, cbf, comp } = sample(4, SMALL);
    const precoders = cooperation === 'cbf' ? cbf : comp;
    const { channels } = realization;
    const { sinr } = exactWorstCase(scenario, channels, precoders, cooperation, 0.1);
    const rescaled = exactWorstCase(
      scenario,
      channels.map((x) => 8 * x),
      precoders.map((x) => x / 8),
      cooperation,
      0.8,
    );
    sinr.forEach((x, user) => expect(rescaled.sinr[user]).toBeCloseTo(x, 12));
    // exchange users 0 and 1 of every cell: links and precoders come in pairs
    const exchange = (x: Float64Array, length: number): Float64Array =>
      x.map((_, i) => x[(Math.floor(i / length) ^ 1) * length + (i % length)] ?? NaN);
    const swapped = exactWorstCase(
      scenario,
      exchange(channels, 6),
      exchange(precoders, cooperation === 'cbf' ? 6 : 12),
      cooperation,
      0.1,
    );
    sinr.forEach((x, user) => expect(swapped.sinr[user ^ 1]).toBeCloseTo(x, 12));
  });

  test.each([
    ['the default system', {}],
    ['three cells', THREE_CELLS],
    ['more users than antennas', { cells: 1, usersPerCell: 5, txAntennas: 2, targetAnglesDeg: [[0]] }],
    ['many users', { usersPerCell: 7, txAntennas: 12 }],
  ])('%s: the module finds what plain code finds, one system after the other in its memory', (_name, input) => {
    for (let seed = 1; seed < 6; seed++)
      for (const d of [1e-4, 0.01, 0.2, 3]) {
        const { scenario, realization, cbf, comp } = sample(seed, input);
        const precoders = cooperation === 'cbf' ? cbf : comp;
        const { channels } = realization;
        const { sinr, errors } = exactWorstCase(scenario, channels, precoders, cooperation, d);
        const { cells, usersPerCell, txAntennas: n } = scenario;
        const identity = Float64Array.from({ length: 2 * cells ** 2 * usersPerCell * n * n }, (_, i) => {
          const entry = (i / 2) % (n * n);
          return entry % (n + 1) === 0 ? 1 : 0;
        });
        const plain = shapedWorstCase(scenario, channels, precoders, cooperation, d, identity);
        const nominal = sinrOf[cooperation](scenario, channels, precoders);
        sinr.forEach((x, user) =>
          expect(Math.abs(x - (plain.sinr[user] ?? NaN))).toBeLessThanOrEqual(1e-14 * (nominal[user] ?? NaN)),
        );
        const attained = sinrOf[cooperation](scenario, perturbChannels(channels, errors), precoders);
        sinr.forEach((x, user) =>
          expect(Math.abs(x - (attained[user] ?? NaN))).toBeLessThanOrEqual(1e-10 * (nominal[user] ?? NaN)),
        );
      }
  });

  test('the guaranteed bounds lie below the exact worst case, one norm for the sum above one norm each', () => {
    for (let seed = 1; seed < 20; seed++) {
      const { scenario, realization, cbf, comp } = sample(seed, { ...THREE_CELLS, csiErrorRadius: 0.05 });
      const precoders = cooperation === 'cbf' ? cbf : comp;
      const bound = (kind: 'none' | 'guaranteed' | 'guaranteedSum'): Float64Array =>
        worstCaseBound(scenario, realization.channels, precoders, cooperation, kind);
      const { sinr } = exactWorstCase(scenario, realization.channels, precoders, cooperation);
      const [single, sum] = [bound('guaranteed'), bound('guaranteedSum')];
      const nominal = sinrOf[cooperation](scenario, realization.channels, precoders);
      sinr.forEach((worst, user) => {
        expect(single[user]).toBeLessThanOrEqual(worst);
        expect(sum[user]).toBeLessThanOrEqual(worst);
        expect(sum[user]).toBeGreaterThanOrEqual((single[user] ?? NaN) * (1 - 1e-12));
        expect((bound('none')[user] ?? NaN) / (nominal[user] ?? NaN)).toBeCloseTo(1, 12);
      });
      expect(Math.max(...single)).toBeGreaterThan(0);
    }
  });
});

test("the paper's bound on the useful power is no lower bound: without interference it stays nominal", () => {
  const { scenario, realization, cbf } = sample(8, { cells: 1, usersPerCell: 1, targetAnglesDeg: [[10]] });
  const nominal = sinrCbf(scenario, realization.channels, cbf)[0] ?? NaN;
  const paper = worstCaseBound(scenario, realization.channels, cbf, 'cbf', 'paper', 0.01)[0] ?? NaN;
  expect(paper / nominal).toBeCloseTo(1, 12);
  expect(exactWorstCase(scenario, realization.channels, cbf, 'cbf', 0.01).sinr[0]).toBeLessThan(nominal);
});

test('one user alone loses exactly d norm(w) of its amplitude, down to zero', () => {
  const { scenario, realization, cbf } = sample(9, {
    cells: 1,
    usersPerCell: 1,
    noisePower: 0.3,
    targetAnglesDeg: [[10]],
  });
  const amplitude = Math.sqrt(0.3 * (sinrCbf(scenario, realization.channels, cbf)[0] ?? NaN));
  const norm = Math.hypot(...cbf);
  for (const d of [0, 0.01, 0.1, amplitude / norm, 1 + amplitude / norm]) {
    const expected = Math.max(0, amplitude - d * norm) ** 2 / 0.3;
    expect(exactWorstCase(scenario, realization.channels, cbf, 'cbf', d).sinr[0]).toBeCloseTo(expected, 12);
  }
});

test('hard case: zero-forced orthogonal precoders lose amplitude and gain interference at once', () => {
  // h = (1, 0), w_1 = (2, 0), w_2 = (0, 3), d = 0.1, noise 1: the SINR 4 (1 - a)^2 / (1 + 9 b) with a^2 + b = d^2,
  // b the squared norm of the error along w_2, has its minimum inside a in [0, d], found here on a grid
  const { scenario } = sample(1, { cells: 1, usersPerCell: 2, txAntennas: 2, targetAnglesDeg: [[0]] });
  const channels = Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0);
  const precoders = Float64Array.of(2, 0, 0, 0, 0, 0, 3, 0);
  let expected = Infinity;
  for (let i = 0; i <= 100_000; i++) {
    const a = (0.1 * i) / 100_000;
    expected = Math.min(expected, (4 * (1 - a) ** 2) / (1 + 9 * (0.01 - a * a)));
  }
  const { sinr } = exactWorstCase(scenario, channels, precoders, 'cbf', 0.1);
  expect(Math.abs((sinr[0] ?? NaN) - expected)).toBeLessThan(1e-9);
});

test('more users than antennas, and silent precoders, have a worst case', () => {
  const crowded = sample(2, { cells: 1, usersPerCell: 5, txAntennas: 2, targetAnglesDeg: [[0]] });
  const { sinr, errors } = exactWorstCase(crowded.scenario, crowded.realization.channels, crowded.cbf, 'cbf', 0.05);
  const attained = sinrCbf(crowded.scenario, perturbChannels(crowded.realization.channels, errors), crowded.cbf);
  sinr.forEach((x, user) => expect(attained[user]).toBeCloseTo(x, 12));
  const silent = exactWorstCase(crowded.scenario, crowded.realization.channels, new Float64Array(20), 'cbf', 0.05);
  expect([...silent.sinr]).toEqual([0, 0, 0, 0, 0]);
});

test('sampled minima shrink with more draws and repeat those of fewer', () => {
  const { scenario, realization, cbf } = sample(3, { ...SMALL, csiErrorRadius: 0.1 });
  const run = (draws: number) =>
    sampledWorstCase(scenario, realization.channels, cbf, 'cbf', { seed: 1n, realization: 0, draws });
  const [few, many] = [run(3), run(30)];
  expect([...many.sinr.subarray(0, few.sinr.length)]).toEqual([...few.sinr]);
  many.minimum.forEach((x, user) => expect(x).toBeLessThanOrEqual(few.minimum[user] ?? NaN));
  const first = sinrCbf(
    scenario,
    perturbChannels(realization.channels, drawCsiErrors(scenario, { seed: 1n, realization: 0, draw: 0 })),
    cbf,
  );
  expect([...many.sinr.subarray(0, 4)]).toEqual([...first]);
});

test('a negative radius and precoders of another size are refused', () => {
  const { scenario, realization, cbf, comp } = sample(3, SMALL);
  const { channels } = realization;
  expect(() => exactWorstCase(scenario, channels, cbf, 'cbf', -1)).toThrow(InputError);
  expect(() => exactWorstCase(scenario, channels, comp, 'cbf')).toThrow(/precoders: expected/);
  expect(() => worstCaseBound(scenario, channels, cbf, 'comp', 'none')).toThrow(/precoders: expected/);
  expect(() => sinrCbf(scenario, channels.subarray(2), cbf)).toThrow(/channels: expected/);
});
