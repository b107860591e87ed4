import { rowFactor, rowNorm, type SparseRow, type StandardProgram } from './standardProgram.ts';

/** The dual of a program, itself in standard form, and the way back. */
export interface DualProgram {
  readonly program: StandardProgram;
  /** Multipliers of the rows of the first program: the free variables of its dual. */
  multipliers(x: Float64Array): Float64Array;
  /** x of the first program: minus the multipliers of the rows of its dual. */
  variables(y: Float64Array): Float64Array;
}

/**
 * The dual max rhs^T y with A^T y + z = cost, z in the dual cone, as minimise -rhs^T y in the variables [y free | z in the cones]: a row for each
 * variable of the first program. Linear matrix inequalities in few free variables have few rows this way.
 */
export function dualise(program: StandardProgram): DualProgram {
  const { n, free, cones, rhs, cost } = program;
  const m = program.rows.length;
  const rows: Map<number, number>[] = Array.from({ length: n }, () => new Map<number, number>());
  program.rows.forEach((row, r) => {
    for (const [j, a] of row) rows[j]?.set(r, a);
  });
  for (let j = free; j < n; j++) rows[j]?.set(m + j - free, 1);
  const factors = Float64Array.from(rows, (row, j) => rowFactor(rowNorm(row), Math.abs(cost[j] as number)));
  const scaled: SparseRow[] = rows.map((row, j) => {
    const factor = factors[j] as number;
    return factor === 1 ? row : new Map([...row].map(([k, a]) => [k, a * factor]));
  });
  const dualCost = new Float64Array(m + n - free);
  rhs.forEach((b, r) => {
    dualCost[r] = -b;
  });
  return {
    program: {
      n: m + n - free,
      free: m,
      cones,
      rows: scaled,
      rhs: cost.map((c, j) => c * (factors[j] as number)),
      cost: dualCost,
    },
    multipliers: (x) => x.slice(0, m),
    variables: (y) => y.map((v, j) => -v * (factors[j] as number)),
  };
}
