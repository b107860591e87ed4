// The share of full Hermitian coefficients D of PSD blocks in the Schur complement: <A_p, H(D)> with H(D) = herm(X D Z^-1).
import { ld, st, add, sub, mul, splat, at2, geti } from './simd';
import { mulNN } from './products';
import { columnProduct } from './columns';
import { hermitianPart } from './matrix';
import { Group, scratch } from './layout';
import { addPieces } from './termGram';
import { addBorder } from './arrowMatrix';

/** Notes for each pair of blocks whether all its D are diagonal, as those of powers over antennas are. */
export function loadDense(q: Group): void {
  for (let t = 0; t < q.pairs; t++) store<i32>(q.isDiagonal + ((<usize>t) << 2), isDiagonal(q, t) ? 1 : 0);
}

function isDiagonal(q: Group, t: i32): bool {
  const zero = splat(0), n = q.n, nn: usize = (<usize>(n * n)) << 4;
  for (let e = 0; e < q.dense; e++) {
    const D = q.D + <usize>(t * q.dense + e) * 2 * nn;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
      const p = at2(D, i * n + j);
      if (v128.any_true(v128.ne<f64>(ld(p + nn), zero)) || (i != j && v128.any_true(v128.ne<f64>(ld(p), zero)))) return false;
    }
  }
  return true;
}

/** Adds the products of the D of pair t with each other, with its terms and with its ties; X V and Z^-1 V are those of the pair. */
export function denseGram(q: Group, t: i32, X: usize): void {
  const diagonal = geti(q.isDiagonal, t) != 0;
  for (let p = 0; p < q.dense; p++) {
    if (diagonal) diagonalProducts(q, t, X, p);
    else fullProducts(q, t, X, p);
    if (!q.terms && !q.cones) continue;
    if (!diagonal) mulNN(scratch(1), q.V + <usize>t * ((<usize>(q.n * q.vectors)) << 5), scratch(2), q.n, q.n, q.vectors);
    withVectors(q, t, p, diagonal);
  }
}

/** <D_e, H(D_p)> of diagonal matrices: the sum over i, j of D_e,i D_p,j Re(X_ij conj(Z^-1_ij)). */
function diagonalProducts(q: Group, t: i32, X: usize, p: i32): void {
  const n = q.n, im: usize = (<usize>(n * n)) << 4, Zi = q.Zi + <usize>t * 2 * im, D = q.D + <usize>(t * q.dense + p) * 2 * im;
  for (let e = p; e < q.dense; e++) {
    const E = q.D + <usize>(t * q.dense + e) * 2 * im;
    let s = splat(0);
    for (let i = 0; i < n; i++) {
      const a = ld(at2(E, i * n + i));
      if (!v128.any_true(a)) continue;
      let row = splat(0);
      for (let j = 0; j < n; j++) {
        const x = at2(X, i * n + j), z = at2(Zi, i * n + j);
        row = add(row, mul(ld(at2(D, j * n + j)), add(mul(ld(x), ld(z)), mul(ld(x + im), ld(z + im)))));
      }
      s = add(s, mul(a, row));
    }
    addPieces(q, 2 * t, q.denseRow, q.dense, p, q.denseRow, q.dense, e, s, p == e);
  }
}

/** <D_e, H(D_p)>, with H(D_p) in scratch 1. */
function fullProducts(q: Group, t: i32, X: usize, p: i32): void {
  const n = q.n, nn: usize = (<usize>(n * n)) << 5, w = scratch(0), M = scratch(1);
  mulNN(X, q.D + <usize>(t * q.dense + p) * nn, w, n, n, n);
  mulNN(w, q.Zi + <usize>t * nn, M, n, n, n);
  hermitianPart(n, M);
  for (let e = p; e < q.dense; e++) {
    const D = q.D + <usize>(t * q.dense + e) * nn;
    let s = splat(0);
    for (let o: usize = 0; o < nn; o += 16) s = add(s, mul(ld(D + o), ld(M + o)));
    addPieces(q, 2 * t, q.denseRow, q.dense, p, q.denseRow, q.dense, e, s, p == e);
  }
}

/** The products of D_p with terms and ties, v_r^H H(D_p) v_l; H(D_p) V is in scratch 2 where D_p is not diagonal. */
function withVectors(q: Group, t: i32, p: i32, diagonal: bool): void {
  const k = 2 * t, W = q.W + ((<usize>(t * q.terms)) << 5), z = scratch(3);
  const n = q.n, P = q.vectors, V = q.V + <usize>t * ((<usize>(n * P)) << 5), HV = scratch(2);
  for (let e = 0; e < q.terms; e++) {
    if (diagonal) diagonalForm(q, t, p, geti(q.right, e), geti(q.left, e), z); else columnProduct(n, V, P, geti(q.right, e), HV, P, geti(q.left, e), z);
    const s = W + ((<usize>e) << 5);
    addPieces(q, k, q.denseRow, q.dense, p, q.row, q.terms, e, sub(mul(ld(s), ld(z)), mul(ld(s + 16), ld(z + 16))), false);
  }
  const g0 = geti(q.denseRow, k * q.dense + p), g1 = k + 1 < q.count ? geti(q.denseRow, (k + 1) * q.dense + p) : -1;
  for (let u = 0; u < q.cones; u++) for (let a = 0; a < q.axes; a++) {
    if (diagonal) diagonalForm(q, t, p, a, q.axes + u, z); else columnProduct(n, V, P, a, HV, P, q.axes + u, z);
    addBorder(q, k, u, a, g0, g1, ld(z), ld(z + 16));
  }
}

/** v_r^H H(D) v_l of a diagonal D: half of (X v_r)^H D Z^-1 v_l + (Z^-1 v_r)^H D X v_l. */
// @ts-ignore: decorator
@inline function diagonalForm(q: Group, t: i32, p: i32, r: i32, l: i32, out: usize): void {
  const n = q.n, P = q.vectors, im: usize = (<usize>(n * P)) << 4;
  const D = q.D + ((<usize>((t * q.dense + p) * n * n)) << 5);
  let re = splat(0), imag = splat(0);
  for (let i = 0; i < n; i++) {
    const d = ld(at2(D, i * n + i));
    if (!v128.any_true(d)) continue;
    const xr = at2(q.XV, i * P + r), zr = at2(q.ZV, i * P + r), xl = at2(q.XV, i * P + l), zl = at2(q.ZV, i * P + l);
    const a = ld(xr), b = ld(xr + im), u = ld(zl), v = ld(zl + im), e = ld(zr), f = ld(zr + im), x = ld(xl), y = ld(xl + im);
    re = add(re, mul(d, add(add(mul(a, u), mul(b, v)), add(mul(e, x), mul(f, y)))));
    imag = add(imag, mul(d, add(sub(mul(a, v), mul(b, u)), sub(mul(e, y), mul(f, x)))));
  }
  const half = splat(0.5);
  st(out, mul(half, re)); st(out + 16, mul(half, imag));
}
