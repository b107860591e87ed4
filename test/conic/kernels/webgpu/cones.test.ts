import { beforeAll, describe, expect, it } from 'vitest';
import { productCone, type ProductCone } from '../../../../src/conic/cones/productCone.ts';
import { interiorPoint } from '../../conePoints.ts';
import { FAMILIES } from '../../families.ts';
import { randomProgram } from '../../randomProgram.ts';
import { randomArray, testRandom } from '../../testRandom.ts';
import { describePieces } from './describePieces.ts';
import { PieceProgram } from './pieceProgram.ts';
import type { PieceOutput } from './pieceRunner.ts';

const BATCH = 2;
/** Of the scaling points below: eigenvalues 0.5 .. 2.5, cones up to (norm + 2.5)/0.5. */
const CONDITION = 20;
const SIGMA_MU = 0.3;

/** H z in `caq`, H dx in `hcaq` and the corrector's target in `rc`: every routine called from one place, for the sake of the compiler. */
const SCALE = `
  let inside = scaleAt(shape.x, shape.z);
  sync();
  if (lid == 0) { answer[outBase] = real(select(0.0, 1.0, inside)); }
  for (var i = 0; i < 2; i++) { applyH(select(shape.z, shape.dx, i == 1), select(shape.caq, shape.hcaq, i == 1)); }
  corrector(real(run.tolerance), shape.dx, shape.dz, shape.w, shape.w2, shape.rc);`;

/** Step to the boundary, at most 1, refined so many times. */
const STEP = `
  let found = largestStep(1.0, i32(run.first), shape.dx, shape.dz);
  if (lid == 0) { answer[outBase] = real(found); }`;

const norm = (v: Float64Array): number => Math.hypot(...v);
const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v - (b[i] as number));

/** A scaling point and a direction for every program of a batch. */
function points(program: PieceProgram, seed: number) {
  const next = testRandom(seed);
  return program.dense.map(({ cones, n }) => {
    const cone = productCone(cones);
    const [x, z] = [interiorPoint(cones, next), interiorPoint(cones, next)];
    expect(cone.scale(x, z)).toBe(true);
    return { cone, x, z, dx: randomArray(n, next), dz: randomArray(n, next) };
  });
}
type Points = ReturnType<typeof points>;

describePieces('cones', (runner) => {
  const run = async (statements: string, program: PieceProgram, at: Points, first = 0): Promise<PieceOutput> => {
    const { layout, batch, input, shape } = program;
    const workspace = program.workspace();
    at.forEach((point, i) => {
      for (const name of ['x', 'z', 'dx', 'dz'] as const) program.setPrimal(workspace, i, shape[name], point[name]);
    });
    return runner().run(statements, { layout, programs: batch, input, workspace, tolerance: SIGMA_MU, first });
  };
  const expectClose = (got: Float64Array, expected: Float64Array, scale = norm(expected)): void => {
    expect(got.length).toBe(expected.length);
    expect(norm(minus(got, expected))).toBeLessThanOrEqual(CONDITION * runner().unit * scale);
  };

  describe.each(Object.entries(FAMILIES))('%s', (_, options) => {
    const program = new PieceProgram(randomProgram({ ...options, batch: BATCH }).program);
    const at = points(program, options.seed);
    const { shape } = program;
    /** The oracle's answer for every program beside the device's. */
    const compare = (
      out: PieceOutput,
      address: number,
      oracle: (cone: ProductCone, point: Points[number]) => Float64Array,
    ): void => {
      at.forEach((point, i) => {
        expectClose(program.primal(out.workspace, i, address), oracle(point.cone, point));
      });
    };

    describe('at a scaling point', () => {
      let out: PieceOutput;
      beforeAll(async () => {
        out = await run(SCALE, program, at);
      });

      it('which is interior, H z = x', () => {
        at.forEach((_point, i) => expect(out.answer[(i * out.answer.length) / BATCH]).toBe(1));
        compare(out, shape.caq, (__, { x }) => x);
      });

      it('H u for any u', () => {
        compare(out, shape.hcaq, (cone, { dx }) => {
          const h = new Float64Array(dx.length);
          cone.applyH(dx, h);
          return h;
        });
      });

      it('target of the corrector: sigma mu z^-1 - x with the second-order term', () => {
        compare(out, shape.rc, (cone, affine) => {
          const target = new Float64Array(affine.dx.length);
          cone.complementarity(Math.fround(SIGMA_MU), affine, target);
          return target;
        });
      });
    });

    it('the unit of the product, times 0.3, is added', async () => {
      const out = await run('addUnit(real(run.tolerance), shape.dx);', program, at);
      compare(out, shape.dx, (cone, { dx }) => {
        const unit = new Float64Array(dx.length);
        cone.unit(unit);
        return unit.map((v, i) => (dx[i] as number) + Math.fround(SIGMA_MU) * v);
      });
    });

    it.each([
      { what: 'of the predictor', rounds: 1, length: 1 },
      { what: 'of the corrector', rounds: 2, length: 1 },
      { what: 'of less than the grid', rounds: 2, length: 300 },
      { what: 'that nothing limits', rounds: 2, length: 0.01 },
    ])('a step $what ends inside, within a cell of the grid of the boundary', async ({ rounds, length }) => {
      const far = at.map((p) => ({ ...p, dx: p.dx.map((v) => length * v), dz: p.dz.map((v) => length * v) }));
      const out = await run(STEP, program, far, rounds);
      far.forEach(({ cone, dx, dz }, i) => {
        const exact = Math.min(1, cone.maxStep(dx, dz));
        const found = out.answer[(i * out.answer.length) / BATCH] as number;
        // steps are float32 numbers in both arithmetics
        expect(found).toBeLessThanOrEqual(exact * (1 + 1e-5));
        expect(found).toBeGreaterThan(0);
        if (program.groups.length === 0) expect(Math.abs(found - exact)).toBeLessThanOrEqual(1e-5 * exact);
        const cell = Math.min(1, cone.maxClosedStep(dx, dz)) * 0.25 * 0.2 ** rounds;
        expect(found).toBeGreaterThanOrEqual(exact * (1 - 1e-5) - cell);
        // below the grid it goes on until something is found, of which a fifth may be missing
        if (exact < cell) expect(found).toBeGreaterThanOrEqual(0.2 * exact);
      });
    });
  });

  it('the scaling refuses a z with an indefinite block, alone in its batch', async () => {
    const options = FAMILIES['blocks with terms'];
    if (!options) throw new Error('no such family');
    const program = new PieceProgram(randomProgram({ ...options, batch: BATCH }).program);
    const at = points(program, 4);
    const second = at[1] as Points[number];
    const last = program.shape.scalars + program.groups.reduce((s, { n, count }) => s + n * n * count, 0) - 25;
    second.z[last] = -1e-3; // a diagonal element of the last block
    const out = await run(SCALE, program, at);
    expect([out.answer[0], out.answer[out.answer.length / BATCH]]).toEqual([1, 0]);
  });
});
