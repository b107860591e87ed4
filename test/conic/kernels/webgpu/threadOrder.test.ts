import { INFO } from '../../../../src/conic/kernels/conicSolve.ts';
import { describe, expect, it } from 'vitest';
import { interiorPoint } from '../../conePoints.ts';
import { FAMILIES } from '../../families.ts';
import { type RandomOptions, randomProgram } from '../../randomProgram.ts';
import { randomArray, testRandom } from '../../testRandom.ts';
import { describePieces } from './describePieces.ts';
import { PieceProgram } from './pieceProgram.ts';
import type { PieceInput, PieceOutput } from './pieceRunner.ts';

const THREADS = 16;
/** SwiftShader runs so many invocations of a workgroup in step, and such groups one after the other from barrier to barrier. */
const IN_STEP = 4;

const forward = Array.from({ length: THREADS }, (_, i) => i);
/** Threads that went in step before are now in different groups. */
const across = forward.map((i) => (i % IN_STEP) * (THREADS / IN_STEP) + Math.floor(i / IN_STEP));
/** Any two threads run one before the other, and the other before the one, in some of these. */
const ORDERS = [forward, forward.toReversed(), across, across.toReversed()];

const program = new PieceProgram(
  randomProgram({ ...(FAMILIES['coupled and free groups together'] as RandomOptions), batch: 2 }).program,
);
const { layout, batch, input, shape } = program;

function workspace(): Float64Array {
  const next = testRandom(8);
  const out = program.workspace();
  program.loadUnscaled(out);
  program.dense.forEach(({ cones, n, m }, i) => {
    for (const address of [shape.x, shape.z]) program.setPrimal(out, i, address, interiorPoint(cones, next));
    for (const address of [shape.dx, shape.dz]) program.setPrimal(out, i, address, randomArray(n, next));
    for (const address of [shape.y, shape.q, shape.p]) program.setDual(out, i, address, randomArray(m, next));
  });
  return out;
}

const SCALE = '_ = scaleAt(shape.x, shape.z); sync();';
const ROUTINES: Record<string, string> = {
  'equilibrate, sumNorms, total, normalizeProgram': 'equilibrate(); sumNorms(); total(); normalizeProgram();',
  applyA: 'applyA(shape.x, shape.ax);',
  applyAdjoint: 'applyAdjoint(shape.y, shape.w);',
  'scaleAt, applyH': `${SCALE} applyH(shape.dx, shape.w);`,
  corrector: `${SCALE}
    corrector(real(0.3), shape.dx, shape.dz, shape.w, shape.w2, shape.rc);`,
  largestStep: `
    let found = largestStep(1.0, 2, shape.dx, shape.dz);
    answer[outBase + lid] = real(found);`,
  'factorSchur, solveSchur': `${SCALE} factorSchur(); solveSchur(shape.q, shape.p);`,
};

// float32: where the barriers stand does not depend on the arithmetic
describePieces(
  'threads in any order',
  (runner) => {
    const inEveryOrder = async (run: (piece: PieceInput) => Promise<PieceOutput>, piece: PieceInput) => {
      const outputs = [];
      for (const order of ORDERS) outputs.push(await run({ ...piece, order }));
      return outputs.map(({ bytes }) => Buffer.from(bytes).toString('base64'));
    };
    const piece = { layout, programs: batch, input };

    it('a barrier that is missing shows', async () => {
      // each thread reads what its neighbour writes
      const race = (barrier: string): string =>
        `st(lid, real(f32(lid) + 1.0)); ${barrier} st(T + lid, ld((lid + 1) % T)); sync(); st(2 * T + lid, ld((lid + T - 1) % T));`;
      const own = { ...piece, programs: 1, workspace: new Float64Array(layout.workspace) };
      const run = (statements: string) => async (p: PieceInput) => runner().run(statements, p);
      expect(new Set(await inEveryOrder(run(race('')), own)).size).toBeGreaterThan(1);
      expect(new Set(await inEveryOrder(run(race('sync();')), own)).size).toBe(1);
    });

    describe('the same bytes', () => {
      it.each(Object.entries(ROUTINES))('%s', async (_, statements) => {
        const outputs = await inEveryOrder(async (p) => runner().run(statements, p), {
          ...piece,
          workspace: workspace(),
        });
        expect(new Set(outputs).size).toBe(1);
      });

      it('the whole kernel, a workgroup taking three programs one after the other', async () => {
        const several = new PieceProgram(
          randomProgram({ ...(FAMILIES['coupled and free groups together'] as RandomOptions), batch: 3 }).program,
        );
        const answers = INFO + several.shape.stateSize;
        const outputs: Float64Array[] = [];
        for (const order of ORDERS) {
          const { answer } = await runner().runWhole({
            layout: several.layout,
            programs: 3,
            workgroups: 1,
            input: several.input,
            workspace: new Float64Array(several.layout.workspace),
            order,
            answers,
            end: 3,
            maxIterations: 60,
            tolerance: 1e-5,
            certificate: 1e-5,
          });
          outputs.push(answer);
        }
        const [first] = outputs;
        expect([0, 1, 2].map((i) => first?.[i * answers])).toEqual([0, 0, 0]);
        for (const other of outputs) expect(other).toEqual(first);
      });
    });
  },
  { threads: THREADS, precisions: ['float32'] },
);
