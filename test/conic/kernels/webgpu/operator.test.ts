import { beforeAll, describe, expect, it } from 'vitest';
import type { DenseProgram } from '../../../../src/conic/reference/denseProgram.ts';
import { FAMILIES } from '../../families.ts';
import { randomProgram } from '../../randomProgram.ts';
import { randomArray, testRandom } from '../../testRandom.ts';
import { describePieces } from './describePieces.ts';
import { PieceProgram } from './pieceProgram.ts';

const BATCH = 2;
const BOTH = 'applyA(shape.x, shape.ax); applyAdjoint(shape.y, shape.w); applyAdjoint(shape.e, shape.c);';

const norm = (v: Float64Array): number => Math.hypot(...v);
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((s, v, i) => s + v * (b[i] as number), 0);

/** A x, A^T y and the Frobenius norm of A by definition. */
const times = ({ m, n, A }: DenseProgram, x: Float64Array): Float64Array =>
  Float64Array.from({ length: m }, (_, r) => dot(A.subarray(r * n, (r + 1) * n), x));
const timesAdjoint = ({ m, n, A }: DenseProgram, y: Float64Array): Float64Array =>
  Float64Array.from({ length: n }, (_, j) => {
    let s = 0;
    for (let r = 0; r < m; r++) s += (A[r * n + j] as number) * (y[r] as number);
    return s;
  });

describePieces('constraint operator', (runner) => {
  describe.each(Object.entries(FAMILIES))('%s', (_, options) => {
    const program = new PieceProgram(randomProgram({ ...options, batch: BATCH }).program);
    const { layout, batch, input, shape } = program;
    const next = testRandom(options.seed);
    const at = program.dense.map(({ n, m }) => ({ x: randomArray(n, next), y: randomArray(m, next) }));
    let out: Float64Array;
    beforeAll(async () => {
      const workspace = program.workspace();
      program.loadUnscaled(workspace);
      at.forEach(({ x, y }, i) => {
        program.setPrimal(workspace, i, shape.x, x);
        program.setDual(workspace, i, shape.y, y);
        program.part(workspace, i, shape.e + shape.rows, 1)[0] = 1;
      });
      out = (await runner().run(BOTH, { layout, programs: batch, input, workspace })).workspace;
    });
    const expectClose = (got: Float64Array, expected: Float64Array, scale: number): void => {
      expect(got.length).toBe(expected.length);
      const error = norm(got.map((v, i) => v - (expected[i] as number)));
      expect(error).toBeLessThanOrEqual(2 * runner().unit * scale);
    };

    it('A x, the ties included, and c^T x', () => {
      program.dense.forEach((dense, i) => {
        const { x } = at[i] as (typeof at)[number];
        expectClose(program.dual(out, i, shape.ax), times(dense, x), norm(dense.A) * norm(x));
        const cost = program.part(out, i, shape.ax + shape.rows, 1);
        expectClose(cost, Float64Array.of(dot(dense.c, x)), norm(dense.c) * norm(x));
      });
    });

    it('A^T y, and c where the objective is asked for alone', () => {
      program.dense.forEach((dense, i) => {
        const { y } = at[i] as (typeof at)[number];
        expectClose(program.primal(out, i, shape.w), timesAdjoint(dense, y), norm(dense.A) * norm(y));
        expectClose(program.primal(out, i, shape.c), dense.c, norm(dense.c));
      });
    });
  });
});
