import { expect, it } from 'vitest';
import { randomProgram } from '../../randomProgram.ts';
import { randomArray, testRandom } from '../../testRandom.ts';
import { describePieces } from './describePieces.ts';
import { PieceProgram } from './pieceProgram.ts';

const { layout } = new PieceProgram(randomProgram({ seed: 1, rows: 1, nonneg: 1 }).program);
const SUMS = 6;

for (const threads of [1, 16, 64])
  describePieces(
    `reductions over ${threads} threads`,
    (runner) => {
      // twice in a row: a missing barrier at the end of one would let the next overwrite it
      const values = Float64Array.from(randomArray(2 * SUMS * threads, testRandom(threads)), Math.fround);
      const piece = { layout, programs: 1, input: values, workspace: new Float64Array(2 * SUMS * threads) };

      it('total gives every thread the same six sums', async () => {
        const { workspace } = await runner().run(
          `for (var half = 0; half < 2; half++) {
            let o = ${SUMS} * (half * T + lid);
            sums = Sums(data(o), data(o + 1), data(o + 2), data(o + 3), data(o + 4), data(o + 5));
            total();
            st(o, sums.a); st(o + 1, sums.b); st(o + 2, sums.c); st(o + 3, sums.d); st(o + 4, sums.e); st(o + 5, sums.f);
          }`,
          piece,
        );
        for (let half = 0; half < 2; half++)
          for (let s = 0; s < SUMS; s++) {
            const column = (v: Float64Array): number[] =>
              Array.from({ length: threads }, (_, t) => v[SUMS * (half * threads + t) + s] as number);
            const expected = column(values).reduce((a, b) => a + b, 0);
            const scale = column(values).reduce((a, b) => a + Math.abs(b), 0);
            const got = column(workspace);
            expect(new Set(got).size).toBe(1);
            expect(Math.abs((got[0] as number) - expected)).toBeLessThanOrEqual(runner().unit * scale);
          }
      });

      it('least gives every thread the smallest number', async () => {
        const { workspace } = await runner().run(
          `for (var half = 0; half < 2; half++) { st(half * T + lid, real(least(hi(data(half * T + lid))))); }`,
          piece,
        );
        for (let half = 0; half < 2; half++) {
          const part = (v: Float64Array): Float64Array => v.subarray(half * threads, (half + 1) * threads);
          expect(new Set(part(workspace))).toEqual(new Set([Math.min(...part(values))]));
        }
      });

      it('agree tells every thread what the first one says', async () => {
        const { workspace } = await runner().run(
          `let yes = agree(lid == 0); let no = agree(lid != 0);
           st(2 * lid, real(select(0.0, 1.0, yes))); st(2 * lid + 1, real(select(0.0, 1.0, no)));`,
          piece,
        );
        for (let t = 0; t < threads; t++) expect([...workspace.subarray(2 * t, 2 * t + 2)]).toEqual([1, 0]);
      });
    },
    { threads },
  );
