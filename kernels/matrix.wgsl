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

/**
 * Elements (i, j), (i, j + 1), (i + 1, j) and (i + 1, j + 1) of a matrix: one thread computes them together, since every number it reads then
 * serves two of them. Where a matrix ends at row i or column j, its last row or column stands for the next.
 */
struct Tile { a: C, b: C, c: C, d: C }
fn noTile() -> Tile { let o = complex(real(0.0), real(0.0)); return Tile(o, o, o, o); }
/** Tiles side by side in n rows or columns. */
fn tilesIn(n: i32) -> i32 { return (n + 1) / 2; }
/** Distance to the row or column after i, if there is one. */
fn nextTo(i: i32, n: i32, distance: i32) -> i32 { return select(0, distance, i + 1 < n); }

/** Writes a tile of a matrix with `rows` rows and `columns` columns, element (i, j) at o, rows `stride` apart. */
fn storeTile(rows: i32, columns: i32, stride: i32, o: i32, i: i32, j: i32, v: Tile) {
  stc(o, v.a);
  if (j + 1 < columns) { stc(o + 2, v.b); }
  if (i + 1 < rows) {
    stc(o + stride, v.c);
    if (j + 1 < columns) { stc(o + stride + 2, v.d); }
  }
}

/** out[k][s] = U_k v_s. No barrier. */
fn multiplyVectors(q: Group, u: i32, out: i32) {
  let n = q.n;
  let across = tilesIn(n);
  let down = tilesIn(q.vectors);
  for (var t = lid; t < q.count * down * across; t += T) {
    let ks = t / across;
    let i = 2 * (t - ks * across);
    let k = ks / down;
    let s = 2 * (ks - k * down);
    let p = u + 2 * n * (k * n + i);
    let p1 = p + nextTo(i, n, 2 * n);
    let v = vectorAt(q, k, s);
    let v1 = v + nextTo(s, q.vectors, 2 * n);
    var x = noTile();
    for (var j = 0; j < 2 * n; j += 2) {
      let a = ldc(p + j);
      let b = ldc(p1 + j);
      let c = datac(v + j);
      let d = datac(v1 + j);
      x = Tile(cmad(x.a, a, c), cmad(x.b, b, c), cmad(x.c, a, d), cmad(x.d, b, d));
    }
    storeTile(q.vectors, n, 2 * n, out + 2 * (n * (k * q.vectors + s) + i), s, i, x);
  }
}

/** out_k = A_k B_k. No barrier. */
fn multiplyBlocks(n: i32, count: i32, a: i32, b: i32, out: i32) {
  let across = tilesIn(n);
  for (var t = lid; t < count * across * across; t += T) {
    let ki = t / across;
    let j = 2 * (t - ki * across);
    let k = ki / across;
    let i = 2 * (ki - k * across);
    let p = a + 2 * n * (k * n + i);
    let p1 = p + nextTo(i, n, 2 * n);
    let o = b + 2 * (k * n * n + j);
    let o1 = o + nextTo(j, n, 2);
    var x = noTile();
    for (var r = 0; r < n; r++) {
      let u = ldc(p + 2 * r);
      let v = ldc(p1 + 2 * r);
      let c = ldc(o + 2 * n * r);
      let d = ldc(o1 + 2 * n * r);
      x = Tile(cmad(x.a, u, c), cmad(x.b, u, d), cmad(x.c, v, c), cmad(x.d, v, d));
    }
    storeTile(n, n, 2 * n, out + 2 * (n * (k * n + i) + j), i, j, x);
  }
}

/** Tile (i, j) of the Hermitian part of A B, both n x n. */
fn hermitianProduct(n: i32, a: i32, b: i32, i: i32, j: i32) -> Tile {
  let i1 = nextTo(i, n, 2);
  let j1 = nextTo(j, n, 2);
  var x = noTile();
  var y = x;
  for (var k = 0; k < 2 * n; k += 2) {
    let column = b + n * k;
    let u = ldc(a + 2 * n * i + k);
    let v = ldc(a + n * (2 * i + i1) + k);
    let c = ldc(column + 2 * j);
    let d = ldc(column + 2 * j + j1);
    x = Tile(cmad(x.a, u, c), cmad(x.b, u, d), cmad(x.c, v, c), cmad(x.d, v, d));
    let e = ldc(a + 2 * n * j + k);
    let f = ldc(a + n * (2 * j + j1) + k);
    let g = ldc(column + 2 * i);
    let h = ldc(column + 2 * i + i1);
    y = Tile(cmad(y.a, e, g), cmad(y.b, f, g), cmad(y.c, e, h), cmad(y.d, f, h));
  }
  return Tile(hermitianPart(x.a, y.a), hermitianPart(x.b, y.b), hermitianPart(x.c, y.c), hermitianPart(x.d, y.d));
}
fn hermitianPart(a: C, b: C) -> C { return cscale(real(0.5), cadd(a, conj(b))); }

/** Writes element (i, j) and its mirror image of a Hermitian n x n matrix. */
fn storeHermitian(n: i32, o: i32, i: i32, j: i32, v: C) {
  if (i == j) { stc(o + 2 * (i * n + i), complex(re(v), real(0.0))); return; }
  stc(o + 2 * (i * n + j), v);
  stc(o + 2 * (j * n + i), conj(v));
}

/** Writes tile (i, j), i >= j, and its mirror image of a Hermitian n x n matrix. */
fn storeHermitianTile(n: i32, o: i32, i: i32, j: i32, v: Tile) {
  storeHermitian(n, o, i, j, v.a);
  if (i > j) { storeHermitian(n, o, i, j + 1, v.b); }
  if (i + 1 < n) {
    storeHermitian(n, o, i + 1, j, v.c);
    if (j + 1 < n) { storeHermitian(n, o, i + 1, j + 1, v.d); }
  }
}

/** v_r^H c, c a product of `multiplyVectors` or any vector of n components in the workspace. */
fn bilinear(q: Group, k: i32, r: i32, c: i32) -> C {
  let v = vectorAt(q, k, r);
  var s = complex(real(0.0), real(0.0));
  for (var i = 0; i < 2 * q.n; i += 2) { s = cmadc(s, datac(v + i), ldc(c + i)); }
  return s;
}

/** Row i of a lower triangle whose rows lie one behind the other. */
fn packedRow(i: i32) -> i32 { return i * (i + 1); }
/** Numbers beside a factor: reciprocal diagonals, and the elements below every other one. */
fn pivotsOf(n: i32) -> i32 { return 4 * tilesIn(n); }

/**
 * Lower Cholesky factors in place of `many` n x n matrices at o, packed by rows; two columns at a time. Reciprocal diagonals go to `pivots`
 * and behind them the elements (j + 1, j) of every pair of columns: in the matrix all these stay as they were, since other threads still
 * read them. Matrix t sets bit t / perTrial of `failed` where a pivot is not positive. Ends with a barrier.
 */
fn choleskyBlocks(n: i32, many: i32, perTrial: i32, o: i32, pivots: i32) {
  for (var j = 0; j < n; j += 2) {
    let items = tilesIn(n - j);
    let j1 = nextTo(j, n, 2);
    for (var t = lid; t < many * items; t += T) {
      let k = t / items;
      let r = j + 2 * (t - k * items);
      let m = o + k * packedRow(n);
      let p = m + packedRow(j);
      let p1 = m + packedRow(min(j + 1, n - 1));
      let q = m + packedRow(r);
      let q1 = m + packedRow(min(r + 1, n - 1));
      var d = ld(p + 2 * j);
      var e = ld(p1 + 2 * j + j1);
      var l = ldc(p1 + 2 * j);
      // of the rows r and r + 1; in the pair's own rows nothing of it is used
      var x = Tile(ldc(q + 2 * j), ldc(p1 + 2 * j), ldc(q1 + 2 * j), ldc(q1 + 2 * j + j1));
      if (r > j) { x.b = ldc(q + 2 * j + j1); }
      for (var c = 0; c < 2 * j; c += 2) {
        let a = ldc(p + c);
        let b = ldc(p1 + c);
        let u = ldc(q + c);
        let v = ldc(q1 + c);
        d = sub(d, inner(real(0.0), a, a));
        e = sub(e, inner(real(0.0), b, b));
        l = cmsubr(l, b, a);
        x = Tile(cmsubr(x.a, u, a), cmsubr(x.b, u, b), cmsubr(x.c, v, a), cmsubr(x.d, v, b));
      }
      let ok = positive(hi(d));
      let f = div(real(1.0), root(select(real(1.0), d, ok)));
      l = cscale(f, l);
      e = sub(e, inner(real(0.0), l, l));
      let fine = ok && (j + 1 == n || positive(hi(e)));
      let g = div(real(1.0), root(select(real(1.0), e, positive(hi(e)))));
      if (r == j) {
        let rd = pivots + k * pivotsOf(n) + j;
        st(rd, f);
        st(rd + 1, g);
        stc(rd + 2 * tilesIn(n), l);
        if (!fine) { atomicOr(&failed, 1u << u32(k / perTrial)); }
      } else {
        let a = cscale(f, x.a);
        let c = cscale(f, x.c);
        stc(q + 2 * j, a);
        stc(q + 2 * j + 2, cscale(g, cmsubr(x.b, a, l)));
        if (r + 1 < n) {
          stc(q1 + 2 * j, c);
          stc(q1 + 2 * j + 2, cscale(g, cmsubr(x.d, c, l)));
        }
      }
    }
    sync();
  }
}
var<workgroup> failed: atomic<u32>;
var<workgroup> failures: u32;
