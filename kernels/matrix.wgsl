// Complex matrices of all blocks of a group at once: element (i, j) of block k lies at k 2 n^2 + 2 (i n + j). Vectors are read from the
// program's data, [block][slot][component]; products with them, C_k = U_k V_k, keep that order.

/** (row, column <= row) of item t of the n (n + 1) / 2 of a lower triangle: row r is folded with row n - 1 - r. */
fn lower(n: i32, t: i32) -> vec2<i32> {
  let r = t / (n + 1);
  let c = t - r * (n + 1);
  if (c <= r) { return vec2<i32>(r, c); }
  return vec2<i32>(n - 1 - r, c - r - 1);
}

fn vectorAt(q: Group, k: i32, s: i32) -> i32 { return q.inV + (k * q.vectors + s) * 2 * q.n; }

/** out[k][s] = U_k v_s. No barrier. */
fn multiplyVectors(q: Group, u: i32, out: i32) {
  let n = q.n;
  for (var t = lid; t < q.count * q.vectors * n; t += T) {
    let ks = t / n;
    let i = t - ks * n;
    let k = ks / q.vectors;
    let row = u + 2 * n * (k * n + i);
    let v = q.inV + 2 * n * ks;
    var s = complex(real(0.0), real(0.0));
    for (var j = 0; j < 2 * n; j += 2) { s = cmad(s, ldc(row + j), datac(v + j)); }
    stc(out + 2 * t, s);
  }
}

/** out_k = A_k B_k. No barrier. */
fn multiplyBlocks(n: i32, count: i32, a: i32, b: i32, out: i32) {
  for (var t = lid; t < count * n * n; t += T) {
    let ki = t / n;
    let j = t - ki * n;
    let k = ki / n;
    let row = a + 2 * n * ki;
    let column = b + 2 * (k * n * n + j);
    var s = complex(real(0.0), real(0.0));
    for (var i = 0; i < n; i++) { s = cmad(s, ldc(row + 2 * i), ldc(column + 2 * n * i)); }
    stc(out + 2 * t, s);
  }
}

/** Element (i, j) of the Hermitian part of A B, both n x n. */
fn hermitianProduct(n: i32, a: i32, b: i32, i: i32, j: i32) -> C {
  var s = complex(real(0.0), real(0.0));
  var u = s;
  for (var k = 0; k < n; k++) {
    s = cmad(s, ldc(a + 2 * (i * n + k)), ldc(b + 2 * (k * n + j)));
    u = cmad(u, ldc(a + 2 * (j * n + k)), ldc(b + 2 * (k * n + i)));
  }
  return cscale(real(0.5), cadd(s, conj(u)));
}

/** Writes element (i, j) and its mirror image of a Hermitian n x n matrix. */
fn storeHermitian(n: i32, o: i32, i: i32, j: i32, v: C) {
  if (i == j) { stc(o + 2 * (i * n + i), complex(re(v), real(0.0))); return; }
  stc(o + 2 * (i * n + j), v);
  stc(o + 2 * (j * n + i), conj(v));
}

/** v_r^H c, c a product of `multiplyVectors` or any vector of n components in the workspace. */
fn bilinear(q: Group, k: i32, r: i32, c: i32) -> C {
  let v = vectorAt(q, k, r);
  var s = complex(real(0.0), real(0.0));
  for (var i = 0; i < 2 * q.n; i += 2) { s = cmadc(s, datac(v + i), ldc(c + i)); }
  return s;
}

/**
 * Lower Cholesky factors in place of `many` n x n matrices at o, reciprocal diagonals to `rd` (the diagonals themselves stay); matrix t sets
 * bit t / perTrial of `failed` where a pivot is not positive. Ends with a barrier.
 */
fn choleskyBlocks(n: i32, many: i32, perTrial: i32, o: i32, rd: i32) {
  for (var j = 0; j < n; j++) {
    let rows = n - j;
    for (var t = lid; t < many * rows; t += T) {
      let k = t / rows;
      let i = j + t - k * rows;
      let pivotRow = o + 2 * n * (k * n + j);
      let row = o + 2 * n * (k * n + i);
      var d = ld(pivotRow + 2 * j);
      var s = ldc(row + 2 * j);
      for (var c = 0; c < 2 * j; c += 2) {
        let l = ldc(pivotRow + c);
        d = sub(d, inner(real(0.0), l, l));
        s = cmsubr(s, ldc(row + c), l);
      }
      let ok = positive(hi(d));
      let f = div(real(1.0), root(select(real(1.0), d, ok)));
      if (i == j) {
        st(rd + k * n + j, f);
        if (!ok) { atomicOr(&failed, 1u << u32(k / perTrial)); }
      } else { stc(row + 2 * j, cscale(f, s)); }
    }
    sync();
  }
}
var<workgroup> failed: atomic<u32>;
var<workgroup> failures: u32;
