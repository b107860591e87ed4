import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { symbolLevelSinr, type Transmission } from '../../src/model/constructiveInterference.ts';
import { drawCsiErrors } from '../../src/model/csiErrors.ts';
import { shapedErrors } from '../../src/model/errorShape.ts';
import { exactWorstCase } from '../../src/model/exactWorstCase.ts';
import { makeScenario } from '../../src/model/makeScenario.ts';
import { sampledWorstCase } from '../../src/model/sampledWorstCase.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { type Cooperation, perturbChannels, sinrCbf, sinrComp } from '../../src/model/sinr.ts';
import { drawSymbolPhases } from '../../src/model/symbols.ts';
import { worstCaseBound } from '../../src/model/worstCaseBound.ts';
import { randomVector, realEmbedding, sample, THREE_CELLS } from './samples.ts';

const cooperations: readonly Cooperation[] = ['cbf', 'comp'];
const sinrOf = { cbf: sinrCbf, comp: sinrComp };
const system = (seed: number, radius = 0.1) => sample(seed, { ...THREE_CELLS, csiErrorRadius: radius });

/** A matrix for every link. */
function shapes(scenario: Scenario, make: (link: number) => Float64Array): Float64Array {
  const links = scenario.cells ** 2 * scenario.usersPerCell;
  const list = Array.from({ length: links }, (_, link) => make(link));
  return Float64Array.from(list.flatMap((s) => [...s]));
}

const identity = (n: number, scale = 1): Float64Array =>
  Float64Array.from({ length: 2 * n * n }, (_, i) => (i % 2 === 0 && (i / 2) % (n + 1) === 0 ? scale : 0));

/** S x of one link. */
function multiply(matrix: Float64Array, x: Float64Array): Float64Array {
  return shapedErrors(x, matrix, x.length / 2);
}

function transposed(matrix: Float64Array, n: number): Float64Array {
  return Float64Array.from(matrix, (_, i) => {
    const [row, column] = [Math.floor(i / (2 * n)), Math.floor(i / 2) % n];
    return matrix[2 * (column * n + row) + (i % 2)] ?? NaN;
  });
}

function inverted(matrix: Float64Array, n: number): Float64Array {
  const real = inverse(new Matrix(realEmbedding(matrix, n)));
  return Float64Array.from(matrix, (_, i) => {
    const [row, column] = [Math.floor(i / (2 * n)), Math.floor(i / 2) % n];
    return real.get(row + (i % 2) * n, column);
  });
}

/** S of a link out of all. */
function shapeOf(all: Float64Array, link: number, n: number): Float64Array {
  return all.subarray(2 * link * n * n, 2 * (link + 1) * n * n);
}

/**
 * (h + S u)^T w = (S^-1 h + u)^T (S^T w): for one user, shaped errors are errors without shape of another system. Channels and vectors of that system.
 *
 * @param vectors [streams of a sender][antenna][2] for each BS (CBF) or [stream][bs][antenna][2] (CoMP).
 */
function seenBy(
  user: number,
  scenario: Scenario,
  channels: Float64Array,
  vectors: Float64Array,
  cooperation: Cooperation,
  all: Float64Array,
): { channels: Float64Array; vectors: Float64Array } {
  const { cells, usersPerCell, txAntennas: n } = scenario;
  const users = cells * usersPerCell;
  const other = { channels: channels.slice(), vectors: vectors.slice() };
  const streams = vectors.length / (2 * n * cells);
  for (let bs = 0; bs < cells; bs++) {
    const link = bs * users + user;
    const s = shapeOf(all, link, n);
    const from = 2 * link * n;
    other.channels.set(multiply(inverted(s, n), channels.subarray(from, from + 2 * n)), from);
    for (let l = 0; l < streams; l++) {
      const at = 2 * n * (cooperation === 'cbf' ? bs * streams + l : l * cells + bs);
      other.vectors.set(multiply(transposed(s, n), vectors.subarray(at, at + 2 * n)), at);
    }
  }
  return other;
}

describe.each(cooperations)('errors S u at block level, %s', (cooperation) => {
  const precodersOf = ({ cbf, comp }: ReturnType<typeof sample>): Float64Array => (cooperation === 'cbf' ? cbf : comp);

  test('the identity, a multiple of it, and rotations give what errors without shape do', () => {
    for (let seed = 1; seed < 6; seed++) {
      const of = system(seed);
      const { scenario, realization } = of;
      const n = scenario.txAntennas;
      const worst = (radius: number, shape?: Float64Array): Float64Array =>
        exactWorstCase(scenario, realization.channels, precodersOf(of), cooperation, radius, shape).sinr;
      const white = worst(0.1);
      const phases = Float64Array.from({ length: 2 * n * n }, (_, i) => {
        const entry = Math.floor(i / 2);
        if (entry % (n + 1) !== 0) return 0;
        return i % 2 === 0 ? Math.cos(seed * entry) : Math.sin(seed * entry);
      });
      for (const [shape, radius] of [
        [identity(n), 0.1],
        [identity(n, 0.25), 0.4],
        [phases, 0.1],
      ] as const)
        worst(
          radius,
          shapes(scenario, () => shape),
        ).forEach((x, user) =>
          expect(Math.abs(x - (white[user] ?? NaN))).toBeLessThan(1e-11 * (white[user] ?? NaN) + 1e-13),
        );
    }
  });

  test.each([0.01, 0.2])('is the worst case of another system, radius %d', (radius) => {
    for (let seed = 1; seed < 5; seed++) {
      const of = system(seed);
      const { scenario, realization } = of;
      const { txAntennas: n } = scenario;
      const { channels } = realization;
      const precoders = precodersOf(of);
      const all = shapes(scenario, (link) => {
        const noise = randomVector(100 * seed + link, n * n);
        return identity(n).map((x, i) => x + 0.4 * (noise[i] ?? NaN));
      });
      const { sinr } = exactWorstCase(scenario, channels, precoders, cooperation, radius, all);
      const bounds = (['guaranteed', 'guaranteedSum', 'none'] as const).map((bound) =>
        worstCaseBound(scenario, channels, precoders, cooperation, bound, radius, all),
      );
      sinr.forEach((value, user) => {
        const other = seenBy(user, scenario, channels, precoders, cooperation, all);
        const args = [scenario, other.channels, other.vectors, cooperation] as const;
        const scale = sinrOf[cooperation](scenario, channels, precoders)[user] ?? NaN;
        expect(Math.abs(value - (exactWorstCase(...args, radius).sinr[user] ?? NaN))).toBeLessThan(1e-10 * scale);
        (['guaranteed', 'guaranteedSum', 'none'] as const).forEach((bound, i) => {
          const expected = worstCaseBound(...args, bound, radius)[user] ?? NaN;
          expect(Math.abs((bounds[i]?.[user] ?? NaN) - expected)).toBeLessThan(1e-10 * scale);
        });
        expect(bounds[0]?.[user]).toBeLessThanOrEqual(value * (1 + 1e-9));
      });
    }
  });

  test('errors of any rank: explicit ones reach the worst case, none that is drawn falls below', () => {
    const rank = (n: number, r: number, seed: number): Float64Array => {
      const [left, right] = [randomVector(seed, n * n), randomVector(seed + 1, n * n)];
      const cut = left.map((x, i) => (Math.floor(i / 2) % n < r ? x : 0));
      const columns = Array.from({ length: n }, (_, j) =>
        multiply(
          cut,
          Float64Array.from({ length: 2 * n }, (__, i) => right[2 * ((i >> 1) * n + j) + (i % 2)] ?? NaN),
        ),
      );
      return Float64Array.from({ length: 2 * n * n }, (_, i) => {
        const [row, column] = [Math.floor(i / (2 * n)), Math.floor(i / 2) % n];
        return 0.3 * (columns[column]?.[2 * row + (i % 2)] ?? NaN);
      });
    };
    for (let seed = 1; seed < 6; seed++) {
      const of = system(seed, 0.3);
      const { scenario, realization } = of;
      const { cells, usersPerCell, txAntennas: n } = scenario;
      const { channels } = realization;
      const precoders = precodersOf(of);
      const all = shapes(scenario, (link) => rank(n, link % (n + 1), 1000 * seed + 2 * link));
      const { sinr, errors } = exactWorstCase(scenario, channels, precoders, cooperation, 0.3, all);
      const attained = sinrOf[cooperation](scenario, perturbChannels(channels, errors), precoders);
      const nominal = sinrOf[cooperation](scenario, channels, precoders);
      const sampled = sampledWorstCase(scenario, channels, precoders, cooperation, {
        seed: 5n,
        realization: seed,
        draws: 400,
        errorLaw: 'sphere',
        radius: 0.3,
        errorShape: all,
      });
      // links without an error of their own keep their channel
      for (let link = 0; link < cells * cells * usersPerCell; link += n + 1)
        expect([...errors.subarray(2 * link * n, 2 * (link + 1) * n)].every((x) => x === 0)).toBe(true);
      sinr.forEach((worst, user) => {
        expect(Math.abs((attained[user] ?? NaN) - worst)).toBeLessThanOrEqual(1e-10 * (nominal[user] ?? NaN));
        expect(sampled.minimum[user]).toBeGreaterThanOrEqual(worst);
        expect(worst).toBeLessThanOrEqual(nominal[user] ?? NaN);
      });
    }
  });

  test('S = 0 leaves the nominal SINR', () => {
    const of = system(3);
    const zeros = shapes(of.scenario, () => identity(of.scenario.txAntennas, 0));
    const { sinr } = exactWorstCase(of.scenario, of.realization.channels, precodersOf(of), cooperation, 1, zeros);
    const nominal = sinrOf[cooperation](of.scenario, of.realization.channels, precodersOf(of));
    sinr.forEach((x, user) => expect(Math.abs(x - (nominal[user] ?? NaN))).toBeLessThan(1e-13 * x));
  });
});

test('one user and one beam under an error of one direction: a closed form', () => {
  const scenario = makeScenario({ cells: 1, usersPerCell: 1, txAntennas: 3, targetAnglesDeg: [[0]], noisePower: 0.5 });
  const [h, w, s, v] = [1, 2, 3, 4].map((seed) => randomVector(seed, 3)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  // S = s v^H
  const shape = Float64Array.from({ length: 18 }, (_, i) => {
    const [row, column] = [Math.floor(i / 6), Math.floor(i / 2) % 3];
    const [a, b] = [s[2 * row] ?? NaN, s[2 * row + 1] ?? NaN];
    const [c, d] = [v[2 * column] ?? NaN, -(v[2 * column + 1] ?? NaN)];
    return i % 2 === 0 ? a * c - b * d : a * d + b * c;
  });
  const amplitude = (x: Float64Array): number => {
    let [re, im] = [0, 0];
    for (let i = 0; i < 6; i += 2) {
      re += (x[i] ?? NaN) * (w[i] ?? NaN) - (x[i + 1] ?? NaN) * (w[i + 1] ?? NaN);
      im += (x[i] ?? NaN) * (w[i + 1] ?? NaN) + (x[i + 1] ?? NaN) * (w[i] ?? NaN);
    }
    return Math.hypot(re, im);
  };
  const d = 0.05;
  const reach = d * Math.hypot(...v) * amplitude(s);
  const expected = (amplitude(h) - reach) ** 2 / 0.5;
  const { sinr } = exactWorstCase(scenario, h, w, 'cbf', d, shape);
  expect(Math.abs((sinr[0] ?? NaN) - expected)).toBeLessThan(1e-12 * expected);
});

describe.each(cooperations)('errors S u at symbol level, %s', (cooperation) => {
  test.each([2, 4, 8])('is the worst case of another system, M = %i', (pskOrder) => {
    const { scenario, realization } = sample(4, { ...THREE_CELLS, frameLength: 5 });
    const { cells, txAntennas: n, frameLength } = scenario;
    const { channels } = realization;
    const symbolPhase = drawSymbolPhases(scenario, { seed: 1n, realization: 0, pskOrder });
    const vectors = randomVector(11, cells * n * frameLength).map((x) => 3 * x);
    const transmission: Transmission = { cooperation, vectors, symbolPhase, pskOrder };
    const all = shapes(scenario, (link) => {
      const noise = randomVector(40 + link, n * n);
      return identity(n).map((x, i) => x + 0.4 * (noise[i] ?? NaN));
    });
    for (const radius of [0, 0.01, 0.1]) {
      const sinr = symbolLevelSinr(scenario, channels, transmission, radius, all);
      sinr.forEach((value, user) => {
        const other = seenBy(user, scenario, channels, vectors, cooperation, all);
        const white = { ...transmission, vectors: other.vectors };
        const expected = symbolLevelSinr(scenario, other.channels, white, radius)[user] ?? NaN;
        expect(Math.abs(value - expected)).toBeLessThan(1e-11 * (expected + 1e-6));
      });
    }
  });
});

test('drawn errors are S times those without shape', () => {
  const { scenario } = system(1);
  const n = scenario.txAntennas;
  const all = randomVector(9, scenario.cells ** 2 * scenario.usersPerCell * n * n);
  const key = { seed: 3n, realization: 2, draw: 7, errorLaw: 'gaussian' } as const;
  const [white, shaped] = [drawCsiErrors(scenario, key), drawCsiErrors(scenario, { ...key, errorShape: all })];
  for (let row = 0; row < white.length / 2; row++) {
    const link = Math.floor(row / n);
    let [re, im] = [0, 0];
    for (let j = 0; j < n; j++) {
      const [a, b] = [all[2 * (row * n + j)] ?? NaN, all[2 * (row * n + j) + 1] ?? NaN];
      const [c, d] = [white[2 * (link * n + j)] ?? NaN, white[2 * (link * n + j) + 1] ?? NaN];
      re += a * c - b * d;
      im += a * d + b * c;
    }
    expect(Math.hypot((shaped[2 * row] ?? NaN) - re, (shaped[2 * row + 1] ?? NaN) - im)).toBeLessThan(1e-14);
  }
});

test('refuses shapes that do not fit', () => {
  const { scenario, realization, cbf } = system(1);
  const short = new Float64Array(6);
  for (const call of [
    () => exactWorstCase(scenario, realization.channels, cbf, 'cbf', 0.1, short),
    () => worstCaseBound(scenario, realization.channels, cbf, 'cbf', 'guaranteed', 0.1, short),
    () => drawCsiErrors(scenario, { seed: 1n, realization: 0, draw: 0, errorShape: short }),
  ]) {
    expect(call).toThrow(InputError);
    expect(call).toThrow('errorShape: expected 576 numbers [bs][cell][user][antenna][antenna][2], got 6');
  }
});
