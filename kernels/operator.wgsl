// The constraint operator A (with the objective as row m) and its adjoint, on scaled data. Every element of a result is gathered by one
// thread, in a fixed order. Both end with a barrier.

/** out = A x, with c^T x in element m. */
fn applyA(x: i32, out: i32) {
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    let n = q.n;
    multiplyVectors(q, x + q.primal, q.product);
    for (var t = lid; t < q.count * q.dense * n; t += T) { // one row of one full coefficient
      let e = t / n;
      var s = real(0.0);
      if (table[q.denseRow + e] >= 0) {
        let u = x + q.primal + 2 * n * ((e / q.dense) * n + t - e * n);
        let d = q.inD + 2 * n * t;
        for (var j = 0; j < 2 * n; j += 2) { s = inner(s, datac(d + j), ldc(u + j)); }
        s = mul(s, ld(q.denseFactor + e));
      }
      st(q.denseValue + t, s);
    }
  }
  sync();
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    for (var t = lid; t < q.count * q.terms; t += T) {
      let k = t / q.terms;
      let e = t - k * q.terms;
      var s = real(0.0);
      if (table[q.row + t] >= 0) {
        let z = bilinear(q, k, table[q.right + e], q.product + 2 * q.n * (k * q.vectors + table[q.left + e]));
        let w = ldc(q.weight + 2 * t);
        s = msub(mul(re(w), re(z)), im(w), im(z));
      }
      st(q.termValue + t, s);
    }
    for (var t = lid; t < q.count * q.cones * q.axes; t += T) {
      let ku = t / q.axes;
      let a = t - ku * q.axes;
      let k = ku / q.cones;
      let z = bilinear(q, k, a, q.product + 2 * q.n * (k * q.vectors + q.axes + ku - k * q.cones));
      let f = ld(shape.tieBlock + q.tie + ku);
      let s = ld(shape.tieBody + q.tie + ku);
      let y = x + table[shape.coneOffset + q.cone + ku] + 1 + 2 * a;
      st(out + q.dual + 2 * t, msub(mul(f, re(z)), s, ld(y)));
      st(out + q.dual + 2 * t + 1, msub(mul(f, im(z)), s, ld(y + 1)));
    }
  }
  sync();
  for (var r = lid; r <= shape.rows; r += T) {
    var s = real(0.0);
    for (var i = table[shape.rowStart + r]; i < table[shape.rowStart + r + 1]; i++) {
      let e = table[shape.rowEntry + i];
      s = mad(s, ld(shape.value + e), ld(x + table[shape.entryPosition + e]));
    }
    for (var i = table[shape.pieceStart + r]; i < table[shape.pieceStart + r + 1]; i++) {
      let o = table[shape.piece + 2 * i];
      for (var j = 0; j < table[shape.piece + 2 * i + 1]; j++) { s = add(s, ld(o + j)); }
    }
    st(out + r, s);
  }
  sync();
}

/** Value of y at row r of a table, 0 where the piece is absent. */
fn multiplier(y: i32, r: i32) -> R {
  if (r < 0) { return real(0.0); }
  return ld(y + r);
}

/** out = A^T y; element m of y multiplies the objective row (0 for A^T y alone, 1 to add c). */
fn applyAdjoint(y: i32, out: i32) {
  for (var p = lid; p < shape.scalars; p += T) {
    var s = real(0.0);
    for (var e = table[shape.positionStart + p]; e < table[shape.positionStart + p + 1]; e++) {
      s = mad(s, ld(shape.value + e), ld(y + table[shape.entryRow + e]));
    }
    let tie = table[shape.positionTie + 2 * p];
    if (tie >= 0) { s = msub(s, ld(shape.tieBody + table[shape.positionTie + 2 * p + 1]), ld(y + tie)); }
    st(out + p, s);
  }
  // A_t = herm(w v_left v_right^H): the product collects, under each right vector, w y v_left over the terms
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    let n = q.n;
    for (var t = lid; t < q.count * q.vectors * n; t += T) {
      let ks = t / n;
      let i = t - ks * n;
      let k = ks / q.vectors;
      let slot = ks - k * q.vectors;
      var s = complex(real(0.0), real(0.0));
      for (var c = table[q.rightStart + slot]; c < table[q.rightStart + slot + 1]; c++) {
        let e = table[q.rightTerm + c];
        let f = multiplier(y, table[q.row + k * q.terms + e]);
        s = cmad(s, cscale(f, ldc(q.weight + 2 * (k * q.terms + e))), datac(vectorAt(q, k, table[q.left + e]) + 2 * i));
      }
      if (slot < q.axes) {
        for (var u = 0; u < q.cones; u++) {
          let o = y + q.dual + 2 * ((k * q.cones + u) * q.axes + slot);
          let f = ld(shape.tieBlock + q.tie + k * q.cones + u);
          // Re row weight 1, Im row weight -j
          s = cmad(s, complex(mul(f, ld(o)), neg(mul(f, ld(o + 1)))), datac(vectorAt(q, k, q.axes + u) + 2 * i));
        }
      }
      stc(q.product + 2 * t, s);
    }
  }
  sync();
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    let n = q.n;
    let across = tilesIn(n);
    let half = across * (across + 1) / 2;
    for (var t = lid; t < q.count * half; t += T) {
      let k = t / half;
      let ij = lower(across, t - k * half);
      let i = 4 * ij.x;
      let j = 4 * ij.y;
      let i1 = i + nextTo(2 * ij.x, n, 2);
      let j1 = j + nextTo(2 * ij.y, n, 2);
      var s = noTile();
      for (var c = 0; c < q.vectors; c++) {
        let v = vectorAt(q, k, c);
        let o = q.product + 2 * n * (k * q.vectors + c);
        let oi = ldc(o + i);
        let oi1 = ldc(o + i1);
        let vj = datac(v + j);
        let vj1 = datac(v + j1);
        s = Tile(cmadr(s.a, oi, vj), cmadr(s.b, oi, vj1), cmadr(s.c, oi1, vj), cmadr(s.d, oi1, vj1));
        let vi = datac(v + i);
        let vi1 = datac(v + i1);
        let oj = ldc(o + j);
        let oj1 = ldc(o + j1);
        s = Tile(cmadr(s.a, vi, oj), cmadr(s.b, vi, oj1), cmadr(s.c, vi1, oj), cmadr(s.d, vi1, oj1));
      }
      let h = real(0.5);
      s = Tile(cscale(h, s.a), cscale(h, s.b), cscale(h, s.c), cscale(h, s.d));
      for (var e = k * q.dense; e < (k + 1) * q.dense; e++) {
        let f = mul(ld(q.denseFactor + e), multiplier(y, table[q.denseRow + e]));
        let p = q.inD + n * (2 * e * n + i);
        let p1 = q.inD + n * (2 * e * n + i1);
        s = Tile(
          cadd(s.a, cscale(f, datac(p + j))), cadd(s.b, cscale(f, datac(p + j1))),
          cadd(s.c, cscale(f, datac(p1 + j))), cadd(s.d, cscale(f, datac(p1 + j1))),
        );
      }
      storeHermitianTile(n, out + q.primal + 2 * k * n * n, 2 * ij.x, 2 * ij.y, s);
    }
  }
  sync();
}
