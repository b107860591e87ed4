// The answer of a solve on unscaled data: the last stage of the list of steps.
import { get, set, geti } from './simd';
import { m, primalSize, dualSize, scalarsUsed, columnCount, columnPosition, group, groupCount, doubles } from './layout';
import { scaleB, scaleC, rowFactor, factorOfPosition } from './equilibration';
import { x, z, y } from './iterate';
import { status, merit, primalObjective, dualObjective, normalization, allIterations } from './stages';
import { ALMOST_OPTIMAL } from './constants';

export let outScalars: usize = 0; export let outRows: usize = 0; export let outState: usize = 0;
/** Status, iterations, merit, primal and dual objective. */
export let info: usize = 0;

export function stateSize(): i32 { return 2 * primalSize + dualSize + 1; }

export function allocAnswer(): void {
  outScalars = doubles(columnCount); outRows = doubles(m); outState = doubles(stateSize()); info = doubles(8);
}

/** Undoes scaling and homogenisation: certificates leave with b^T y = 1 or c^T x = -1. */
export function writeAnswer(): void {
  set(info, 0, <f64>status); set(info, 1, <f64>allIterations()); set(info, 2, merit);
  set(info, 3, primalObjective); set(info, 4, dualObjective);
  const fx = 1 / (scaleB * normalization), fz = 1 / (scaleC * normalization);
  for (let i = 0; i < scalarsUsed; i++) {
    const f = factorOfPosition(i);
    set(outState, i, get(x, i) * f * fx); set(outState, primalSize + i, get(z, i) / f * fz);
  }
  for (let i = 0; i < columnCount; i++) set(outScalars, i, get(outState, geti(columnPosition, i)));
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), nn = q.n * q.n;
    for (let k = 0; k < q.count; k++) {
      const o = q.primal + (k >> 1) * 4 * nn + (k & 1), E = get(q.E, k), a = E * fx, d = fz / E;
      for (let i = 0; i < nn; i++) {
        const re = get(x, o + 2 * i) * a, im = get(x, o + 2 * nn + 2 * i) * a;
        set(outState, o + 2 * i, re); set(outState, o + 2 * nn + 2 * i, im);
        set(q.outPsd, (k * nn + i) * 2, re); set(q.outPsd, (k * nn + i) * 2 + 1, im);
        set(outState, primalSize + o + 2 * i, get(z, o + 2 * i) * d);
        set(outState, primalSize + o + 2 * nn + 2 * i, get(z, o + 2 * nn + 2 * i) * d);
      }
    }
  }
  const sy = 2 * primalSize;
  for (let r = 0; r < m; r++) { const v = get(y, r) * get(rowFactor, r) * fz; set(outRows, r, v); set(outState, sy + r, v); }
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), A2 = 2 * q.axes;
    for (let k = 0, nc = q.count * q.cones; k < nc; k++) {
      const f = get(rowFactor, m + q.localRow + k) * fz;
      for (let a = 0; a < A2; a++) set(outState, sy + q.dual + k * A2 + a, get(y, q.dual + k * A2 + a) * f);
    }
  }
  set(outState, sy + dualSize, status <= ALMOST_OPTIMAL ? 1 : 0);
}
