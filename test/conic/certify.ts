import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { ConicProgram, ProgramShape } from '../../src/conic/program.ts';
import type { ConicSolution } from '../../src/conic/solution.ts';
import { adjointRows, applyRows, tiedBodies, type Point } from './structuredOperator.ts';

const part = (v: Float64Array, index: number, batch: number): Float64Array => {
  const n = v.length / batch;
  return v.subarray(index * n, (index + 1) * n);
};

/** Primal variables of program `index` of a solution. */
export function pointOf(solution: ConicSolution, index: number): Point {
  const batch = solution.status.length;
  return { scalars: part(solution.scalars, index, batch), psd: solution.psd.map((p) => part(p, index, batch)) };
}

/** Smallest eigenvalue of a Hermitian matrix [n, n, 2] through its real embedding. */
export function leastEigenvalue(n: number, matrix: Float64Array): number {
  const real = Matrix.zeros(2 * n, 2 * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const re = matrix[2 * (i * n + j)] ?? NaN;
      const im = matrix[2 * (i * n + j) + 1] ?? NaN;
      real.set(i, j, re);
      real.set(n + i, n + j, re);
      real.set(n + i, j, im);
      real.set(i, n + j, -im);
    }
  return Math.min(...new EigenvalueDecomposition(real, { assumeSymmetric: true }).realEigenvalues);
}

/** How far a point is outside the nonnegative, second-order and (where `psd`) Hermitian cones: 0 inside. */
export function distanceOutside(shape: ProgramShape, point: Point, psd = true): number {
  const { scalars } = point;
  let worst = 0;
  for (let i = 0; i < shape.nonneg; i++) worst = Math.max(worst, -(scalars[i] ?? NaN));
  let at = shape.nonneg;
  for (const { size, count } of shape.secondOrder)
    for (let k = 0; k < count; k++) {
      worst = Math.max(worst, Math.hypot(...scalars.subarray(at + 1, at + size)) - (scalars[at] ?? NaN));
      at += size;
    }
  for (; at < scalars.length; at++) worst = Math.max(worst, -(scalars[at] ?? NaN));
  if (psd)
    shape.psd.forEach(({ size, count }, g) => {
      for (let k = 0; k < count; k++) {
        const block = point.psd[g]?.subarray(k * size * size * 2, (k + 1) * size * size * 2) ?? new Float64Array(0);
        worst = Math.max(worst, -leastEigenvalue(size, block));
      }
    });
  return worst;
}

const maxNorm = (v: Iterable<number>): number => Math.max(0, ...Array.from(v, Math.abs));

/** Largest violation of rows, cones and coupled cones by the primal point, relative to the size of b and of the point. */
export function primalViolation(program: ConicProgram, index: number, point: Point): number {
  const { shape, data } = program;
  const rhs = part(data.rhs, index, data.batch);
  const rows = applyRows(program, index, point);
  const size = 1 + Math.max(maxNorm(rhs), maxNorm(point.scalars), ...point.psd.map(maxNorm));
  const residual = maxNorm(rhs.map((v, r) => v - (rows[r] ?? NaN)));
  return Math.max(residual, distanceOutside(shape, point), coupledViolation(program, index, point)) / size;
}

/** How far the tied bodies are outside their cones. */
function coupledViolation(program: ConicProgram, index: number, point: Point): number {
  const { shape } = program;
  let head = shape.nonneg + shape.secondOrder.reduce((s, g) => s + g.size * g.count, 0);
  let worst = 0;
  shape.psd.forEach((group, g) => {
    if (!group.coupled) return;
    const bodies = tiedBodies(program, index, g, point.psd[g] ?? new Float64Array(0));
    const width = 2 * group.coupled.axes.length;
    for (let o = 0; o < bodies.length; o += width)
      worst = Math.max(worst, Math.hypot(...bodies.subarray(o, o + width)) - (point.scalars[head++] ?? NaN));
  });
  return worst;
}

/** costWeight c - A^T y: the dual slack (costWeight 1) or the certificate of infeasibility (0) of programs without coupled cones. */
export function dualSlack(program: ConicProgram, index: number, multipliers: Float64Array, costWeight: 0 | 1): Point {
  const { shape } = program;
  if (shape.psd.some((g) => g.coupled)) throw new Error('the multipliers of ties are not part of a solution');
  const y = Float64Array.from([...multipliers.map((v) => -v), costWeight]);
  return adjointRows(
    program,
    index,
    y,
    shape.psd.map(() => null),
  );
}

/** Largest violation of the dual cone by c - A^T y, relative to the size of c and of y. */
export function dualViolation(program: ConicProgram, index: number, multipliers: Float64Array): number {
  const slack = dualSlack(program, index, multipliers, 1);
  const size = 1 + Math.max(maxNorm(multipliers), maxNorm(slack.scalars), ...slack.psd.map(maxNorm));
  return distanceOutside(program.shape, slack) / size;
}
