import { Matrix } from 'ml-matrix';
import { beforeAll, describe, expect, it } from 'vitest';
import { productCone } from '../../../../src/conic/cones/productCone.ts';
import type { DenseProgram } from '../../../../src/conic/reference/denseProgram.ts';
import { interiorPoint } from '../../conePoints.ts';
import { FAMILIES } from '../../families.ts';
import { randomProgram } from '../../randomProgram.ts';
import { randomArray, testRandom } from '../../testRandom.ts';
import { describePieces } from './describePieces.ts';
import { PieceProgram } from './pieceProgram.ts';
import { arrowMatrix } from './pieceArrow.ts';

const BATCH = 2;
/** Of the scaling points: eigenvalues 0.5 .. 2.5. */
const CONDITION = 20;

/** A H A^T by definition, from the images of the rows. */
function denseSchur({ m, n, A, cones }: DenseProgram, x: Float64Array, z: Float64Array): Matrix {
  const cone = productCone(cones);
  expect(cone.scale(x, z)).toBe(true);
  const rows = new Matrix(Array.from({ length: m }, (_, r) => [...A.subarray(r * n, (r + 1) * n)]));
  const images = Matrix.zeros(m, n);
  const image = new Float64Array(n);
  for (let r = 0; r < m; r++) {
    cone.applyH(A.subarray(r * n, (r + 1) * n), image);
    images.setRow(r, [...image]);
  }
  return rows.mmul(images.transpose());
}

describePieces('Schur complement', (runner) => {
  describe.each(Object.entries(FAMILIES))('%s', (_, options) => {
    const program = new PieceProgram(randomProgram({ ...options, batch: BATCH }).program);
    const { layout, batch, input, shape } = program;
    const next = testRandom(options.seed);
    const at = program.dense.map((dense) => {
      const [x, z] = [interiorPoint(dense.cones, next), interiorPoint(dense.cones, next)];
      const S = denseSchur(dense, x, z);
      // sides in the range of S: a row may be absent from every block
      const sides = [1, 2].map(() => {
        const w = randomArray(dense.m, next);
        return { size: Math.hypot(...w), b: Float64Array.from(S.mmul(Matrix.columnVector([...w])).to1DArray()) };
      });
      return { x, z, S, sides };
    });
    let assembled: Float64Array;
    let solved: Float64Array;
    beforeAll(async () => {
      const workspace = program.workspace();
      program.loadUnscaled(workspace);
      at.forEach(({ x, z, sides: [u, v] }, i) => {
        program.setPrimal(workspace, i, shape.x, x);
        program.setPrimal(workspace, i, shape.z, z);
        program.setDual(workspace, i, shape.q, u?.b ?? new Float64Array(0));
        program.setDual(workspace, i, shape.p, v?.b ?? new Float64Array(0));
        program.setDual(workspace, i, shape.e, u?.b ?? new Float64Array(0));
      });
      const piece = { layout, programs: batch, input };
      const scale = '_ = scaleAt(shape.x, shape.z); sync();';
      assembled = (await runner().run(`${scale} assembleSchur();`, { ...piece, workspace })).workspace;
      const solve = `factorArrow();
        for (var i = 0; i < 2; i++) { solveSchur(select(shape.q, shape.e, i == 1), select(shape.p, shape.e, i == 1)); }`;
      solved = (await runner().run(solve, { ...piece, workspace: assembled })).workspace;
    });

    it('the assembled arrow matrix is A H A^T', () => {
      at.forEach(({ S }, i) => {
        const error = arrowMatrix(program, assembled, i).sub(S).norm();
        expect(error).toBeLessThanOrEqual(CONDITION * runner().unit * S.norm());
      });
    });

    it('its factors solve (A H A^T) u = b for one side, and for two at once', () => {
      at.forEach(({ S, sides: [u, v] }, i) => {
        const found = { q: u, p: v, e: u } as const;
        for (const [name, side] of Object.entries(found)) {
          if (!side) throw new Error('no such side');
          const x = Matrix.columnVector([...program.dual(solved, i, shape[name as keyof typeof found])]);
          const rest = S.mmul(x).sub(Matrix.columnVector([...side.b]));
          // backward error: it solves a system as near as that, and no multiple of a null vector comes in
          expect(rest.norm()).toBeLessThanOrEqual(CONDITION * runner().unit * S.norm() * x.norm());
          expect(x.norm()).toBeLessThan(2 * side.size);
        }
        expect(program.dual(solved, i, shape.e)).toEqual(program.dual(solved, i, shape.q));
      });
    });
  });
});
