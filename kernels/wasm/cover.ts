// Vectors of a PSD block of which each term and each tie has one at least: the products of a block with these alone give A x, and A^T y is a
// sum of products with these alone.
import { geti, word } from './simd';
import { Group, group, groupCount, alloc, doubles } from './layout';

/** Chooses the vectors of every group: those that a term meets alone, those that ties share, then v_left of terms that have none yet. */
export function planCover(): void {
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), P = q.vectors;
    q.coverOf = alloc(<usize>max(P, 1) << 2);
    for (let u = 0; u < q.cones; u++) store<i32>(word(q.coverOf, q.axes + u), 1);
    for (let e = 0; e < q.terms; e++) if (geti(q.left, e) == geti(q.right, e)) store<i32>(word(q.coverOf, geti(q.left, e)), 1);
    for (let e = 0; e < q.terms; e++)
      if (!geti(q.coverOf, geti(q.left, e)) && !geti(q.coverOf, geti(q.right, e))) store<i32>(word(q.coverOf, geti(q.left, e)), 1);
    q.cover = 0;
    for (let s = 0; s < P; s++) store<i32>(word(q.coverOf, s), geti(q.coverOf, s) ? q.cover++ : -1);
    q.VK = q.cover == P ? q.V : doubles(q.pairs * q.n * q.cover * 4);
  }
}

/** Copies the vectors of the cover of every block beside each other. */
export function loadCover(q: Group): void {
  const n = q.n, P = q.vectors, K = q.cover;
  if (K == P) return;
  for (let t = 0; t < q.pairs; t++) copyColumns(q.V + <usize>t * ((<usize>(n * P)) << 5), n, P, q.coverOf, q.VK + <usize>t * ((<usize>(n * K)) << 5), K);
}

/** Copies the columns s with place(s) >= 0 of n x P to column place(s) of n x K. */
export function copyColumns(from: usize, n: i32, P: i32, place: usize, to: usize, K: i32): void {
  for (let s = 0; s < P; s++) {
    const k = geti(place, s);
    if (k < 0) continue;
    for (let i = 0; i < 2 * n; i++) v128.store(to + ((<usize>(i * K + k)) << 4), v128.load(from + ((<usize>(i * P + s)) << 4)));
  }
}
