import { pivotedQr } from '../../linalg/pivotedQr.ts';
import { DEPENDENT, judgeCombination } from './claimRules.ts';
import {
  addRow,
  rowFactor,
  rowNorm,
  scaledNorm,
  type Reduction,
  type SparseRow,
  type StandardProgram,
} from './standardProgram.ts';

/** Pivots of the Gram matrix of unit rows above this are out of reach of rounding: such rows are independent without a closer look. */
const PLAINLY_INDEPENDENT = 1e-9;
/** Rows of this norm are what elimination left of rows of norm near 1. */
const EMPTY_ROW = 1e-13;

/**
 * Drops rows that follow from others; their multipliers are 0. A contradictory one leaves a proof of infeasibility. Rows are to have norms near 1.
 */
export function dropDependentRows(program: StandardProgram): Reduction {
  const { rows, rhs, n } = program;
  const m = rows.length;
  const norms = rows.map(rowNorm);
  const factor = norms.map((size) => (size > EMPTY_ROW ? 1 / size : 1));
  let proof: Float64Array | null = null;
  const dropped = new Uint8Array(m);

  /** Drops row r if y, a combination with y_r = 1, says so. */
  const judge = (r: number, y: Float64Array): void => {
    const image = new Float64Array(n);
    let value = 0;
    let parts = 0;
    let size = 0;
    y.forEach((v, i) => {
      const scaled = v * (factor[i] as number);
      addRow(rows[i] as SparseRow, scaled, image);
      value += scaled * (rhs[i] as number);
      parts += Math.abs(scaled * (rhs[i] as number));
      size += Math.abs(v);
    });
    const verdict = judgeCombination(value, parts, size, scaledNorm(image));
    if (verdict === 'open') return;
    dropped[r] = 1;
    if (verdict === 'contradictory') proof ??= y.map((v, i) => (v * (factor[i] as number)) / value);
  };

  const full: number[] = [];
  rows.forEach((_, r) => {
    if ((norms[r] as number) > EMPTY_ROW) full.push(r);
    else
      judge(
        r,
        Float64Array.from({ length: m }, (__, i) => (i === r ? 1 : 0)),
      );
  });
  const unit = full.map((r) => new Map([...(rows[r] as SparseRow)].map(([j, a]) => [j, a * (factor[r] as number)])));
  if (!plainlyIndependent(unit, n)) {
    const columns = unit.map((row) => {
      const column = new Float64Array(n);
      addRow(row, 1, column);
      return column;
    });
    const qr = pivotedQr(n, columns, DEPENDENT);
    for (let k = qr.rank; k < full.length; k++) {
      const t = Float64Array.from({ length: qr.rank }, (_, i) => qr.upper(i, k));
      qr.solveUpper(t);
      const y = new Float64Array(m);
      const r = full[qr.order[k] as number] as number;
      y[r] = 1;
      t.forEach((v, i) => {
        y[full[qr.order[i] as number] as number] = -v;
      });
      judge(r, y);
    }
  }
  const kept = rows.map((_, r) => r).filter((r) => !dropped[r]);
  // elimination changes the norms of rows
  const scale = kept.map((r) => rowFactor(norms[r] as number, Math.abs(rhs[r] as number)));
  return {
    program: {
      ...program,
      rows: kept.map((r, k) => scaledRow(rows[r] as SparseRow, scale[k] as number)),
      rhs: Float64Array.from(kept, (r, k) => (rhs[r] as number) * (scale[k] as number)),
    },
    primal: (x) => x,
    dual(small) {
      const y = new Float64Array(m);
      kept.forEach((r, k) => {
        y[r] = (small[k] as number) * (scale[k] as number);
      });
      return y;
    },
    ray: null,
    proof,
  };
}

function scaledRow(row: SparseRow, factor: number): SparseRow {
  return factor === 1 ? row : new Map([...row].map(([j, a]) => [j, a * factor]));
}

/**
 * Whether a pivoted Cholesky factorization of the Gram matrix of unit rows meets no small pivot: a quick look that most programs pass. The Cholesky
 * factorization of ml-matrix does not pivot: there a small pivot enlarges the rounding of those after it, which can hide a dependent row.
 */
function plainlyIndependent(rows: readonly SparseRow[], n: number): boolean {
  const m = rows.length;
  if (m > n) return false;
  const gram = gramMatrix(rows, n);
  const left = Float64Array.from({ length: m }, (_, i) => gram[i * m + i] as number);
  const order = Int32Array.from({ length: m }, (_, i) => i);
  const factor = new Float64Array(m * m); // row i of L under its own number
  for (let k = 0; k < m; k++) {
    let best = k;
    for (let i = k + 1; i < m; i++)
      if ((left[order[i] as number] as number) > (left[order[best] as number] as number)) best = i;
    [order[k], order[best]] = [order[best] as number, order[k] as number];
    const p = order[k] as number;
    const pivot = left[p] as number;
    if (!(pivot > PLAINLY_INDEPENDENT)) return false;
    const root = Math.sqrt(pivot);
    factor[p * m + k] = root;
    for (let i = k + 1; i < m; i++) {
      const r = order[i] as number;
      let s = gram[r * m + p] as number;
      for (let t = 0; t < k; t++) s -= (factor[r * m + t] as number) * (factor[p * m + t] as number);
      const value = s / root;
      factor[r * m + k] = value;
      left[r] = (left[r] as number) - value * value;
    }
  }
  return true;
}

/** Lower triangle and diagonal of rows rows^T, mirrored. */
function gramMatrix(rows: readonly SparseRow[], n: number): Float64Array {
  const m = rows.length;
  const gram = new Float64Array(m * m);
  const holders: number[][] = Array.from({ length: n }, () => []);
  const values: number[][] = Array.from({ length: n }, () => []);
  rows.forEach((row, r) => {
    for (const [j, value] of row) {
      holders[j]?.push(r);
      values[j]?.push(value);
    }
  });
  holders.forEach((list, j) => {
    const column = values[j] as number[];
    for (let a = 0; a < list.length; a++) {
      const from = (list[a] as number) * m;
      const value = column[a] as number;
      for (let b = 0; b <= a; b++) {
        const at = from + (list[b] as number);
        gram[at] = (gram[at] as number) + value * (column[b] as number);
      }
    }
  });
  for (let i = 0; i < m; i++) for (let j = i + 1; j < m; j++) gram[i * m + j] = gram[j * m + i] as number;
  return gram;
}
