import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { conjugate, innerProduct, multiplyVector, squaredNorm } from '../../src/model/complexVector.ts';
import { covarianceOf } from '../../src/model/covariance.ts';
import { exactWorstCase } from '../../src/model/exactWorstCase.ts';
import { makeScenario, type ScenarioInput } from '../../src/model/makeScenario.ts';
import type { Cooperation } from '../../src/model/sinr.ts';
import { stack } from '../../src/linalg/stack.ts';
import { partsOf } from '../../src/model/userLinks.ts';
import { errorDirections, type RobustQuestion, worstErrors } from '../../src/model/worstErrors.ts';
import { readComplexArray } from '../../src/problems/complexJson.ts';
import { attained, descend, errorOf, linksOf, norm, questionOf, shapesFor } from './errorLinks.ts';
import { randomVector, sample, THREE_CELLS } from './samples.ts';

interface Problem {
  readonly kind: string;
  readonly case: string;
  readonly order: number;
  readonly radius: number;
  readonly matrix: unknown;
  readonly vector: unknown;
  readonly value: number;
  readonly scale: number;
}
const problems = JSON.parse(
  readFileSync(new URL('../reference/exact/worstErrors.json', import.meta.url), 'utf8'),
) as Problem[];

const NONE = new Float64Array(0);
const SMALL: ScenarioInput = { usersPerCell: 2, txAntennas: 3, rxAntennas: 3, noisePower: 0.8 };
const cooperations: readonly Cooperation[] = ['cbf', 'comp'];

describe('single worst errors, against an S-lemma by a conic solver and a secular equation in 60 digits', () => {
  it('are of all kinds', () => {
    expect(new Set(problems.map((p) => p.kind))).toEqual(
      new Set(['random', 'positive', 'double', 'hard', 'hard double', 'exact', 'exact double']),
    );
    expect(new Set(problems.map((p) => p.case))).toEqual(new Set(['boundary', 'interior', 'hard']));
  });

  it.each(problems.map((p, i) => ({ ...p, title: `${i} ${p.kind} ${p.case} of order ${p.order}` })))(
    '$title',
    ({ order: n, radius, matrix, vector, value, scale }) => {
      const form = readComplexArray(matrix, [n, n], 'matrix');
      const channels = readComplexArray(vector, [n], 'vector');
      // one cell with one user: with g = 1 the form is the covariance itself
      const one = makeScenario({ cells: 1, usersPerCell: 1, txAntennas: n, rxAntennas: n, targetAnglesDeg: [[0]] });
      const question = {
        scenario: { ...one, csiErrorRadius: radius },
        realization: { channels },
        covariances: form,
        threshold: 1,
      };
      for (const cooperation of cooperations) {
        const [user] = worstErrors({ ...question, cooperation });
        // (form - noise)/noise
        expect(Math.abs((user?.margin ?? NaN) + 1 - value)).toBeLessThan(1e-13 * scale + 1e-14);
        expect(norm(user?.error ?? NONE)).toBeLessThanOrEqual(radius * (1 + 1e-13));
      }
      // interference of another cell is the same form with the other sign
      const two = { ...makeScenario({ ...SMALL, usersPerCell: 1, txAntennas: n }), csiErrorRadius: radius };
      const other = worstErrors({
        scenario: { ...two, noisePower: 1 },
        realization: { channels: stack([channels.map(() => 0), channels, channels, channels]) },
        cooperation: 'cbf',
        covariances: stack([form.map((x) => -x), form.map(() => 0)]),
        threshold: 1,
      });
      // the second user hears the first cell alone and has no signal: (form - noise)/(noise - form)
      const [, link] = other;
      const z = (link?.links[0]?.step ?? NONE).map((x, i) => x + (conjugate(channels)[i] ?? NaN));
      expect(Math.abs(innerProduct(z, multiplyVector(form, z)).re - value)).toBeLessThan(1e-13 * scale + 1e-14);
    },
  );
});

describe.each(cooperations)('worst errors of covariances, %s', (cooperation) => {
  test.each([
    ['two cells', SMALL, 0.05],
    ['two cells', SMALL, 0.3],
    ['three cells', { ...THREE_CELLS, txAntennas: 2, rxAntennas: 2 }, 0.2],
  ] as const)('%s (%#) lie in their balls, reach what is claimed and are where descent ends', (_, input, d) => {
    for (const shaped of [false, true]) {
      const plain = questionOf(3, { ...input, csiErrorRadius: d }, cooperation);
      const realization = shaped
        ? { ...plain.realization, errorShape: shapesFor(7, plain.scenario) }
        : plain.realization;
      const question = { ...plain, realization };
      const { noisePower } = question.scenario;
      worstErrors(question).forEach((found, user) => {
        const { left, margin } = attained(question, user, found);
        expect(Math.abs(found.margin - margin)).toBeLessThan(1e-11 * (1 + Math.abs(margin)));
        const links = linksOf(question, user);
        expect(found.links.length).toBe(links.length);
        const errors = cooperation === 'comp' ? [found.error] : partsOf(found.error, links.length);
        links.forEach((link, m) => {
          const u = conjugate(found.links[m]?.step ?? NONE);
          expect(norm(u)).toBeLessThanOrEqual(link.radius * (1 + 1e-12));
          errorOf(link, u).forEach((x, i) => expect(Math.abs(x - (errors[m]?.[i] ?? NaN))).toBeLessThan(1e-13));
        });
        if (user % 2 === 1) return; // descent is slow
        const least = links.reduce((sum, link, m) => sum + descend(link, question.threshold, 900 + m), -noisePower);
        const scale = Math.abs(left) + noisePower;
        expect(left).toBeLessThanOrEqual(least + 1e-11 * scale);
        // first-order descent stops a little above the minimum
        expect(least - left).toBeLessThan(1e-5 * scale);
      });
    }
  });

  it('of precoders have the worst case of a trust region for each ratio of powers: margin 0 at the worst SINR', () => {
    for (const d of [0.01, 0.2])
      for (let seed = 1; seed < 5; seed++)
        for (const shaped of [false, true]) {
          const { scenario, realization, cbf, comp } = sample(seed, { ...THREE_CELLS, csiErrorRadius: d });
          const [precoders, n] = cooperation === 'comp' ? [comp, 3 * scenario.txAntennas] : [cbf, scenario.txAntennas];
          const errorShape = shaped ? shapesFor(seed, scenario) : undefined;
          const worst = exactWorstCase(scenario, realization.channels, precoders, cooperation, d, errorShape);
          const covariances = stack(partsOf(precoders, 6).map((w) => covarianceOf(w, n)));
          worst.sinr.forEach((g, user) => {
            if (g < 1e-6) return; // a null of the signal within the ball
            const question = {
              scenario,
              realization: { channels: realization.channels, ...(errorShape ? { errorShape } : {}) },
              cooperation,
              covariances,
            };
            const at = (factor: number): number =>
              worstErrors({ ...question, threshold: factor * g })[user]?.margin ?? NaN;
            expect(Math.abs(at(1))).toBeLessThan(1e-7);
            expect(at(0.99)).toBeGreaterThan(0);
            expect(at(1.01)).toBeLessThan(0);
          });
        }
  });

  it('are those without shape for S = I, without error for d = 0, and the same in any unit of power and order of users', () => {
    for (let seed = 1; seed < 6; seed++) {
      const question = questionOf(seed, { ...SMALL, csiErrorRadius: 0.1 }, cooperation);
      const { scenario, realization, covariances } = question;
      const { cells, usersPerCell, txAntennas: n } = scenario;
      const margins = (change: Partial<RobustQuestion>): number[] =>
        worstErrors({ ...question, ...change }).map(({ margin }) => margin);
      const own = margins({});
      const close = (other: readonly number[], room = 1e-11): void =>
        own.forEach((x, user) => expect(Math.abs(x - (other[user] ?? NaN))).toBeLessThan(room * (1 + Math.abs(x))));
      const identity = Float64Array.from({ length: 2 * cells ** 2 * usersPerCell * n * n }, (_, i) =>
        i % 2 === 0 && ((i / 2) % (n * n)) % (n + 1) === 0 ? 1 : 0,
      );
      close(margins({ realization: { ...realization, errorShape: identity } }));
      const unit = 1000;
      close(
        margins({
          covariances: covariances.map((x) => unit * x),
          scenario: { ...scenario, noisePower: unit * scenario.noisePower },
        }),
      );
      // channels and errors in another unit
      close(
        margins({
          covariances: covariances.map((x) => x / 64),
          realization: { channels: realization.channels.map((x) => 8 * x) },
          scenario: { ...scenario, csiErrorRadius: 0.8 },
        }),
      );
      // users 0 and 1 of every cell change places
      const exchange = (x: Float64Array, length: number): Float64Array =>
        x.map((_, i) => x[(Math.floor(i / length) ^ 1) * length + (i % length)] ?? NaN);
      const swapped = margins({
        covariances: exchange(covariances, covariances.length / 4),
        realization: { channels: exchange(realization.channels, 2 * n) },
      });
      close(own.map((_, user) => swapped[user ^ 1] ?? NaN));
      const known = worstErrors({ ...question, scenario: { ...scenario, csiErrorRadius: 0 } });
      known.forEach((found, user) => {
        expect(found.error.every((x) => x === 0)).toBe(true);
        expect(found.margin).toBeCloseTo(attained(question, user, found).margin, 11);
        expect(found.margin).toBeGreaterThanOrEqual(own[user] ?? NaN);
      });
    }
  });
});

describe('directions of errors', () => {
  const question = questionOf(2, { ...SMALL, txAntennas: 5, csiErrorRadius: 0.1 }, 'cbf');
  const links = worstErrors(question).flatMap((user) => user.links);
  const columns = (directions: Float64Array): Float64Array[] => partsOf(directions, directions.length / 10);
  /** What is left of x outside the span of orthonormal columns. */
  const outside = (x: Float64Array, basis: readonly Float64Array[]): number => {
    const inside = basis.reduce((sum, q) => {
      const { re, im } = innerProduct(q, x);
      return sum + re ** 2 + im ** 2;
    }, 0);
    return 1 - inside / squaredNorm(x);
  };
  const expectOrthonormal = (basis: readonly Float64Array[]): void =>
    basis.forEach((a, i) =>
      basis.forEach((b, j) => {
        const { re, im } = innerProduct(a, b);
        expect(Math.hypot(re - (i === j ? 1 : 0), im)).toBeLessThan(1e-12);
      }),
    );

  it('are orthonormal, and have the worst error and the lowest directions of the form in their span', () => {
    for (const link of links)
      for (const count of [1, 2, 3, 5]) {
        const basis = columns(errorDirections(link, count));
        expect(basis.length).toBe(count);
        expectOrthonormal(basis);
        expect(outside(link.step, basis)).toBeLessThan(1e-12);
        for (let i = 0; i < count - 1; i++)
          expect(outside(link.eigen.vectors.subarray(10 * i, 10 * (i + 1)), basis)).toBeLessThan(1e-11);
      }
  });

  it('are turned towards those before, within their span', () => {
    links.forEach((link, i) => {
      const fresh = columns(errorDirections(link, 3));
      // the same span in another basis comes back as it was
      const [a, b, c] = fresh as [Float64Array, Float64Array, Float64Array];
      const turned = stack([
        a.map((x, k) => (x + (b[k] ?? NaN)) / Math.SQRT2),
        c,
        a.map((x, k) => (x - (b[k] ?? NaN)) / Math.SQRT2),
      ]);
      errorDirections(link, 3, turned).forEach((x, k) => expect(Math.abs(x - (turned[k] ?? NaN))).toBeLessThan(1e-12));
      // whatever came before, the span is the new one
      for (const before of [
        randomVector(i, 15),
        new Float64Array(30),
        links.at(-1 - i)?.eigen.vectors.subarray(0, 30),
      ]) {
        const basis = columns(errorDirections(link, 3, before));
        expectOrthonormal(basis);
        for (const q of fresh) expect(outside(q, basis)).toBeLessThan(1e-11);
      }
    });
  });

  it('of an error of zero, or along a lowest direction, are the lowest directions', () => {
    for (const link of links) {
      const lowest = columns(link.eigen.vectors.subarray(0, 20));
      for (const step of [link.step.map(() => 0), lowest[0] as Float64Array]) {
        const basis = columns(errorDirections({ ...link, step }, 2));
        expectOrthonormal(basis);
        for (const q of lowest) expect(outside(q, basis)).toBeLessThan(1e-12);
      }
    }
  });
});
