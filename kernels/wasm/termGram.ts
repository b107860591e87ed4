// The share of terms of PSD blocks in the Schur complement.
// For A_p = herm(w v_i v_j^H), A_q = herm(s v_k v_l^H), GX = V^H X V, GZ = V^H Z^-1 V:
//   <A_p, H(A_q)> = Re[w s A + w conj(s) B]/4,  A = GX_jk GZ_li + GX_li GZ_jk,  B = GX_jl GZ_ki + GX_ki GZ_jl.
import { ld, add, sub, mul, splat, lane0, lane1, at2, geti } from './simd';
import { Group, group, groupCount, m, alloc, doubles } from './layout';
import { accumulate, element } from './arrowMatrix';

/** Addresses that are kept for a group; those of larger ones are found in every iteration. */
const MOST_KEPT: i32 = 1 << 20;

let unused: usize = 0; // takes the products of terms that a block does not have

/** Finds where the product of every pair of terms goes in every block; after the arrow matrix has its place. */
export function planTermGram(): void {
  unused = doubles(1);
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), T = q.terms;
    q.termAddresses = 0;
    if (T == 0 || <i64>q.pairs * T * (T + 1) > MOST_KEPT) continue;
    q.termAddresses = alloc((<usize>(q.pairs * T * (T + 1))) << 2);
    let to = q.termAddresses;
    for (let t = 0; t < q.pairs; t++)
      for (let p = 0; p < T; p++)
        for (let e = p; e < T; e++, to += 8) { store<u32>(to, termAddress(q, 2 * t, p, e)); store<u32>(to + 4, termAddress(q, 2 * t + 1, p, e)); }
  }
}

/** Address of the product of terms p and e of block k; odd where two terms meet in one row, and their product counts in both orders. */
function termAddress(q: Group, k: i32, p: i32, e: i32): u32 {
  if (k >= q.count) return <u32>unused;
  const r = geti(q.row, k * q.terms + p), s = geti(q.row, k * q.terms + e);
  if (r < 0 || s < 0 || r >= m || s >= m) return <u32>unused;
  return <u32>element(r, s) | (r == s && p != e ? 1 : 0);
}

/** Adds v for pieces of rows r and s; both orders of an unequal pair of pieces count where they meet in one row. */
// @ts-ignore: decorator
@inline function addPiece(r: i32, s: i32, v: f64, same: bool): void {
  if (r < 0 || s < 0 || r >= m || s >= m) return;
  accumulate(element(r, s), r == s && !same ? 2 * v : v);
}
// @ts-ignore: decorator
@inline export function addPieces(q: Group, k: i32, tableP: usize, widthP: i32, p: i32, tableQ: usize, widthQ: i32, e: i32, v: v128, same: bool): void {
  addPiece(geti(tableP, k * widthP + p), geti(tableQ, k * widthQ + e), lane0(v), same);
  if (k + 1 < q.count) addPiece(geti(tableP, (k + 1) * widthP + p), geti(tableQ, (k + 1) * widthQ + e), lane1(v), same);
}

/** Adds the products of the terms of a pair of blocks to the arrow matrix; GX and GZ are those of the pair. */
export function termGram(q: Group, t: i32): void {
  const P = q.vectors, k = 2 * t, im: usize = (<usize>(P * P)) << 4, GX = q.GX, GZ = q.GZ, quarter = splat(0.25);
  const W = q.W + ((<usize>(t * q.terms)) << 5), table = q.termAddresses;
  let to = table + ((<usize>(t * q.terms * (q.terms + 1))) << 2);
  for (let p = 0; p < q.terms; p++) {
    const i = geti(q.left, p), j = geti(q.right, p), w = W + ((<usize>p) << 5), wr = mul(quarter, ld(w)), wi = mul(quarter, ld(w + 16));
    if (geti(q.row, k * q.terms + p) < 0 && (k + 1 >= q.count || geti(q.row, (k + 1) * q.terms + p) < 0)) { to += (<usize>(q.terms - p)) << 3; continue; }
    for (let e = p; e < q.terms; e++, to += 8) {
      const a = geti(q.left, e), b = geti(q.right, e), s = W + ((<usize>e) << 5), sr = ld(s), si = ld(s + 16);
      // k = a, l = b
      const xjk = at2(GX, j * P + a), zli = at2(GZ, b * P + i), xli = at2(GX, b * P + i), zjk = at2(GZ, j * P + a);
      let x = ld(xjk), y = ld(xjk + im), u = ld(zli), v = ld(zli + im);
      let ar = sub(mul(x, u), mul(y, v)), ai = add(mul(x, v), mul(y, u));
      x = ld(xli); y = ld(xli + im); u = ld(zjk); v = ld(zjk + im);
      ar = add(ar, sub(mul(x, u), mul(y, v))); ai = add(ai, add(mul(x, v), mul(y, u)));
      let br = ar, bi = ai;
      if (a != b) {
        const xjl = at2(GX, j * P + b), zki = at2(GZ, a * P + i), xki = at2(GX, a * P + i), zjl = at2(GZ, j * P + b);
        x = ld(xjl); y = ld(xjl + im); u = ld(zki); v = ld(zki + im);
        br = sub(mul(x, u), mul(y, v)); bi = add(mul(x, v), mul(y, u));
        x = ld(xki); y = ld(xki + im); u = ld(zjl); v = ld(zjl + im);
        br = add(br, sub(mul(x, u), mul(y, v))); bi = add(bi, add(mul(x, v), mul(y, u)));
      }
      // Re[w (s A + conj(s) B)]
      const cr = add(mul(sr, add(ar, br)), mul(si, sub(bi, ai)));
      const ci = add(mul(sr, add(ai, bi)), mul(si, sub(ar, br)));
      const x2 = sub(mul(wr, cr), mul(wi, ci));
      const first = table ? load<u32>(to) : termAddress(q, k, p, e), second = table ? load<u32>(to + 4) : termAddress(q, k + 1, p, e);
      accumulate(first & ~1, first & 1 ? 2 * lane0(x2) : lane0(x2));
      accumulate(second & ~1, second & 1 ? 2 * lane1(x2) : lane1(x2));
    }
  }
}
