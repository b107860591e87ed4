// The constraint operator A (with the objective as row m) and its adjoint, on scaled data.
import { ld, st, add, sub, mul, splat, lane0, lane1, at, at2, get, set, geti, zero } from './simd';
import { mulNN, mulNH } from './products';
import { columnProduct, addColumn } from './columns';
import { isZero } from './hermitianPsd';
import { Group, m, group, groupCount, entryCount, entryRow, entryPosition, coneOffset, globals, scalars, scratch, dualSize, primalSize } from './layout';

export let entryValue: usize = 0;
export function setEntryValues(p: usize): void { entryValue = p; }

// @ts-ignore: decorator
@inline function addRow(out: usize, q: Group, table: usize, k: i32, i: i32, width: i32, v: v128): void {
  const r0 = geti(table, k * width + i);
  if (r0 >= 0) set(out, r0, get(out, r0) + lane0(v));
  if (k + 1 < q.count) {
    const r1 = geti(table, (k + 1) * width + i);
    if (r1 >= 0) set(out, r1, get(out, r1) + lane1(v));
  }
}

/** Adds A restricted to the PSD part U (one group, pair t) to out: terms, dense rows and local rows. */
function applyPair(q: Group, t: i32, U: usize, out: usize): void {
  const n = q.n, P = q.vectors, K = q.cover, k = 2 * t;
  if (isZero(n, U)) return;
  const V = q.V + <usize>t * ((<usize>(n * P)) << 5), C = scratch(0), z = scratch(1);
  mulNN(U, q.VK + <usize>t * ((<usize>(n * K)) << 5), C, n, n, K);
  const W = q.W + ((<usize>(t * q.terms)) << 5);
  for (let e = 0; e < q.terms; e++) {
    // v_right^H U v_left, or its conjugate where the cover has v_right alone
    const l = geti(q.left, e), r = geti(q.right, e), kl = geti(q.coverOf, l), other = kl < 0;
    columnProduct(n, V, P, other ? l : r, C, K, other ? geti(q.coverOf, r) : kl, z);
    const w = W + ((<usize>e) << 5), x = mul(ld(w), ld(z)), y = mul(ld(w + 16), ld(z + 16));
    addRow(out, q, q.row, k, e, q.terms, other ? add(x, y) : sub(x, y));
  }
  const nn: usize = (<usize>(n * n)) << 4;
  for (let e = 0; e < q.dense; e++) {
    const D = q.D + <usize>(t * q.dense + e) * 2 * nn;
    let s = splat(0);
    for (let o: usize = 0; o < 2 * nn; o += 16) s = add(s, mul(ld(D + o), ld(U + o)));
    addRow(out, q, q.denseRow, k, e, q.dense, s);
  }
  if (q.cones) {
    const A = q.axes, two = k + 1 < q.count;
    for (let u = 0; u < q.cones; u++) {
      const g0 = get(q.gW, k * q.cones + u), g1 = two ? get(q.gW, (k + 1) * q.cones + u) : 0;
      const o0 = at(out, q.dual + (k * q.cones + u) * 2 * A), o1 = o0 + ((<usize>(q.cones * 2 * A)) << 3);
      for (let a = 0; a < A; a++) {
        columnProduct(n, V, P, a, C, K, geti(q.coverOf, A + u), z);
        const re = ld(z), imag = ld(z + 16);
        set(o0, 2 * a, get(o0, 2 * a) + g0 * lane0(re)); set(o0, 2 * a + 1, get(o0, 2 * a + 1) + g0 * lane0(imag));
        if (two) { set(o1, 2 * a, get(o1, 2 * a) + g1 * lane1(re)); set(o1, 2 * a + 1, get(o1, 2 * a + 1) + g1 * lane1(imag)); }
      }
    }
  }
}

/** out = A x, with c^T x in element m. */
export function applyA(x: usize, out: usize): void {
  zero(dualSize, out);
  for (let e = 0; e < entryCount; e++) {
    const r = geti(entryRow, e);
    set(out, r, get(out, r) + get(entryValue, e) * get(x, geti(entryPosition, e)));
  }
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), n = q.n;
    for (let t = 0; t < q.pairs; t++) applyPair(q, t, at(x, q.primal + t * 4 * n * n), out);
    const A2 = 2 * q.axes;
    for (let c = 0, nc = q.count * q.cones; c < nc; c++) {
      const s = get(q.gS, c), y = at(x, geti(coneOffset, q.cone + c) + 1), o = at(out, q.dual + c * A2);
      for (let a = 0; a < A2; a++) set(o, a, get(o, a) - s * get(y, a));
    }
  }
}

// @ts-ignore: decorator
@inline function rowPair(y: usize, q: Group, table: usize, k: i32, i: i32, width: i32): v128 {
  const r0 = geti(table, k * width + i);
  let v = splat(r0 >= 0 ? get(y, r0) : 0);
  let b: f64 = 0;
  if (k + 1 < q.count) {
    const r1 = geti(table, (k + 1) * width + i);
    if (r1 >= 0) b = get(y, r1);
  }
  return f64x2.replace_lane(v, 1, b);
}

function adjointPair(q: Group, t: i32, y: usize, U: usize): void {
  const n = q.n, P = q.vectors, K = q.cover, k = 2 * t, coverBytes: usize = (<usize>(n * K)) << 5;
  const V = q.V + <usize>t * ((<usize>(n * P)) << 5), C = scratch(0);
  memory.fill(C, 0, coverBytes);
  const W = q.W + ((<usize>(t * q.terms)) << 5);
  // A_t = herm(w v_left v_right^H) = herm(conj(w) v_right v_left^H): collect what each vector of the cover is multiplied by, so that herm(C V^H) sums all terms
  for (let e = 0; e < q.terms; e++) {
    const yy = rowPair(y, q, q.row, k, e, q.terms);
    if (!v128.any_true(yy)) continue;
    const l = geti(q.left, e), r = geti(q.right, e), kl = geti(q.coverOf, l), other = kl < 0;
    const w = W + ((<usize>e) << 5), a = mul(ld(w), yy), f = mul(ld(w + 16), yy), b = other ? f : v128.neg<f64>(f);
    addColumn(n, a, b, V, P, other ? l : r, C, K, other ? geti(q.coverOf, r) : kl);
  }
  if (q.cones) {
    // tie (u, a) is Re and Im of v_a^H W v_u, the weights of herm(w v_u v_a^H) 1 and -j: conj(w) v_a belongs to v_u, which the cover has
    const A = q.axes, two = k + 1 < q.count;
    for (let u = 0; u < q.cones; u++) {
      const g0 = get(q.gW, k * q.cones + u), g1 = two ? get(q.gW, (k + 1) * q.cones + u) : 0;
      const o0 = at(y, q.dual + (k * q.cones + u) * 2 * A), o1 = o0 + ((<usize>(q.cones * 2 * A)) << 3);
      for (let a = 0; a < A; a++) {
        const wr = f64x2.replace_lane(splat(g0 * get(o0, 2 * a)), 1, two ? g1 * get(o1, 2 * a) : 0);
        const wi = f64x2.replace_lane(splat(g0 * get(o0, 2 * a + 1)), 1, two ? g1 * get(o1, 2 * a + 1) : 0);
        addColumn(n, wr, wi, V, P, a, C, K, geti(q.coverOf, A + u));
      }
    }
  }
  // U = herm(C V^H)
  mulNH(C, q.VK + <usize>t * coverBytes, U, n, K, n);
  const nn: usize = (<usize>(n * n)) << 4, half = splat(0.5);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const p = at2(U, i * n + j), r = at2(U, j * n + i);
      const a = mul(half, add(ld(p), ld(r))), b = mul(half, sub(ld(p + nn), ld(r + nn)));
      st(p, a); st(r, a); st(p + nn, b); st(r + nn, v128.neg<f64>(b));
    }
  }
  for (let e = 0; e < q.dense; e++) {
    const yy = rowPair(y, q, q.denseRow, k, e, q.dense);
    if (!v128.any_true(yy)) continue;
    const D = q.D + <usize>(t * q.dense + e) * 2 * nn;
    for (let o: usize = 0; o < 2 * nn; o += 16) st(U + o, add(ld(U + o), mul(yy, ld(D + o))));
  }
}

/** out = A^T y; element m of y multiplies the objective row (0 for A^T y alone, 1 to add c). */
export function applyAdjoint(y: usize, out: usize): void {
  zero(scalars, out);
  // the entries of a scalar follow each other: their sum stays in a register
  for (let e = 0; e < entryCount;) {
    const p = geti(entryPosition, e);
    let sum: f64 = 0;
    do { sum += get(entryValue, e) * get(y, geti(entryRow, e)); e++; } while (e < entryCount && geti(entryPosition, e) == p);
    set(out, p, sum);
  }
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), n = q.n;
    for (let t = 0; t < q.pairs; t++) adjointPair(q, t, y, at(out, q.primal + t * 4 * n * n));
    const A2 = 2 * q.axes;
    for (let c = 0, nc = q.count * q.cones; c < nc; c++) {
      const s = get(q.gS, c), w = at(out, geti(coneOffset, q.cone + c) + 1), o = at(y, q.dual + c * A2);
      for (let a = 0; a < A2; a++) set(w, a, -s * get(o, a));
    }
  }
}
