import { describe, expect, it } from 'vitest';
import { solveScaled } from '../../src/problems/solveScaled.ts';
import type { ConicProgram } from '../../src/conic/program.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import { randomProgram } from '../conic/randomProgram.ts';

/** Programs with nonnegative columns, cones and PSD blocks seen through terms and full coefficients, whose optima are known. */
const { program, optimum } = randomProgram({
  seed: 5,
  batch: 3,
  rows: 4,
  nonneg: 6,
  secondOrder: [{ size: 3, count: 2 }],
  psd: [{ size: 3, count: 2, vectors: 4, termsPerRow: 2, denseRows: 1 }],
});
const { rows } = program.shape;

/** The same programs with the coefficients of each row of program `b` times a factor, and its right-hand side times another one. */
function rescaled(factor: (b: number, row: number) => number, ofRhs: (b: number, row: number) => number): ConicProgram {
  const { shape, data } = program;
  const { entryRow } = shape;
  const of = (b: number, row: number): number => (row >= 0 && row < rows ? factor(b, row) : 1);
  return {
    shape,
    data: {
      batch: data.batch,
      rhs: data.rhs.map((x, i) => x * ofRhs(Math.floor(i / rows), i % rows)),
      entries: data.entries.map(
        (x, i) => x * of(Math.floor(i / entryRow.length), entryRow[i % entryRow.length] as number),
      ),
      psd: data.psd.map((d, g) => {
        const group = shape.psd[g];
        const count = group?.count ?? 1;
        const terms = group?.terms.row.length ?? 1;
        const matrix = 2 * (group?.size ?? 1) ** 2;
        const dense = group?.denseRow.length ?? 1;
        expect(count).toBe(2);
        return {
          vectors: d.vectors,
          weights: d.weights.map((x, i) => {
            const at = i >> 1;
            return x * of(Math.floor(at / terms), group?.terms.row[at % terms] ?? -1);
          }),
          dense: d.dense.map((x, i) => {
            const at = Math.floor(i / matrix);
            return x * of(Math.floor(at / dense), group?.denseRow[at % dense] ?? -1);
          }),
        };
      }),
    },
  };
}

describe('solveScaled', () => {
  it('solves programs as they are where the solver makes a claim', async () => {
    const solution = await solveScaled(program);
    expect(solution).toEqual(await solveProgram(program));
    solution.objective.forEach((value, b) => expect(value).toBeCloseTo(optimum[b] as number, 5));
  });

  const at = (value: number) => (b: number, row: number) => (b === 1 && row === 2 ? value : 1);
  const large = rescaled(at(2 ** 80), at(1));
  /** The same program, written without large numbers. */
  const small = rescaled(at(1), at(2 ** -80));

  it('finds the optimum of a program with a row of 2^80, and leaves its neighbours what they are', async () => {
    const alone = await solveProgram(large);
    const expected = await solveProgram(small);
    expect(alone.status[1]).toMatch(/numericalError|iterationLimit/);
    expect(expected.status[1]).toBe('optimal');
    const solution = await solveScaled(large);
    expect(solution.status).toEqual(['optimal', 'optimal', 'optimal']);
    expect(solution.objective[1]).toBeCloseTo(expected.objective[1] as number, 5);
    expect(solution.iterations[1]).toBeGreaterThan(alone.iterations[1] as number);
    const own = (y: Float64Array, b: number) => y.slice(b * rows, (b + 1) * rows);
    for (const b of [0, 2]) {
      expect(solution.objective[b]).toBe(alone.objective[b]);
      expect(solution.iterations[b]).toBe(alone.iterations[b]);
      expect(own(solution.multipliers, b)).toEqual(own(alone.multipliers, b));
    }
    // multipliers are those of the rows as they were asked
    own(expected.multipliers, 1).forEach((y, row) =>
      expect((solution.multipliers[rows + row] as number) * (row === 2 ? 2 ** 80 : 1)).toBeCloseTo(y, 4),
    );
  });
});
