import { smat, svec } from '../cones/hermitianPsd.ts';
import type { ConicProgram, PsdData, PsdGroup } from '../program.ts';
import type { ConicSolution } from '../solution.ts';
import { blockCoordinates, type ParsedInput } from './conicInput.ts';
import type { BatchedNumbers } from './numbers.ts';

/** A parsed input as a batch of the structured class, and the way back for its variables. */
export interface EmbeddedConic {
  readonly program: ConicProgram;
  /** The variables x of every program, [batch, n]. */
  variables(solution: ConicSolution): Float64Array;
}

/** First variable of each part of x and the scalar columns behind the leading variables. */
interface Columns {
  /** Scalar column of variable j < psdStart. */
  readonly ofVariable: readonly number[];
  readonly slackStart: number;
  readonly total: number;
  readonly psdStart: number;
}

function columnsOf(input: ParsedInput): Columns {
  const { nonneg, inequality, secondOrder } = input;
  const cones = secondOrder.reduce((s, g) => s + g.size * g.count, 0);
  const ofVariable: number[] = [];
  const nonnegAll = nonneg + inequality.count;
  // columns: nonneg | slacks | second-order cones
  for (let j = 0; j < nonneg; j++) ofVariable.push(j);
  for (let j = 0; j < cones; j++) ofVariable.push(nonnegAll + j);
  return { ofVariable, slackStart: nonneg, total: nonnegAll + cones, psdStart: ofVariable.length };
}

/** Value `at` of a field for program `i`; `size` numbers per program. */
function valueAt(field: BatchedNumbers, i: number, size: number, at: number): number {
  return field.values[(field.perProgram ? i * size : 0) + at] as number;
}

/**
 * Writes a parsed input without free variables and constraint rows in the class of `ConicProgram`: inequality rows get nonnegative slacks, PSD
 * coefficients become dense Hermitian rows (only those that are not zero in every program). Real blocks are Hermitian ones: the real part of a solution with real data is a solution too.
 */
export function embedConic(input: ParsedInput): EmbeddedConic {
  const { batch, n, equality, inequality } = input;
  const rows = equality.count + inequality.count;
  const columns = columnsOf(input);
  /** Coefficient of variable j in row r (row `rows`: the cost) of program i. */
  const coefficient = (i: number, r: number, j: number): number => {
    if (r === rows) return valueAt(input.cost, i, n, j);
    const part = r < equality.count ? equality : inequality;
    return valueAt(part.matrix, i, part.count * n, (r - (part === equality ? 0 : equality.count)) * n + j);
  };
  const rhs = new Float64Array(batch * rows);
  for (let i = 0; i < batch; i++)
    for (let r = 0; r < rows; r++)
      rhs[i * rows + r] =
        r < equality.count
          ? valueAt(equality.rhs, i, equality.count, r)
          : valueAt(inequality.rhs, i, inequality.count, r - equality.count);

  const entryRow: number[] = [];
  const entryColumn: number[] = [];
  const entryVariable: number[] = []; // -1: slack
  const programs = Array.from({ length: batch }, (_, i) => i);
  for (let r = 0; r <= rows; r++)
    for (let j = 0; j < columns.psdStart; j++) {
      if (!programs.some((i) => coefficient(i, r, j) !== 0)) continue;
      entryRow.push(r);
      entryColumn.push(columns.ofVariable[j] as number);
      entryVariable.push(j);
    }
  for (let k = 0; k < inequality.count; k++) {
    entryRow.push(equality.count + k);
    entryColumn.push(columns.slackStart + k);
    entryVariable.push(-1);
  }
  const entries = Float64Array.from(
    programs.flatMap((i) => entryVariable.map((j, e) => (j < 0 ? 1 : coefficient(i, entryRow[e] as number, j)))),
  );

  const psd: { group: PsdGroup; data: PsdData }[] = [];
  let at = columns.psdStart;
  for (const { size, count, real } of input.psd) {
    psd.push(embedGroup(size, count, real, batch, rows, at, coefficient));
    at += count * blockCoordinates(size, real);
  }
  const program: ConicProgram = {
    shape: {
      rows,
      nonneg: input.nonneg + inequality.count,
      secondOrder: input.secondOrder,
      psd: psd.map((p) => p.group),
      entryRow: Int32Array.from(entryRow),
      entryColumn: Int32Array.from(entryColumn),
    },
    data: { batch, rhs, entries, psd: psd.map((p) => p.data) },
  };
  return { program, variables: (solution) => variablesOf(input, columns, solution) };
}

/** One group of blocks: `coefficient(i, r, start + k * width + t)` is coordinate t of block k. */
function embedGroup(
  size: number,
  count: number,
  real: boolean,
  batch: number,
  rows: number,
  start: number,
  coefficient: (i: number, r: number, j: number) => number,
): { group: PsdGroup; data: PsdData } {
  const width = blockCoordinates(size, real);
  const used: number[][] = [];
  for (let k = 0; k < count; k++) {
    const list: number[] = [];
    for (let r = 0; r <= rows; r++) {
      let zero = true;
      for (let i = 0; i < batch && zero; i++)
        for (let t = 0; t < width && zero; t++) zero = coefficient(i, r, start + k * width + t) === 0;
      if (!zero) list.push(r);
    }
    used.push(list);
  }
  const denseCount = Math.max(...used.map((u) => u.length));
  const block = 2 * size * size;
  const dense = new Float64Array(batch * count * denseCount * block);
  const vector = new Float64Array(size * size);
  for (let i = 0; i < batch; i++)
    used.forEach((list, k) => {
      list.forEach((r, d) => {
        for (let t = 0; t < width; t++) vector[t] = coefficient(i, r, start + k * width + t);
        const o = ((i * count + k) * denseCount + d) * block;
        smat(size, vector, dense.subarray(o, o + block));
      });
    });
  const none = new Int32Array(0);
  const empty = new Float64Array(0);
  return {
    group: {
      size,
      count,
      vectors: 0,
      terms: { left: none, right: none, row: none },
      denseCount,
      denseRow: Int32Array.from(used.flatMap((u) => Array.from({ length: denseCount }, (_, d) => u[d] ?? -1))),
      coupled: null,
    },
    data: { vectors: empty, weights: empty, dense },
  };
}

function variablesOf(input: ParsedInput, columns: Columns, solution: ConicSolution): Float64Array {
  const { batch, n } = input;
  const x = new Float64Array(batch * n);
  for (let i = 0; i < batch; i++) {
    columns.ofVariable.forEach((column, j) => {
      x[i * n + j] = solution.scalars[i * columns.total + column] as number;
    });
    let at = i * n + columns.psdStart;
    input.psd.forEach(({ size, count, real }, g) => {
      const blocks = solution.psd[g] as Float64Array;
      const vector = new Float64Array(size * size);
      for (let k = 0; k < count; k++) {
        const o = (i * count + k) * 2 * size * size;
        svec(size, blocks.subarray(o, o + 2 * size * size), vector);
        // the real coordinates come first: diagonal, then sqrt(2) Re
        const width = blockCoordinates(size, real);
        x.set(vector.subarray(0, width), at);
        at += width;
      }
    });
  }
  return x;
}
