import type { Reduction, SparseRow, StandardProgram } from './standardProgram.ts';

/** A pivot below this share of the largest coefficient of its variable is refused, unless its row only gives a cone variable a name. */
const SMALLEST_PIVOT = 1e-3;
/** Differences below this share of their parts are rounding. */
const ROUNDING = 1e-15;

interface Pivot {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/**
 * Eliminates free variables by rows that hold one of them alone: v = (rhs - the rest of the row) / coefficient. Copies of free variables in cones
 * and slacks of linear matrix inequalities go this way, and no row that was sparse gets dense.
 */
export function eliminateSingletons(program: StandardProgram): Reduction {
  const { free, n } = program;
  const rows = program.rows.map((row) => new Map(row));
  const rhs = program.rhs.slice();
  const cost = program.cost.slice();
  const rowsOf: Set<number>[] = Array.from({ length: free }, () => new Set<number>());
  const freeCount = rows.map((row, r) => {
    let count = 0;
    for (const j of row.keys())
      if (j < free) {
        rowsOf[j]?.add(r);
        count++;
      }
    return count;
  });
  const used = new Uint8Array(rows.length);
  const gone = new Uint8Array(free);
  const pivots: Pivot[] = [];
  const queue = rows
    .map((_, r) => r)
    .filter((r) => freeCount[r] === 1)
    .sort((a, b) => (rows[a]?.size ?? 0) - (rows[b]?.size ?? 0));

  for (let k = 0; k < queue.length; k++) {
    const r = queue[k] as number;
    const row = rows[r] as Map<number, number>;
    if (used[r] || freeCount[r] !== 1) continue;
    const column = [...row.keys()].find((j) => j < free && !gone[j]);
    if (column === undefined) continue;
    const value = row.get(column) as number;
    const holders = [...(rowsOf[column] as Set<number>)];
    const largest = Math.max(...holders.map((i) => Math.abs(rows[i]?.get(column) ?? 0)));
    if (Math.abs(value) < SMALLEST_PIVOT * largest && row.size > 2) continue;
    pivots.push({ row: r, column, value });
    used[r] = 1;
    gone[column] = 1;
    for (const i of holders) {
      if (i === r) continue;
      const other = rows[i] as Map<number, number>;
      const factor = (other.get(column) as number) / value;
      subtract(other, factor, row);
      rhs[i] = difference(rhs[i] as number, factor * (rhs[r] as number));
      other.delete(column);
      freeCount[i] = (freeCount[i] as number) - 1;
      if (freeCount[i] === 1) queue.push(i);
    }
    const factor = (cost[column] as number) / value;
    for (const [j, a] of row) cost[j] = difference(cost[j] as number, factor * a);
  }

  // what is left: the other rows, the other free variables and all cone variables
  const keptRows = rows.map((_, r) => r).filter((r) => !used[r]);
  const keptColumns = Array.from({ length: n }, (_, j) => j).filter((j) => !gone[j]);
  const place = new Map(keptColumns.map((j, k) => [j, k]));
  const renumbered = (row: SparseRow): SparseRow => {
    const out = new Map<number, number>();
    for (const [j, a] of row) out.set(place.get(j) as number, a);
    return out;
  };
  const columns = columnsOf(program, pivots);
  return {
    program: {
      n: keptColumns.length,
      free: free - pivots.length,
      cones: program.cones,
      rows: keptRows.map((r) => renumbered(rows[r] as SparseRow)),
      rhs: Float64Array.from(keptRows, (r) => rhs[r] as number),
      cost: Float64Array.from(keptColumns, (j) => cost[j] as number),
    },
    primal(small, homogeneous) {
      const x = new Float64Array(n);
      keptColumns.forEach((j, k) => {
        x[j] = small[k] as number;
      });
      for (const { row, column, value } of pivots) {
        let s = homogeneous ? 0 : (program.rhs[row] as number);
        for (const [j, a] of program.rows[row] as SparseRow) if (j !== column) s -= a * (x[j] as number);
        x[column] = s / value;
      }
      return x;
    },
    dual(small, homogeneous) {
      const y = new Float64Array(rows.length);
      keptRows.forEach((r, k) => {
        y[r] = small[k] as number;
      });
      for (let k = pivots.length - 1; k >= 0; k--) {
        const { row, column, value } = pivots[k] as Pivot;
        let s = homogeneous ? 0 : (program.cost[column] as number);
        for (const [r, a] of columns[k] as [number, number][]) if (r !== row) s -= a * (y[r] as number);
        y[row] = s / value;
      }
      return y;
    },
    ray: null,
    proof: null,
  };
}

/** Coefficients of each eliminated variable in the rows of the program. */
function columnsOf(program: StandardProgram, pivots: readonly Pivot[]): [number, number][][] {
  const index = new Map(pivots.map(({ column }, k) => [column, k]));
  const out: [number, number][][] = pivots.map(() => []);
  program.rows.forEach((row, r) => {
    for (const [j, a] of row) {
      const k = index.get(j);
      if (k !== undefined) out[k]?.push([r, a]);
    }
  });
  return out;
}

function difference(a: number, b: number): number {
  const d = a - b;
  return Math.abs(d) < ROUNDING * (Math.abs(a) + Math.abs(b)) ? 0 : d;
}

/** row -= factor * other. */
function subtract(row: Map<number, number>, factor: number, other: SparseRow): void {
  for (const [j, a] of other) {
    const value = difference(row.get(j) ?? 0, factor * a);
    if (value === 0) row.delete(j);
    else row.set(j, value);
  }
}
