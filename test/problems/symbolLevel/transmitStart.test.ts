import { describe, expect, it } from 'vitest';
import { hermitianEigen } from '../../../src/linalg/hermitianEigen.ts';
import { multiply } from '../../../src/problems/reductions/complexColumns.ts';
import { polarFactor } from '../../../src/problems/symbolLevel/polarFactor.ts';
import { sampleCovariance } from '../../../src/model/sampleCovariance.ts';
import { successiveApproximation } from '../../../src/problems/symbolLevel/successiveApproximation.ts';
import type { TransmitProblem } from '../../../src/problems/symbolLevel/transmitProblem.ts';
import { transmitStart } from '../../../src/problems/symbolLevel/transmitStart.ts';
import { complexNormal } from '../../../src/random/complexNormal.ts';
import { openStream } from '../../../src/random/stream.ts';
import { cbfProblem, slacks } from './transmitFixtures.ts';

const draw = (realization: number, count: number): Float64Array =>
  complexNormal(openStream({ seed: 4n, realization, stream: 'rankOneCandidates' }), count);
const distance = (x: Float64Array, y: Float64Array): number =>
  Math.sqrt(x.reduce((sum, v, i) => sum + (v - (y[i] as number)) ** 2, 0));
const norm = (x: Float64Array): number => distance(x, new Float64Array(x.length));

/** Vectors with covariance R and nothing else to commend them. */
function withCovariance(target: Float64Array, vectors: Float64Array, n: number): Float64Array {
  const { values, vectors: u } = hermitianEigen(target, n);
  const z = polarFactor(vectors, n);
  return multiply(
    u,
    n,
    n,
    z.map((v, i) => v * Math.sqrt(Math.max(0, values[Math.floor(i / 2) % n] as number))),
  );
}

/** A covariance of full power for the problem, of the rank of `count` random vectors. */
function covarianceFor(problem: TransmitProblem, realization: number, count: number): Float64Array {
  const r = sampleCovariance(draw(realization, problem.antennas * count), problem.antennas);
  const scale = problem.powerBudget / r.reduce((sum, v, i) => sum + (i % (2 * problem.antennas + 2) === 0 ? v : 0), 0);
  return r.map((v) => scale * v);
}

/** Covariance whose eigenvalues are all equal: no eigenvector is determined. */
function uniform(problem: TransmitProblem): Float64Array {
  const n = problem.antennas;
  return Float64Array.from({ length: 2 * n * n }, (_, i) => (i % (2 * n + 2) === 0 ? problem.powerBudget / n : 0));
}

describe('transmitStart', () => {
  it.each([2, 4, 6])('has the covariance that it is given, of rank %i, more users or fewer', (rank) => {
    for (let k = 0; k < 4; k++) {
      const problem = cbfProblem(k, 10, 0.01);
      const target = covarianceFor(problem, k, rank);
      const x = transmitStart(problem, target);
      expect(distance(sampleCovariance(x, problem.antennas), target) / norm(target)).toBeLessThan(1e-10);
    }
  });

  it('leaves out directions with less than 1e-5 of the strongest power', () => {
    const problem = cbfProblem(1, 10, 0);
    const strong = covarianceFor(problem, 1, 2);
    const weak = covarianceFor(problem, 9, 6).map((v) => 1e-7 * v);
    const x = transmitStart(
      problem,
      strong.map((v, i) => v + (weak[i] as number)),
    );
    const covariance = sampleCovariance(x, problem.antennas);
    expect(distance(covariance, strong) / norm(strong)).toBeLessThan(1e-6);
    expect(hermitianEigen(covariance, problem.antennas).values[0] as number).toBeLessThan(1e-12 * problem.powerBudget);
  });

  it('nearly meets the rows of all users for the covariance of vectors that meet them, where others with that covariance do not', async () => {
    const problems = [0, 1, 2, 3].map((k) => cbfProblem(k, 10, 0.01));
    const feasible = await successiveApproximation(
      problems,
      problems.map((p, k) => draw(20 + k, p.antennas * p.frameLength)),
    );
    problems.forEach((problem, k) => {
      const own = feasible[k]?.vectors as Float64Array;
      const target = sampleCovariance(own, problem.antennas);
      const start = slacks(problem, transmitStart(problem, target));
      const rotated = slacks(problem, withCovariance(target, draw(40 + k, own.length / 2), problem.antennas));
      expect(start.interference).toBeGreaterThan(-4);
      expect(start.foreign).toBeGreaterThan(-0.3);
      expect(rotated.interference).toBeLessThan(-10);
      expect(rotated.foreign).toBeLessThan(-0.5);
    });
  });

  it.each(['distinct', 'equal'])(
    'moves no farther than its covariance does, times a thousand: %s eigenvalues',
    (kind) => {
      for (let k = 0; k < 4; k++) {
        const problem = cbfProblem(k, 10, 0.01);
        const target = kind === 'equal' ? uniform(problem) : covarianceFor(problem, k, 4);
        const noise = covarianceFor(problem, 30 + k, 6);
        const x = transmitStart(problem, target);
        const moved = transmitStart(
          problem,
          target.map((v, i) => v + 1e-9 * (noise[i] as number)),
        );
        expect(distance(x, moved) / norm(x)).toBeLessThan(1e-6);
        expect(distance(x, moved)).toBeGreaterThan(0);
      }
    },
  );

  it('is finite where the covariance sends nothing to a user', () => {
    const problem = cbfProblem(0, 10, 0);
    const n = problem.antennas;
    const deaf = { ...problem, users: problem.users.map((h, i) => (i % (2 * n) < n ? h : 0)) };
    const blind = uniform(problem).map((v, i) => (Math.floor(i / (2 * n)) < n / 2 ? 0 : v));
    const x = transmitStart(deaf, blind);
    expect(x.every(Number.isFinite)).toBe(true);
    expect(distance(sampleCovariance(x, n), blind) / norm(blind)).toBeLessThan(1e-10);
  });

  it('knows no unit of power', () => {
    const problem = cbfProblem(2, 10, 0.01);
    const target = covarianceFor(problem, 2, 4);
    const x = transmitStart(problem, target);
    for (const unit of [1e-12, 1e7]) {
      const root = Math.sqrt(unit);
      const scaled = transmitStart(
        {
          ...problem,
          powerBudget: unit * problem.powerBudget,
          amplitude: root * problem.amplitude,
          foreignAmplitude: root * problem.foreignAmplitude,
        },
        target.map((v) => unit * v),
      );
      expect(
        distance(
          scaled.map((v) => v / root),
          x,
        ) / norm(x),
      ).toBeLessThan(1e-8);
    }
  });
});
