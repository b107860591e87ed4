// Loads one program from its interleaved input into lanes and equilibrates it: 8 Ruiz passes over the norms of the coefficient
// pieces, one row factor per global row and per coupled cone, one column factor per cone block. Then b and c are normalised.
import { ld, st, add, sub, mul, splat, lane0, lane1, at2, get, set, geti, zero } from './simd';
import { mulHermitian } from './products';
import {
  Group, group, groupCount, m, nonneg, coneCount, entryCount, entryRow, entryPosition, positionColumn, localRowCount,
  blockCount, globals, dualSize, primalSize, scalarsUsed, doubles,
} from './layout';
import { applyAdjoint, setEntryValues } from './operator';
import { blockNorm2 } from './hermitianPsd';
import { loadCover } from './cover';
import { loadVectorGram } from './vectorGram';
import { loadDense } from './denseGram';

export let inRhs: usize = 0;
export let inEntries: usize = 0;
let values: usize = 0;
export let rowFactor: usize = 0; // globals, then coupled cones
export let columnFactor: usize = 0; // nonneg, cones, blocks
export let b: usize = 0; // scaled right-hand side, dual vector
export let c: usize = 0; // scaled cost, primal vector
export let scaleB: f64 = 1;
export let scaleC: f64 = 1;
export let normB: f64 = 0; // of the unscaled data
export let normC: f64 = 0;
let tripletRow: usize = 0; let tripletColumn: usize = 0; let tripletValue: usize = 0; let triplets: i32 = 0;
let rowMax: usize = 0; let columnMax: usize = 0; let norms: usize = 0; let unit: usize = 0;

export function allocEquilibration(): void {
  const rows = m + localRowCount, columns = nonneg + coneCount + blockCount;
  inRhs = doubles(m); inEntries = doubles(entryCount); values = doubles(entryCount);
  rowFactor = doubles(rows); columnFactor = doubles(columns);
  b = doubles(dualSize); c = doubles(primalSize); unit = doubles(dualSize);
  const n = entryCount + 2 * localRowCount + m * blockCount;
  tripletRow = doubles(n); tripletColumn = doubles(n); tripletValue = doubles(n);
  rowMax = doubles(rows); columnMax = doubles(columns); norms = doubles(m + 1);
}

// @ts-ignore: decorator
@inline export function factorOfPosition(p: i32): f64 { return get(columnFactor, geti(positionColumn, p)); }


function loadGroup(q: Group): void {
  const n = q.n, P = q.vectors;
  zero(q.pairs * n * P * 4, q.V); zero(q.pairs * q.terms * 4, q.W); zero(q.pairs * q.dense * n * n * 4, q.D);
  for (let k = 0; k < q.count; k++) {
    const lane = k & 1, t = k >> 1;
    const V = q.V + ((<usize>(t * n * P)) << 5) + ((<usize>lane) << 3), vim = 2 * n * P;
    for (let s = 0; s < P; s++) for (let i = 0; i < n; i++) {
      const f = ((k * P + s) * n + i) * 2, o = 2 * (i * P + s);
      set(V, o, get(q.inVectors, f)); set(V, o + vim, get(q.inVectors, f + 1));
    }
    const W = q.W + ((<usize>(t * q.terms)) << 5) + ((<usize>lane) << 3);
    for (let e = 0; e < q.terms; e++) {
      if (geti(q.row, k * q.terms + e) < 0) continue;
      set(W, 4 * e, get(q.inWeights, 2 * (k * q.terms + e))); set(W, 4 * e + 2, get(q.inWeights, 2 * (k * q.terms + e) + 1));
    }
    const nn = n * n;
    for (let e = 0; e < q.dense; e++) {
      if (geti(q.denseRow, k * q.dense + e) < 0) continue;
      const D = q.D + ((<usize>((t * q.dense + e) * nn)) << 5) + ((<usize>lane) << 3);
      for (let i = 0; i < nn; i++) {
        const f = ((k * q.dense + e) * nn + i) * 2;
        set(D, 2 * i, get(q.inDense, f)); set(D, 2 * i + 2 * nn, get(q.inDense, f + 1));
      }
    }
  }
}

function push(r: i32, k: i32, v: f64): void {
  if (!(v > 0)) return;
  store<i32>(tripletRow + ((<usize>triplets) << 2), r);
  store<i32>(tripletColumn + ((<usize>triplets) << 2), k);
  set(tripletValue, triplets, v);
  triplets++;
}

/** Frobenius norms of the coefficients of the global rows on every block of a group, and of its local rows. */
function groupNorms(q: Group): void {
  const n = q.n, P = q.vectors, K = q.GX, im: usize = (<usize>(P * P)) << 4;
  const base = nonneg + coneCount + q.block;
  for (let t = 0; t < q.pairs; t++) {
    const V = q.V + ((<usize>(t * n * P)) << 5);
    if (P) mulHermitian(V, V, K, P, n);
    for (let lane = 0; lane < 2 && 2 * t + lane < q.count; lane++) {
      const k = 2 * t + lane, off: usize = (<usize>lane) << 3;
      zero(m + 1, norms);
      for (let p = 0; p < q.terms; p++) {
        const r = geti(q.row, k * q.terms + p);
        if (r < 0 || r >= m) continue;
        const i = geti(q.left, p), j = geti(q.right, p), w = q.W + ((<usize>(t * q.terms + p)) << 5) + off;
        const wr = load<f64>(w), wi = load<f64>(w + 16);
        for (let e = p; e < q.terms; e++) {
          if (geti(q.row, k * q.terms + e) != r) continue;
          const a = geti(q.left, e), l = geti(q.right, e), s = q.W + ((<usize>(t * q.terms + e)) << 5) + off;
          const sr = load<f64>(s), si = load<f64>(s + 16);
          const p1 = at2(K, j * P + a) + off, p2 = at2(K, l * P + i) + off, p3 = at2(K, j * P + l) + off, p4 = at2(K, a * P + i) + off;
          const x1 = load<f64>(p1), y1 = load<f64>(p1 + im), x2 = load<f64>(p2), y2 = load<f64>(p2 + im);
          const x3 = load<f64>(p3), y3 = load<f64>(p3 + im), x4 = load<f64>(p4), y4 = load<f64>(p4 + im);
          const ar = x1 * x2 - y1 * y2, ai = x1 * y2 + y1 * x2, br = x3 * x4 - y3 * y4, bi = x3 * y4 + y3 * x4;
          const cr = sr * (ar + br) + si * (bi - ai), ci = sr * (ai + bi) + si * (ar - br);
          const v = 0.5 * (wr * cr - wi * ci);
          set(norms, r, get(norms, r) + (e == p ? v : 2 * v));
        }
      }
      for (let e = 0; e < q.dense; e++) {
        const r = geti(q.denseRow, k * q.dense + e);
        if (r < 0 || r >= m) continue;
        let s: f64 = 0;
        const D = q.D + ((<usize>((t * q.dense + e) * n * n)) << 5) + off;
        for (let i = 0; i < 2 * n * n; i++) { const x = get(D, 2 * i); s += x * x; }
        set(norms, r, get(norms, r) + s);
      }
      for (let r = 0; r < m; r++) push(r, base + k, Math.sqrt(max(get(norms, r), 0)));
      for (let u = 0; u < q.cones; u++) {
        let axis: f64 = 0;
        for (let a = 0; a < q.axes; a++) axis = max(axis, load<f64>(at2(K, a * P + a) + off));
        const row = m + q.localRow + k * q.cones + u, uu = q.axes + u;
        push(row, base + k, Math.sqrt(0.5 * axis * load<f64>(at2(K, uu * P + uu) + off)));
        push(row, nonneg + q.cone + k * q.cones + u, 1);
      }
    }
  }
}

function ruiz(passes: i32): void {
  const rows = m + localRowCount, columns = nonneg + coneCount + blockCount;
  for (let r = 0; r < rows; r++) set(rowFactor, r, 1);
  for (let k = 0; k < columns; k++) set(columnFactor, k, 1);
  for (let pass = 0; pass < passes; pass++) {
    zero(rows, rowMax); zero(columns, columnMax);
    for (let e = 0; e < triplets; e++) {
      const r = geti(tripletRow, e), k = geti(tripletColumn, e);
      const v = get(tripletValue, e) * get(rowFactor, r) * get(columnFactor, k);
      set(rowMax, r, max(get(rowMax, r), v)); set(columnMax, k, max(get(columnMax, k), v));
    }
    for (let r = 0; r < rows; r++) { const v = get(rowMax, r); if (v > 0) set(rowFactor, r, get(rowFactor, r) / Math.sqrt(v)); }
    for (let k = 0; k < columns; k++) { const v = get(columnMax, k); if (v > 0) set(columnFactor, k, get(columnFactor, k) / Math.sqrt(v)); }
  }
}

function scaleGroup(q: Group): void {
  const n = q.n;
  for (let k = 0; k < q.count; k++) {
    const t = k >> 1, off: usize = (<usize>(k & 1)) << 3, E = get(columnFactor, nonneg + coneCount + q.block + k);
    set(q.E, k, E);
    for (let e = 0; e < q.terms; e++) {
      const r = geti(q.row, k * q.terms + e);
      if (r < 0) continue;
      const f = E * (r < m ? get(rowFactor, r) : 1), w = q.W + ((<usize>(t * q.terms + e)) << 5) + off;
      store<f64>(w, load<f64>(w) * f); store<f64>(w + 16, load<f64>(w + 16) * f);
    }
    for (let e = 0; e < q.dense; e++) {
      const r = geti(q.denseRow, k * q.dense + e);
      if (r < 0) continue;
      const f = E * (r < m ? get(rowFactor, r) : 1), D = q.D + ((<usize>((t * q.dense + e) * n * n)) << 5) + off;
      for (let i = 0; i < 2 * n * n; i++) set(D, 2 * i, get(D, 2 * i) * f);
    }
    for (let u = 0; u < q.cones; u++) {
      const i = k * q.cones + u, d = get(rowFactor, m + q.localRow + i);
      set(q.gW, i, d * E); set(q.gS, i, d * get(columnFactor, nonneg + q.cone + i));
    }
  }
}

/** Squared norm of a primal vector on unscaled data: each block divided by its column factor. */
export function unscaledNorm2(x: usize, power: i32): f64 {
  let s: f64 = 0;
  for (let p = 0; p < scalarsUsed; p++) {
    const f = factorOfPosition(p), v = power < 0 ? get(x, p) / f : get(x, p) * f;
    s += v * v;
  }
  for (let g = 0; g < groupCount; g++) {
    const q = group(g);
    for (let k = 0; k < q.count; k++) { const f = get(q.E, k); s += blockNorm2(q, x, k) * (power < 0 ? 1 / (f * f) : f * f); }
  }
  return s;
}

/** Squared norm of a residual of the rows on unscaled data. */
export function unscaledRowNorm2(y: usize): f64 {
  let s: f64 = 0;
  for (let r = 0; r < m; r++) { const v = get(y, r) / get(rowFactor, r); s += v * v; }
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), A2 = 2 * q.axes;
    for (let k = 0, nc = q.count * q.cones; k < nc; k++) {
      const f = 1 / get(rowFactor, m + q.localRow + k), o = q.dual + k * A2;
      for (let a = 0; a < A2; a++) { const v = get(y, o + a) * f; s += v * v; }
    }
  }
  return s;
}

/** Loads, equilibrates (`passes` Ruiz passes) and normalises the program whose input lies in inRhs, inEntries and the groups' input arrays. */
export function equilibrate(passes: i32): void {
  triplets = 0;
  for (let e = 0; e < entryCount; e++) {
    const r = geti(entryRow, e);
    if (r < m) push(r, geti(positionColumn, geti(entryPosition, e)), Math.abs(get(inEntries, e)));
  }
  for (let g = 0; g < groupCount; g++) { const q = group(g); loadGroup(q); loadCover(q); loadVectorGram(q); loadDense(q); groupNorms(q); }
  ruiz(passes);
  for (let e = 0; e < entryCount; e++) {
    const r = geti(entryRow, e);
    set(values, e, get(inEntries, e) * factorOfPosition(geti(entryPosition, e)) * (r < m ? get(rowFactor, r) : 1));
  }
  setEntryValues(values);
  for (let g = 0; g < groupCount; g++) scaleGroup(group(g));
  zero(dualSize, b); zero(dualSize, unit);
  let bb: f64 = 0, sb: f64 = 0;
  for (let r = 0; r < m; r++) {
    const v = get(inRhs, r), s = v * get(rowFactor, r);
    bb += v * v; sb += s * s; set(b, r, s);
  }
  normB = Math.sqrt(bb);
  scaleB = sb > 1e-24 ? 1 / Math.sqrt(sb) : 1;
  for (let r = 0; r < m; r++) set(b, r, get(b, r) * scaleB);
  set(unit, m, 1);
  applyAdjoint(unit, c);
  normC = Math.sqrt(unscaledNorm2(c, -1));
  let cc: f64 = 0;
  for (let i = 0; i < scalarsUsed; i++) cc += get(c, i) * get(c, i);
  for (let g = 0; g < groupCount; g++) { const q = group(g); for (let k = 0; k < q.count; k++) cc += blockNorm2(q, c, k); }
  scaleC = cc > 1e-24 ? 1 / Math.sqrt(cc) : 1;
  // fold the cost scale into the objective row, so that applyA returns the scaled c^T x
  for (let e = 0; e < entryCount; e++) if (geti(entryRow, e) == m) set(values, e, get(values, e) * scaleC);
  for (let g = 0; g < groupCount; g++) {
    const q = group(g);
    for (let k = 0; k < q.count; k++) {
      const t = k >> 1, off: usize = (<usize>(k & 1)) << 3;
      for (let e = 0; e < q.terms; e++) if (geti(q.row, k * q.terms + e) == m) {
        const w = q.W + ((<usize>(t * q.terms + e)) << 5) + off;
        store<f64>(w, load<f64>(w) * scaleC); store<f64>(w + 16, load<f64>(w + 16) * scaleC);
      }
      for (let e = 0; e < q.dense; e++) if (geti(q.denseRow, k * q.dense + e) == m) {
        const D = q.D + ((<usize>((t * q.dense + e) * q.n * q.n)) << 5) + off;
        for (let i = 0; i < 2 * q.n * q.n; i++) set(D, 2 * i, get(D, 2 * i) * scaleC);
      }
    }
  }
  applyAdjoint(unit, c);
}
