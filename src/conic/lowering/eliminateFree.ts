import { pivotedQr } from '../../linalg/pivotedQr.ts';
import { DEPENDENT, judgeCombination } from './claimRules.ts';
import { rowTimes, scaledNorm, type Reduction, type SparseRow, type StandardProgram } from './standardProgram.ts';

/** Coefficients below this share of their column are rounding of the rotation. */
const ROUNDING = 1e-15;

/**
 * Eliminates all free variables v by a column-pivoted factorization A_free P = Q [R; 0]: the first rows of Q^T (A x = rhs) give v, the others do not
 * hold it. Free variables that the rows do not determine become 0; where the cost tells them apart, the direction is a ray.
 */
export function eliminateFree(program: StandardProgram): Reduction {
  const { free, n, rows, cones } = program;
  const m = rows.length;
  const cone = n - free;
  const dense = Array.from({ length: free }, () => new Float64Array(m));
  const others = new Map<number, Float64Array>();
  rows.forEach((row, r) => {
    for (const [j, a] of row) {
      let column = j < free ? dense[j] : others.get(j);
      if (!column) {
        column = new Float64Array(m);
        others.set(j, column);
      }
      column[r] = a;
    }
  });
  const scale = Float64Array.from(dense, (column) => 1 / (scaledNorm(column) || 1));
  dense.forEach((column, j) => {
    for (let r = 0; r < m; r++) column[r] = (column[r] as number) * (scale[j] as number);
  });
  const qr = pivotedQr(m, dense, DEPENDENT);
  const { rank, order } = qr;
  const scaledCost = (place: number): number => {
    const j = order[place] as number;
    return (program.cost[j] as number) * (scale[j] as number);
  };
  // multipliers of the first rows after rotation: they make the dual slack of the free variables vanish
  const head = Float64Array.from({ length: rank }, (_, k) => scaledCost(k));
  qr.solveUpperTransposed(head);

  const bottom: Map<number, number>[] = Array.from({ length: m - rank }, () => new Map<number, number>());
  const top: Map<number, number>[] = Array.from({ length: rank }, () => new Map<number, number>());
  const cost = program.cost.slice(free);
  for (const [j, column] of others) {
    const size = scaledNorm(column);
    qr.applyTransposed(column);
    for (let i = 0; i < m; i++) {
      const value = column[i] as number;
      if (Math.abs(value) <= ROUNDING * size) continue;
      if (i >= rank) bottom[i - rank]?.set(j - free, value);
      else {
        top[i]?.set(j - free, value);
        cost[j - free] = (cost[j - free] as number) - value * (head[i] as number);
      }
    }
  }
  const rhs = program.rhs.slice();
  qr.applyTransposed(rhs);
  return {
    program: { n: cone, free: 0, cones, rows: bottom, rhs: rhs.slice(rank), cost },
    primal(small, homogeneous) {
      const v = Float64Array.from(top, (row, i) => (homogeneous ? 0 : (rhs[i] as number)) - rowTimes(row, small));
      qr.solveUpper(v);
      const x = new Float64Array(n);
      x.set(small, free);
      for (let k = 0; k < rank; k++) {
        const j = order[k] as number;
        x[j] = (v[k] as number) * (scale[j] as number);
      }
      return x;
    },
    dual(small, homogeneous) {
      const y = new Float64Array(m);
      if (!homogeneous) y.set(head);
      y.set(small, rank);
      qr.apply(y);
      return y;
    },
    ray: freeRay(),
    proof: null,
  };

  /** A direction of undetermined free variables along which the cost falls, or null. */
  function freeRay(): Float64Array | null {
    const t = new Float64Array(rank);
    const x = new Float64Array(n);
    for (let k = rank; k < free; k++) {
      let slope = scaledCost(k);
      for (let i = 0; i < rank; i++) slope -= qr.upper(i, k) * (head[i] as number);
      x[order[k] as number] = -slope;
      for (let i = 0; i < rank; i++) t[i] = (t[i] as number) + slope * qr.upper(i, k);
    }
    qr.solveUpper(t);
    for (let k = 0; k < rank; k++) x[order[k] as number] = t[k] as number;
    let size = 0;
    let parts = 0;
    let fall = 0;
    for (let j = 0; j < free; j++) {
      size += Math.abs(x[j] as number);
      x[j] = (x[j] as number) * (scale[j] as number);
      const part = (program.cost[j] as number) * (x[j] as number);
      parts += Math.abs(part);
      fall -= part;
    }
    const defect = scaledNorm(rows.map((row: SparseRow) => rowTimes(row, x)));
    if (!(fall > 0) || judgeCombination(fall, parts, size, defect) !== 'contradictory') return null;
    return x.map((v) => v / fall);
  }
}
