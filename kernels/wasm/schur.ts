// Schur complement A H A^T as an arrow matrix: global part G (m x m, upper), local blocks and borders in Group.S.
import { ld, st, add, sub, mul, splat, lane0, lane1, at, at2, get, set, geti, zero } from './simd';
import { factor, borderGram, forward, backward, forward2, backward2 } from './arrow';
import {
  Group, group, groupCount, block, arrowBlocks, rowOwner, rowPlace, borderRows, m, mp, coneOffset, entryRow, segments, segmentCount, scratch, doubles,
} from './layout';
import { entryValue } from './operator';
import { coneW, beta2 } from './secondOrder';
import { G, allocBorder, accumulate, addBorder, tieElement } from './arrowMatrix';
import { planScalarGram, scalarGram } from './scalarGram';
import { planTermGram, termGram } from './termGram';
import { planVectorGram, vectorGrams } from './vectorGram';
import { denseGram } from './denseGram';
import { PIVOT_FLOOR } from './constants';

let grd: usize = 0;
let border: usize = 0;
let border2: usize = 0;

export function allocSchur(): void {
  allocBorder(); planScalarGram(); planTermGram(); planVectorGram();
  grd = doubles(mp); border = doubles(mp); border2 = doubles(mp);
}

function localGram(q: Group, t: i32): void {
  const P = q.vectors, A = q.axes, k = 2 * t, im: usize = (<usize>(P * P)) << 4, GX = q.GX, GZ = q.GZ, two = k + 1 < q.count;
  const b0 = block(q.arrow + k), b1 = two ? block(q.arrow + k + 1) : b0;
  const S0 = b0.S, S1 = b1.S, row0: usize = (<usize>b0.stride) << 3, row1: usize = (<usize>b1.stride) << 3;
  for (let u = 0; u < q.cones; u++) for (let v = u; v < q.cones; v++) {
    let f = splat(0.25 * get(q.gW, k * q.cones + u) * get(q.gW, k * q.cones + v));
    if (two) f = f64x2.replace_lane(f, 1, 0.25 * get(q.gW, (k + 1) * q.cones + u) * get(q.gW, (k + 1) * q.cones + v));
    const vu = (A + v) * P + A + u, pz = at2(GZ, vu), px = at2(GX, vu);
    const zr = mul(f, ld(pz)), zi = mul(f, ld(pz + im)), xr = mul(f, ld(px)), xi = mul(f, ld(px + im));
    for (let a = 0; a < A; a++) {
      const av = a * P + A + v;
      let p = at2(GX, av);
      const xav = mul(f, ld(p)), yav = mul(f, ld(p + im));
      p = at2(GZ, av);
      const uav = mul(f, ld(p)), wav = mul(f, ld(p + im));
      const r = 2 * (u * A + a);
      let o0 = S0 + <usize>r * row0 + ((<usize>(2 * v * A)) << 3), o1 = S1 + <usize>r * row1 + ((<usize>(2 * v * A)) << 3);
      for (let c = 0; c < A; c++) {
        const cu = c * P + A + u, ac = a * P + c;
        const gz = at2(GZ, cu), gx = at2(GX, cu), hx = at2(GX, ac), hz = at2(GZ, ac);
        const s1 = ld(gz), s2 = ld(gz + im), s3 = ld(gx), s4 = ld(gx + im);
        const t1 = ld(hx), t2 = ld(hx + im), t3 = ld(hz), t4 = ld(hz + im);
        const ar = add(sub(mul(xav, s1), mul(yav, s2)), sub(mul(s3, uav), mul(s4, wav)));
        const ai = add(add(mul(xav, s2), mul(yav, s1)), add(mul(s3, wav), mul(s4, uav)));
        const br = add(sub(mul(t1, zr), mul(t2, zi)), sub(mul(xr, t3), mul(xi, t4)));
        const bi = add(add(mul(t1, zi), mul(t2, zr)), add(mul(xr, t4), mul(xi, t3)));
        const rr = add(ar, br), ri = sub(ai, bi), ir = add(ai, bi), ii = sub(br, ar);
        st(o0, v128.shuffle<f64>(rr, ri, 0, 2)); st(o0 + row0, v128.shuffle<f64>(ir, ii, 0, 2));
        if (two) { st(o1, v128.shuffle<f64>(rr, ri, 1, 3)); st(o1 + row1, v128.shuffle<f64>(ir, ii, 1, 3)); }
        o0 += 16; o1 += 16;
      }
    }
  }
}

function borderTerms(q: Group, t: i32): void {
  const P = q.vectors, A = q.axes, k = 2 * t, im: usize = (<usize>(P * P)) << 4, GX = q.GX, GZ = q.GZ, quarter = splat(0.25);
  const W = q.W + ((<usize>(t * q.terms)) << 5);
  for (let e = 0; e < q.terms; e++) {
    const g0 = geti(q.row, k * q.terms + e), g1 = k + 1 < q.count ? geti(q.row, (k + 1) * q.terms + e) : -1;
    if (g0 < 0 && g1 < 0) continue;
    const kk = geti(q.left, e), l = geti(q.right, e), w = W + ((<usize>e) << 5), sr = mul(quarter, ld(w)), si = mul(quarter, ld(w + 16));
    for (let u = 0; u < q.cones; u++) {
      const lu = at2(GZ, l * P + A + u), xlu = at2(GX, l * P + A + u), ku = at2(GZ, kk * P + A + u), xku = at2(GX, kk * P + A + u);
      const zlr = ld(lu), zli = ld(lu + im), xlr = ld(xlu), xli = ld(xlu + im), zkr = ld(ku), zki = ld(ku + im), xkr = ld(xku), xki = ld(xku + im);
      for (let a = 0; a < A; a++) {
        const ak = at2(GX, a * P + kk), zak = at2(GZ, a * P + kk);
        let x = ld(ak), y = ld(ak + im), c = ld(zak), d = ld(zak + im);
        const ar = add(sub(mul(x, zlr), mul(y, zli)), sub(mul(xlr, c), mul(xli, d)));
        const ai = add(add(mul(x, zli), mul(y, zlr)), add(mul(xlr, d), mul(xli, c)));
        let br = ar, bi = ai;
        if (kk != l) {
          const al = at2(GX, a * P + l), zal = at2(GZ, a * P + l);
          x = ld(al); y = ld(al + im); c = ld(zal); d = ld(zal + im);
          br = add(sub(mul(x, zkr), mul(y, zki)), sub(mul(xkr, c), mul(xki, d)));
          bi = add(add(mul(x, zki), mul(y, zkr)), add(mul(xkr, d), mul(xki, c)));
        }
        // s A + conj(s) B
        const cr = add(mul(sr, add(ar, br)), mul(si, sub(bi, ai)));
        const ci = add(mul(sr, add(ai, bi)), mul(si, sub(ar, br)));
        addBorder(q, k, u, a, g0, g1, cr, ci);
      }
    }
  }
}

/** Coupled cones: local rows against themselves and against the rows of their heads. */
function coupledGram(q: Group): void {
  const A2 = 2 * q.axes;
  for (let k = 0; k < q.count; k++) for (let u = 0; u < q.cones; u++) {
    const c = q.cone + k * q.cones + u, w = at(coneW, geti(coneOffset, c) + 1), s = get(q.gS, k * q.cones + u), b2 = get(beta2, c) * s * s;
    const S = block(q.arrow + k).S, stride = block(q.arrow + k).stride;
    for (let a = 0; a < A2; a++) {
      const p = at(S, (u * A2 + a) * stride + u * A2), f = 2 * b2 * get(w, a);
      for (let b = a; b < A2; b++) set(p, b, get(p, b) + f * get(w, b));
      set(p, a, get(p, a) + b2);
    }
  }
}

function coupledBorder(q: Group): void {
  const A2 = 2 * q.axes, first = q.cone, last = q.cone + q.count * q.cones;
  for (let s = 0; s < segmentCount; s++) {
    const c = geti(segments, 3 * s);
    if (c < first || c >= last) continue;
    const o = geti(coneOffset, c), index = c - first, w = at(coneW, o + 1);
    const k = index / q.cones, u = index % q.cones, f = -2 * get(q.gS, index) * get(beta2, c) * get(coneW, o);
    for (let e = geti(segments, 3 * s + 1), e1 = geti(segments, 3 * s + 2); e < e1; e++) {
      const r = geti(entryRow, e);
      if (r >= m) continue;
      const v = f * get(entryValue, e);
      for (let a = 0; a < A2; a++) {
        accumulate(tieElement(block(q.arrow + k), u * A2 + a, r), v * get(w, a));
      }
    }
  }
}

/** Assembles and factors the Schur complement at the scaling point. */
export function factorSchur(x: usize): void {
  zero(mp * mp, G);
  for (let i = borderRows; i < mp; i++) set(G, i * mp + i, 1);
  for (let k = 0; k < arrowBlocks; k++) { const q = block(k); zero(q.r * q.stride, q.S); }
  // localGram stores, everything else adds
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), n = q.n;
    for (let t = 0; t < q.pairs; t++) {
      const X = at(x, q.primal + t * 4 * n * n);
      if (q.vectors) vectorGrams(q, t, X);
      if (q.cones) localGram(q, t);
      termGram(q, t);
      if (q.cones) borderTerms(q, t);
      if (q.dense) denseGram(q, t, X);
    }
    if (q.cones) { coupledGram(q); coupledBorder(q); }
  }
  scalarGram();
  for (let k = 0; k < arrowBlocks; k++) {
    const q = block(k);
    factor(q.S, q.r, q.stride, q.rd, PIVOT_FLOOR);
    borderGram(q.S, q.r, q.stride, q.rp, G, mp, mp);
  }
  factor(G, mp, mp, grd, PIVOT_FLOOR);
}

/** Copies a dual vector into the blocks' own order and the border. */
// @ts-ignore: decorator
@inline function gather(from: usize, border: usize, second: bool): void {
  zero(mp, border);
  for (let r = 0; r < m; r++) if (geti(rowOwner, r) < 0) set(border, geti(rowPlace, r), get(from, r));
  for (let k = 0; k < arrowBlocks; k++) {
    const q = block(k), b = second ? q.c : q.b;
    memory.copy(b, at(from, q.dual), (<usize>q.ties) << 3);
    for (let i = 0; i < q.extra; i++) set(b, q.ties + i, get(from, geti(q.rows, i)));
  }
}
// @ts-ignore: decorator
@inline function scatter(to: usize, border: usize, second: bool): void {
  for (let r = 0; r < m; r++) if (geti(rowOwner, r) < 0) set(to, r, get(border, geti(rowPlace, r)));
  for (let k = 0; k < arrowBlocks; k++) {
    const q = block(k), b = second ? q.c : q.b;
    memory.copy(at(to, q.dual), b, (<usize>q.ties) << 3);
    for (let i = 0; i < q.extra; i++) set(to, geti(q.rows, i), get(b, q.ties + i));
  }
}

/** Solves (A H A^T) y = b in place; b is a dual vector (element m is left alone). */
export function solveSchur(b: usize): void {
  gather(b, border, false);
  for (let k = 0; k < arrowBlocks; k++) { const q = block(k); forward(q.S, q.r, q.stride, q.rp, q.rd, q.b, border); }
  forward(G, mp, mp, mp, grd, border, border);
  backward(G, mp, mp, mp, grd, border, border);
  for (let k = 0; k < arrowBlocks; k++) { const q = block(k); backward(q.S, q.r, q.stride, q.rp, q.rd, q.b, border); }
  scatter(b, border, false);
}

/** `solveSchur` for two right-hand sides in one pass over the factors. */
export function solveSchur2(b: usize, c: usize): void {
  gather(b, border, false); gather(c, border2, true);
  for (let k = 0; k < arrowBlocks; k++) {
    const q = block(k);
    forward2(q.S, q.r, q.stride, q.rp, q.rd, q.b, border, q.c, border2);
  }
  forward2(G, mp, mp, mp, grd, border, border, border2, border2);
  backward2(G, mp, mp, mp, grd, border, border, border2, border2);
  for (let k = 0; k < arrowBlocks; k++) {
    const q = block(k);
    backward2(q.S, q.r, q.stride, q.rp, q.rd, q.b, border, q.c, border2);
  }
  scatter(b, border, false); scatter(c, border2, true);
}
