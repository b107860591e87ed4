// Products of the vectors V of a pair of PSD blocks: X V, Z^-1 V and the Gram matrices V^H X V, V^H Z^-1 V. Vectors that are a unit vector in every
// block, as the axes of norms and the last coordinate of [R x; x^H 1], take their elements from the matrix itself.
import { ld, st, get, geti, word } from './simd';
import { Group, group, groupCount, alloc, doubles } from './layout';
import { mulNN, mulHermitian } from './products';
import { copyColumns } from './cover';

// @ts-ignore: decorator
@inline function moved(from: usize, to: usize, fromIm: usize, toIm: usize): void { st(to, ld(from)); st(to + toIm, ld(from + fromIm)); }

/** Reserves what the numbers of a program fill. */
export function planVectorGram(): void {
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), n = q.n, P = q.vectors;
    q.unitRow = alloc(<usize>max(P, 1) << 2); q.otherOf = alloc(<usize>max(P, 1) << 2);
    q.VN = doubles(q.pairs * n * P * 4); q.MN = doubles(n * P * 4); q.GN = doubles(P * P * 4);
  }
}

/** Finds the vectors that are a unit vector in every block, and copies the others beside each other. */
export function loadVectorGram(q: Group): void {
  const n = q.n, P = q.vectors;
  q.others = 0;
  for (let s = 0; s < P; s++) {
    const row = unitRowOf(q, s);
    store<i32>(word(q.unitRow, s), row);
    store<i32>(word(q.otherOf, s), row < 0 ? q.others++ : -1);
  }
  if (q.others == P) return;
  const K = q.others;
  for (let t = 0; t < q.pairs; t++) copyColumns(q.V + <usize>t * ((<usize>(n * P)) << 5), n, P, q.otherOf, q.VN + <usize>t * ((<usize>(n * K)) << 5), K);
}

/** The coordinate in which vector s of every block is 1 and nothing else; -1 where there is none. */
function unitRowOf(q: Group, s: i32): i32 {
  const n = q.n, P = q.vectors;
  let row = -1;
  for (let k = 0; k < q.count; k++) {
    const from = (k * P + s) * n * 2;
    let own = -1;
    for (let i = 0; i < 2 * n; i++) {
      const v = get(q.inVectors, from + i);
      if (v == 0) continue;
      if (v != 1 || i & 1 || own >= 0) return -1;
      own = i >> 1;
    }
    if (own < 0 || (k > 0 && own != row)) return -1;
    row = own;
  }
  return row;
}

/** X V, Z^-1 V and the Gram matrices of pair t. */
export function vectorGrams(q: Group, t: i32, X: usize): void {
  const n = q.n, P = q.vectors, V = q.V + <usize>t * ((<usize>(n * P)) << 5), Zi = q.Zi + <usize>t * ((<usize>(n * n)) << 5);
  if (q.others == P) {
    mulNN(X, V, q.XV, n, n, P); mulHermitian(V, q.XV, q.GX, P, n);
    mulNN(Zi, V, q.ZV, n, n, P); mulHermitian(V, q.ZV, q.GZ, P, n);
    return;
  }
  gramOf(q, t, X, q.XV, q.GX); gramOf(q, t, Zi, q.ZV, q.GZ);
}

/** M V and V^H M V of a Hermitian M. */
function gramOf(q: Group, t: i32, M: usize, MV: usize, G: usize): void {
  const n = q.n, P = q.vectors, K = q.others, MN = q.MN, GN = q.GN;
  const VN = q.VN + <usize>t * ((<usize>(n * K)) << 5);
  const mIm: usize = (<usize>(n * n)) << 4, kIm: usize = (<usize>(n * K)) << 4, vIm: usize = (<usize>(n * P)) << 4, gIm: usize = (<usize>(P * P)) << 4;
  const gnIm: usize = (<usize>(K * K)) << 4;
  mulNN(M, VN, MN, n, n, K);
  mulHermitian(VN, MN, GN, K, n);
  for (let s = 0; s < P; s++) {
    const c = geti(q.unitRow, s), k = geti(q.otherOf, s);
    const from = c < 0 ? MN + ((<usize>k) << 4) : M + ((<usize>c) << 4), step: usize = (<usize>(c < 0 ? K : n)) << 4, im = c < 0 ? kIm : mIm;
    for (let i = 0; i < n; i++) moved(from + <usize>i * step, MV + ((<usize>(i * P + s)) << 4), im, vIm);
  }
  for (let r = 0; r < P; r++) {
    const c = geti(q.unitRow, r), k = geti(q.otherOf, r), row = G + ((<usize>(r * P)) << 4);
    // a row of M V, or what one of the others makes: conj(u^H M v) for a unit vector u
    if (c >= 0) { memory.copy(row, MV + ((<usize>(c * P)) << 4), <usize>P << 4); memory.copy(row + gIm, MV + vIm + ((<usize>(c * P)) << 4), <usize>P << 4); continue; }
    for (let s = 0; s < P; s++) {
      const to = row + ((<usize>s) << 4), d = geti(q.unitRow, s);
      if (d < 0) { moved(GN + ((<usize>(k * K + geti(q.otherOf, s))) << 4), to, gnIm, gIm); continue; }
      const from = MN + ((<usize>(d * K + k)) << 4);
      st(to, ld(from)); st(to + gIm, v128.neg<f64>(ld(from + kIm)));
    }
  }
}
