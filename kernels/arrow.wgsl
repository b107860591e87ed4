// Real symmetric arrow systems: local blocks bordered by the other rows, all blocks side by side. Block b has four words in the
// table: r rows, `stride`, address of its r x stride matrix (upper triangle, then the border from column `borderAt` on), place of its
// unknowns; rows, border and places begin at multiples of 4. The border's own matrix is the last block. Factor U^T U in place without its
// diagonal; 1/diagonal in `pivotInverse`.
const PANEL = 8;
const TILE = 4;

/** Column of the border in the matrix of a block of r rows. */
fn borderAt(r: i32) -> i32 { return (r + 3) & ~3; }

/** Factors blocks first .. last - 1, the largest with `rows` rows of at most `width` columns. Ends with a barrier. */
fn factorBlocks(first: i32, last: i32, rows: i32, width: i32) {
  for (var k0 = 0; k0 < rows; k0 += PANEL) {
    let k1 = min(k0 + PANEL, rows);
    for (var k = k0; k < k1; k++) {
      let w = width - k;
      for (var t = lid; t < (last - first) * w; t += T) {
        let o = shape.block + 4 * (first + t / w);
        let j = k + t - (t / w) * w;
        let stride = table[o + 1];
        if (k < table[o] && j < stride) {
          let S = table[o + 2];
          let place = table[o + 3] + k;
          var d = ld(S + k * stride + k);
          var s = ld(S + k * stride + j);
          for (var p = k0; p < k; p++) {
            let u = ld(S + p * stride + k);
            d = msub(d, u, u);
            s = msub(s, u, ld(S + p * stride + j));
          }
          let floor = ld(shape.pivotFloor + place);
          d = select(floor, d, hi(d) > hi(floor));
          let f = div(real(1.0), root(d));
          if (j == k) { st(shape.pivotInverse + place, f); } else { st(S + k * stride + j, mul(s, f)); }
        }
      }
      sync();
    }
    let tileRows = (rows - k1 + TILE - 1) / TILE;
    let tileColumns = (width - k1 + TILE - 1) / TILE;
    let tiles = tileRows * tileColumns;
    for (var t = lid; t < (last - first) * tiles; t += T) {
      let b = t / tiles;
      let ij = t - b * tiles;
      let ti = ij / tileColumns;
      let tj = ij - ti * tileColumns;
      let o = shape.block + 4 * (first + b);
      let r = table[o];
      let stride = table[o + 1];
      let i0 = k1 + TILE * ti;
      let j0 = k1 + TILE * tj;
      if (tj >= ti && i0 < r && j0 < stride) { updateTile(table[o + 2], stride, k0, k1, r, i0, j0); }
    }
    sync();
  }
}

/** S[i0 .. i0 + 3][j0 .. j0 + 3] -= sum over k of S[k][i] S[k][j]. */
fn updateTile(S: i32, stride: i32, k0: i32, k1: i32, r: i32, i0: i32, j0: i32) {
  var sum: array<R, TILE * TILE>;
  for (var i = 0; i < TILE * TILE; i++) { sum[i] = real(0.0); }
  for (var k = k0; k < k1; k++) {
    let row = S + k * stride;
    var v: array<R, TILE>;
    for (var j = 0; j < TILE; j++) { v[j] = ld(row + min(j0 + j, stride - 1)); }
    for (var i = 0; i < TILE; i++) {
      let u = ld(row + min(i0 + i, r - 1));
      for (var j = 0; j < TILE; j++) { sum[i * TILE + j] = mad(sum[i * TILE + j], u, v[j]); }
    }
  }
  for (var i = 0; i < TILE; i++) {
    for (var j = 0; j < TILE; j++) {
      if (i0 + i < r && j0 + j < stride && j0 + j >= i0 + i) {
        let p = S + (i0 + i) * stride + j0 + j;
        st(p, sub(ld(p), sum[i * TILE + j]));
      }
    }
  }
}

/** Factors the assembled arrow matrix. */
fn factorArrow() {
  for (var b = 0; b <= shape.arrowBlocks; b++) {
    let o = shape.block + 4 * b;
    for (var k = lid; k < table[o]; k += T) {
      let d = ld(table[o + 2] + k * (table[o + 1] + 1));
      st(shape.pivotFloor + table[o + 3] + k, real(max(PIVOT_FLOOR * hi(d), 1e-30)));
    }
  }
  sync();
  let m = shape.border;
  let blocks = shape.arrowBlocks;
  for (var border = 0; border < 2; border++) { // the local blocks, then the border: one copy of the code
    if (border == 0 && blocks == 0) { continue; }
    if (border == 1 && blocks > 0) { // G -= Y^T Y, Y the borders of all blocks
      let G = table[shape.block + 4 * blocks + 2];
      let width = table[shape.block + 4 * blocks + 1];
      for (var t = lid; t < m * (m + 1) / 2; t += T) {
        let ij = lower(m, t);
        var s = real(0.0);
        for (var b = 0; b < blocks; b++) {
          let o = shape.block + 4 * b;
          let r = table[o];
          let stride = table[o + 1];
          let Y = table[o + 2] + borderAt(r);
          for (var k = 0; k < r; k++) { s = mad(s, ld(Y + k * stride + ij.x), ld(Y + k * stride + ij.y)); }
        }
        let p = G + ij.y * width + ij.x;
        st(p, sub(ld(p), s));
      }
      sync();
    }
    factorBlocks(
      select(0, blocks, border == 1), blocks + border,
      select(shape.blockRowsMax, m, border == 1), select(shape.blockWidthMax, m, border == 1),
    );
  }
}

/** v <- U^-T v of blocks first .. last - 1, but for the last scaling by 1/diagonal. */
fn forwardSweep(first: i32, last: i32, rows: i32, sides: i32) {
  let many = (last - first) * sides;
  for (var k = 0; k + 1 < rows; k++) {
    let w = rows - 1 - k;
    for (var t = lid; t < many * w; t += T) {
      let bs = t / w;
      let j = k + 1 + t - bs * w;
      let o = shape.block + 4 * (first + bs / sides);
      if (j < table[o]) {
        let v = shape.unknown + (bs % sides) * shape.unknowns + table[o + 3];
        let x = mul(ld(v + k), ld(shape.pivotInverse + table[o + 3] + k));
        st(v + j, msub(ld(v + j), x, ld(table[o + 2] + k * table[o + 1] + j)));
      }
    }
    sync();
  }
}
fn backwardSweep(first: i32, last: i32, rows: i32, sides: i32) {
  let many = (last - first) * sides;
  for (var k = rows - 1; k > 0; k--) {
    for (var t = lid; t < many * k; t += T) {
      let bs = t / k;
      let i = t - bs * k;
      let o = shape.block + 4 * (first + bs / sides);
      if (k < table[o]) {
        let v = shape.unknown + (bs % sides) * shape.unknowns + table[o + 3];
        let x = mul(ld(v + k), ld(shape.pivotInverse + table[o + 3] + k));
        st(v + i, msub(ld(v + i), x, ld(table[o + 2] + i * table[o + 1] + k)));
      }
    }
    sync();
  }
}
/** The unknowns begin .. end - 1 times 1/diagonal. */
fn scaleUnknowns(sides: i32, begin: i32, end: i32) {
  let w = end - begin;
  for (var t = lid; t < sides * w; t += T) {
    let s = t / w;
    let i = begin + t - s * w;
    let p = shape.unknown + s * shape.unknowns + i;
    st(p, mul(ld(p), ld(shape.pivotInverse + i)));
  }
  sync();
}

/** Solves the factored arrow system in place for the 1 or 2 right-hand sides in `unknown`. Ends with a barrier. */
fn solveArrow(sides: i32) {
  let m = shape.border;
  let local = table[shape.block + 4 * shape.arrowBlocks + 3];
  if (shape.arrowBlocks > 0) {
    forwardSweep(0, shape.arrowBlocks, shape.blockRowsMax, sides);
    scaleUnknowns(sides, 0, local);
    for (var t = lid; t < sides * shape.arrowBlocks * m; t += T) {
      let sb = t / m;
      let j = t - sb * m;
      let o = shape.block + 4 * (sb % shape.arrowBlocks);
      let v = shape.unknown + (sb / shape.arrowBlocks) * shape.unknowns + table[o + 3];
      let Y = table[o + 2] + borderAt(table[o]) + j;
      var s = real(0.0);
      for (var k = 0; k < table[o]; k++) { s = mad(s, ld(Y + k * table[o + 1]), ld(v + k)); }
      st(shape.borderPart + t, s);
    }
    sync();
    for (var t = lid; t < sides * m; t += T) {
      let s = t / m;
      let p = shape.unknown + s * shape.unknowns + local + t - s * m;
      var v = ld(p);
      for (var b = 0; b < shape.arrowBlocks; b++) { v = sub(v, ld(shape.borderPart + (s * shape.arrowBlocks + b) * m + t - s * m)); }
      st(p, v);
    }
    sync();
  }
  forwardSweep(shape.arrowBlocks, shape.arrowBlocks + 1, m, sides);
  if (m > 0) {
    scaleUnknowns(sides, local, shape.unknowns);
    backwardSweep(shape.arrowBlocks, shape.arrowBlocks + 1, m, sides);
    scaleUnknowns(sides, local, shape.unknowns);
  }
  if (shape.arrowBlocks > 0) {
    for (var t = lid; t < sides * local; t += T) {
      let s = t / local;
      let i = t - s * local;
      let o = shape.block + 4 * table[shape.unknownBlock + i];
      let v = shape.unknown + s * shape.unknowns;
      let row = min(i - table[o + 3], table[o] - 1); // places between blocks have none
      let Y = table[o + 2] + row * table[o + 1] + borderAt(table[o]);
      var x = ld(v + i);
      for (var j = 0; j < m; j++) { x = msub(x, ld(Y + j), ld(v + local + j)); }
      st(v + i, x);
    }
    sync();
    backwardSweep(0, shape.arrowBlocks, shape.blockRowsMax, sides);
    scaleUnknowns(sides, 0, local);
  }
}

/** Solves (A H A^T) y = b in place, and for c where that is another dual vector; element m is left alone. Ends with a barrier. */
fn solveSchur(b: i32, c: i32) {
  let sides = select(2, 1, b == c);
  for (var i = lid; i < shape.dual; i += T) {
    let u = table[shape.unknownOf + i];
    if (u >= 0) {
      st(shape.unknown + u, ld(b + i));
      if (sides == 2) { st(shape.unknown + shape.unknowns + u, ld(c + i)); }
    }
  }
  sync();
  solveArrow(sides);
  for (var i = lid; i < shape.dual; i += T) {
    let u = table[shape.unknownOf + i];
    if (u >= 0) {
      st(b + i, ld(shape.unknown + u));
      if (sides == 2) { st(c + i, ld(shape.unknown + shape.unknowns + u)); }
    }
  }
  sync();
}
