import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { ConicProgram, ProgramShape } from '../../src/conic/program.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';

const BLOCKS = 5;
const SIZE = 3;
const LOCAL = 2;
const BORDER = 2;

function generator(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2147483648 - 1;
  };
}

/**
 * Per block: a second-order cone of size 3, a PSD block of size 2 (with coupled cones if asked) and 2 rows of its own;
 * 2 border rows see every block. Feasible by construction at an interior point, bounded by a border row of traces and heads.
 */
function blockProgram(coupled: boolean, rowBlock: 'declared' | 'absent'): ConicProgram {
  const next = generator(17);
  const rows = BLOCKS * LOCAL + BORDER;
  const heads = coupled ? BLOCKS : 0;
  const entryRow: number[] = [];
  const entryColumn: number[] = [];
  const entries: number[] = [];
  const rhs = new Float64Array(rows);
  const x = [2, 0.3, -0.4];
  const add = (row: number, column: number, value: number, at: number): void => {
    entryRow.push(row);
    entryColumn.push(column);
    entries.push(value);
    if (row < rows) rhs[row] = (rhs[row] as number) + value * at;
  };
  const border = BLOCKS * LOCAL;
  for (let b = 0; b < BLOCKS; b++)
    for (let i = 0; i < SIZE; i++) {
      const column = b * SIZE + i;
      for (let r = 0; r < LOCAL; r++) add(b * LOCAL + r, column, next(), x[i] as number);
      add(border, column, i === 0 ? 1 : 0.1 * next(), x[i] as number);
      add(border + 1, column, next(), x[i] as number);
      add(rows, column, next(), 0);
    }
  if (coupled) for (let b = 0; b < BLOCKS; b++) add(border, BLOCKS * SIZE + b, 0.5, 3);
  // W = I: terms are |v|^2 in the block's first row, the trace in the border, and a random functional in the objective
  const vectors = 3;
  const vectorData: number[] = [];
  const weights: number[] = [];
  const row: number[] = [];
  for (let b = 0; b < BLOCKS; b++) {
    const v = [next(), next(), next(), next()];
    vectorData.push(...v, 1, 0, 0, 0, 0, 0, 1, 0);
    row.push(b * LOCAL, border, border, rows);
    weights.push(1, 0, 1, 0, 1, 0, next(), next());
    const norm = v.reduce((s, c) => s + c * c, 0);
    rhs[b * LOCAL] = (rhs[b * LOCAL] as number) + norm;
    rhs[border] = (rhs[border] as number) + 2;
  }
  const shape: ProgramShape = {
    rows,
    nonneg: 0,
    secondOrder: [{ size: SIZE, count: BLOCKS }],
    psd: [
      {
        size: 2,
        count: BLOCKS,
        vectors,
        terms: { left: Int32Array.of(0, 1, 2, 0), right: Int32Array.of(0, 1, 2, 1), row: Int32Array.from(row) },
        denseCount: 0,
        denseRow: new Int32Array(0),
        coupled: coupled ? { inputs: Int32Array.of(0), axes: Int32Array.of(1, 2) } : null,
      },
    ],
    entryRow: Int32Array.from(entryRow),
    entryColumn: Int32Array.from(entryColumn),
    ...(rowBlock === 'declared'
      ? { rowBlock: Int32Array.from({ length: rows }, (_, r) => (r < border ? Math.floor(r / LOCAL) : -1)) }
      : {}),
  };
  expect(entryColumn.every((c) => c < BLOCKS * SIZE + heads)).toBe(true);
  const data = {
    batch: 1,
    rhs,
    entries: Float64Array.from(entries),
    psd: [{ vectors: Float64Array.from(vectorData), weights: Float64Array.from(weights), dense: new Float64Array(0) }],
  };
  return { shape, data };
}

describe('rows local to a block', () => {
  for (const coupled of [false, true])
    it(`give the answer of a dense Schur complement ${coupled ? 'with' : 'without'} coupled cones`, async () => {
      const dense = await solveProgram(blockProgram(coupled, 'absent'));
      const arrow = await solveProgram(blockProgram(coupled, 'declared'));
      expect(dense.status).toEqual(['optimal']);
      expect(arrow.status).toEqual(['optimal']);
      const [a, b] = [dense.objective[0] as number, arrow.objective[0] as number];
      // both are within the merit 1e-8 of the optimum
      expect(Math.abs(a - b)).toBeLessThan(1e-7 * (1 + Math.abs(a)));
      expect(Math.abs((arrow.dualObjective[0] as number) - a)).toBeLessThan(1e-7 * (1 + Math.abs(a)));
      arrow.scalars.forEach((v, i) => {
        expect(Math.abs(v - (dense.scalars[i] as number))).toBeLessThan(1e-4);
      });
    });

  it('are refused where two blocks share a cone', async () => {
    const program = blockProgram(false, 'declared');
    const rowBlock = Int32Array.from(program.shape.rowBlock ?? []);
    rowBlock[1] = 3;
    const wrong = { ...program, shape: { ...program.shape, rowBlock } };
    await expect(solveProgram(wrong)).rejects.toThrow(InputError);
    await expect(solveProgram(wrong)).rejects.toThrow(/rows 0 and 1 share .* blocks 0 and 3/);
  });
});
