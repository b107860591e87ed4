import { solveDense } from '../reference/solveDense.ts';
import { blockCoordinates } from './conicInput.ts';
import type { ReducedAnswer } from './solveReduced.ts';
import type { StandardProgram } from './standardProgram.ts';

const ITERATIONS = 100;
/**
 * Solves a program without free variables by the float64 reference. Its steps end at the boundary of the cones exactly, by eigenvalues, where those of the kernel
 * end at the next trial: on programs without interior it gets one or two digits further.
 */
export function solveByReference(program: StandardProgram, tolerance: number): ReducedAnswer {
  const { cones, rows, rhs } = program;
  const scalars = cones.nonneg + cones.secondOrder.reduce((s, g) => s + g.size * g.count, 0);
  // real blocks are Hermitian ones whose imaginary coordinates have no coefficients
  const place = Array.from({ length: scalars }, (_, j) => j);
  let n = scalars;
  for (const { size, count, real } of cones.psd)
    for (let k = 0; k < count; k++) {
      for (let t = 0; t < blockCoordinates(size, real); t++) place.push(n + t);
      n += size * size;
    }
  const A = new Float64Array(rows.length * n);
  rows.forEach((row, r) => {
    for (const [j, a] of row) A[r * n + (place[j] as number)] = a;
  });
  const c = new Float64Array(n);
  program.cost.forEach((v, j) => {
    c[place[j] as number] = v;
  });
  const answer = solveDense(
    {
      m: rows.length,
      n,
      A,
      b: rhs,
      c,
      cones: {
        nonneg: cones.nonneg,
        secondOrder: cones.secondOrder.flatMap(({ size, count }) => Array.from({ length: count }, () => size)),
        psd: cones.psd.flatMap(({ size, count }) => Array.from({ length: count }, () => size)),
      },
    },
    { tolerance, maxIterations: ITERATIONS, warm: null },
  );
  return {
    status: answer.status,
    x: Float64Array.from(place, (at) => answer.x[at] as number),
    y: answer.y,
    iterations: answer.iterations,
    state: new Float64Array(0),
  };
}
