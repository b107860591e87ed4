import { expect } from 'vitest';
import { smat } from '../../src/conic/cones/hermitianPsd.ts';
import type { ConicAnswer } from '../../src/conic/conicAnswer.ts';
import { leastEigenvalue } from './certify.ts';
import { dot, width, zeros, type TrialCone, type TrialProgram } from './conicTrialProgram.ts';

/** Smallest margin of a vector over its cones: negative outside. */
export function margin(cones: readonly TrialCone[], vector: readonly number[]): number {
  let worst = Infinity;
  let at = 0;
  for (const cone of cones) {
    const part = vector.slice(at, at + width(cone));
    at += part.length;
    if (cone.kind === 'nonneg') worst = Math.min(worst, ...part);
    else if (cone.kind === 'secondOrder') worst = Math.min(worst, (part[0] ?? NaN) - Math.hypot(...part.slice(1)));
    else {
      const full = Float64Array.from([...part, ...zeros(cone.size ** 2 - part.length)]);
      const matrix = new Float64Array(2 * cone.size ** 2);
      smat(cone.size, full, matrix);
      worst = Math.min(worst, leastEigenvalue(cone.size, matrix));
    }
  }
  return worst;
}

const size = (v: readonly number[]): number => Math.hypot(...v);
const times = (rows: readonly number[][], x: readonly number[]): number[] => rows.map((row) => dot(row, x));

function transposed(rows: readonly number[][], weights: readonly number[], n: number): number[] {
  const out = zeros(n);
  rows.forEach((row, r) => {
    row.forEach((v, j) => {
      out[j] = (out[j] ?? 0) + v * (weights[r] ?? NaN);
    });
  });
  return out;
}

/** The multipliers of all slacks, in the order of the rows G. */
function slackMultipliers(answer: ConicAnswer): number[] {
  return [...answer.w, ...answer.v];
}

/**
 * Checks the answer for one program from its data alone: residuals, cones and gap of a point, or the certificate.
 *
 * @param tolerance largest residual and distance, relative to 1 + the norm of the data.
 */
export function expectCertified(p: TrialProgram, answer: ConicAnswer, tolerance = 1e-6): void {
  const n = p.cost.length;
  const x = [...answer.x];
  const y = [...answer.y];
  const w = slackMultipliers(answer);
  const status = answer.status[0];
  const ofCost = status === 'infeasible' ? 0 : 1;
  const ofRows = status === 'unbounded' ? 0 : 1;
  if (status !== 'infeasible') {
    const right = size([...p.b, ...p.h]);
    const limit = status === 'unbounded' ? tolerance : tolerance * (1 + right);
    const left = times(p.A, x).map((v, r) => v - ofRows * (p.b[r] ?? NaN));
    const slack = times(p.G, x).map((v, r) => ofRows * (p.h[r] ?? NaN) - v);
    expect(size(left)).toBeLessThan(limit);
    expect(margin(p.slacks, slack)).toBeGreaterThan(-limit);
    expect(margin(p.cones, x.slice(p.free))).toBeGreaterThan(-limit);
    const constraints = slack.slice(answer.w.length);
    constraints.forEach((v, k) => {
      expect(answer.slack[k]).toBeCloseTo(v, 9);
    });
  }
  if (status !== 'unbounded') {
    const limit = status === 'infeasible' ? tolerance : tolerance * (1 + size(p.cost));
    const atY = transposed(p.A, y, n);
    const gtW = transposed(p.G, w, n);
    const z = p.cost.map((c, j) => ofCost * c - (atY[j] ?? NaN) + (gtW[j] ?? NaN));
    expect(Math.max(0, ...z.slice(0, p.free).map(Math.abs))).toBeLessThan(limit);
    expect(margin(p.cones, z.slice(p.free))).toBeGreaterThan(-limit);
    expect(margin(p.slacks, w)).toBeGreaterThan(-limit);
    z.forEach((v, j) => {
      expect(Math.abs((answer.z[j] ?? NaN) - v)).toBeLessThan(1e-9 * (1 + size(z)));
    });
  }
  const primal = dot(p.cost, x);
  const dual = dot(p.b, y) - dot(p.h, w);
  if (status === 'infeasible') expect(dual).toBeCloseTo(1, 9);
  else if (status === 'unbounded') expect(primal).toBeCloseTo(-1, 9);
  else {
    expect(Math.abs(primal - dual)).toBeLessThan(tolerance * (1 + Math.abs(primal)));
    expect(answer.objective[0]).toBeCloseTo(primal, 9);
  }
}
