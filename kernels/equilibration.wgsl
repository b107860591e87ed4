// Equilibrates one program: 8 Ruiz passes over the norms of the coefficient pieces (`norm`), one row factor for each row and
// coupled cone, one column factor for each cone. Then b and c are normalised. V and D stay unscaled in the program's data: weights carry
// the factors of the terms, `denseFactor` those of full coefficients.
var<private> scaleB: R;
var<private> scaleC: R;
var<private> normB: R; // of the unscaled data
var<private> normC: R;

/** Squared Frobenius norm of the coefficient of row table[o + 1] on block table[o] of group q, before any scaling. */
fn pieceNorm2(q: Group, o: i32) -> R {
  let k = table[o];
  var s = real(0.0);
  for (var i = table[o + 2]; i < table[o + 3]; i++) {
    for (var j = i; j < table[o + 3]; j++) {
      let p = table[shape.blockRowTerm + i];
      let e = table[shape.blockRowTerm + j];
      let l = table[q.left + p];
      let r = table[q.right + p];
      let a = table[q.left + e];
      let b = table[q.right + e];
      let zero = complex(real(0.0), real(0.0));
      let A = cmad(zero, gramX(q, k, r, a), gramX(q, k, b, l));
      let B = cmad(zero, gramX(q, k, r, b), gramX(q, k, a, l));
      let w = ldc(q.weight + 2 * (k * q.terms + p));
      let t = ldc(q.weight + 2 * (k * q.terms + e));
      let c = re(cmad(zero, w, cmad(cmadc(zero, t, B), t, A)));
      s = mad(s, real(select(1.0, 0.5, i == j)), c);
    }
  }
  for (var i = table[o + 4]; i < table[o + 5]; i++) {
    let d = q.inD + 2 * (k * q.dense + table[shape.blockRowDense + i]) * q.n * q.n;
    for (var j = 0; j < 2 * q.n * q.n; j += 2) { let v = datac(d + j); s = inner(s, v, v); }
  }
  return s;
}

fn loadProgram() {
  for (var r = lid; r < shape.rowFactors; r += T) { st(shape.rowFactor + r, real(1.0)); }
  for (var c = lid; c < shape.columnFactors; c += T) { st(shape.columnFactor + c, real(1.0)); }
  for (var t = lid; t < shape.entryNorms; t += T) {
    let v = data(shape.inEntries + table[shape.normEntry + t]);
    st(shape.norm + t, select(v, neg(v), hi(v) < 0.0));
  }
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    let P = q.vectors;
    for (var t = lid; t < q.count * q.terms; t += T) {
      var w = datac(q.inW + 2 * t);
      if (table[q.row + t] < 0) { w = complex(real(0.0), real(0.0)); }
      stc(q.weight + 2 * t, w);
    }
    let pairs = P * (P + 1) / 2;
    for (var t = lid; t < q.count * pairs; t += T) {
      let k = t / pairs;
      let ab = lower(P, t - k * pairs);
      let v = vectorAt(q, k, ab.x);
      let u = vectorAt(q, k, ab.y);
      var s = complex(real(0.0), real(0.0));
      for (var i = 0; i < 2 * q.n; i += 2) { s = cmadc(s, datac(v + i), datac(u + i)); }
      storeHermitian(P, q.gramX + 2 * k * P * P, ab.x, ab.y, s);
    }
  }
  sync();
  for (var t = lid; t < shape.blockRows; t += T) {
    let o = shape.blockRow + 8 * t;
    let s = pieceNorm2(shape.groups[table[o + 7]], o);
    st(shape.norm + shape.entryNorms + t, root(select(real(0.0), s, hi(s) > 0.0)));
  }
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    for (var t = lid; t < q.count * q.cones; t += T) {
      let k = t / q.cones;
      var axis = real(0.0);
      for (var a = 0; a < q.axes; a++) {
        let v = re(gramX(q, k, a, a));
        axis = select(axis, v, hi(v) > hi(axis));
      }
      let u = q.axes + t - k * q.cones;
      let o = shape.norm + shape.entryNorms + shape.blockRows + 2 * (q.tie + t);
      st(o, root(mul(real(0.5), mul(axis, re(gramX(q, k, u, u))))));
      st(o + 1, real(1.0));
    }
  }
  sync();
}

/** Largest norm in the list of one row or column, each multiplied by the factors of the other side. */
fn largest(start: i32, i: i32, other: i32) -> R {
  var s = real(0.0);
  for (var t = table[start + i]; t < table[start + i + 1]; t++) {
    let v = mul(ld(shape.norm + table[shape.normList + 2 * t]), ld(other + table[shape.normList + 2 * t + 1]));
    s = select(s, v, hi(v) > hi(s));
  }
  return s;
}

fn ruiz(passes: i32) {
  for (var round = 0; round < passes; round++) {
    for (var r = lid; r < shape.rowFactors; r += T) {
      st(shape.rowMax + r, mul(largest(shape.rowNorms, r, shape.columnFactor), ld(shape.rowFactor + r)));
    }
    for (var c = lid; c < shape.columnFactors; c += T) {
      st(shape.columnMax + c, mul(largest(shape.columnNorms, c, shape.rowFactor), ld(shape.columnFactor + c)));
    }
    sync();
    for (var r = lid; r < shape.rowFactors; r += T) {
      let v = ld(shape.rowMax + r);
      if (hi(v) > 0.0) { st(shape.rowFactor + r, div(ld(shape.rowFactor + r), root(v))); }
    }
    for (var c = lid; c < shape.columnFactors; c += T) {
      let v = ld(shape.columnMax + c);
      if (hi(v) > 0.0) { st(shape.columnFactor + c, div(ld(shape.columnFactor + c), root(v))); }
    }
    sync();
  }
}

/** Factor of row r: 1 for the objective. */
fn factorOfRow(r: i32) -> R {
  if (r == shape.rows) { return real(1.0); }
  return ld(shape.rowFactor + r);
}

/** Writes the scaled weights, values and right-hand side, and the reciprocal factor of every primal and dual element. */
fn scaleProgram() {
  for (var p = lid; p < shape.scalars; p += T) {
    st(shape.primalScale + p, div(real(1.0), ld(shape.columnFactor + table[shape.positionColumn + p])));
  }
  for (var e = lid; e < shape.entryCount; e += T) {
    let f = mul(ld(shape.columnFactor + table[shape.positionColumn + table[shape.entryPosition + e]]), factorOfRow(table[shape.entryRow + e]));
    st(shape.value + e, mul(data(shape.inEntries + e), f));
  }
  for (var r = lid; r <= shape.rows; r += T) {
    st(shape.dualScale + r, div(real(1.0), factorOfRow(r)));
    st(shape.b + r, real(0.0));
    if (r < shape.rows) { st(shape.b + r, mul(data(r), ld(shape.rowFactor + r))); }
  }
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    let nn = 2 * q.n * q.n;
    for (var t = lid; t < q.count * nn; t += T) {
      st(shape.primalScale + q.primal + t, div(real(1.0), ld(shape.columnFactor + q.column + t / nn)));
    }
    for (var t = lid; t < q.count * q.terms; t += T) {
      let r = table[q.row + t];
      if (r >= 0) {
        let f = mul(ld(shape.columnFactor + q.column + t / q.terms), factorOfRow(r));
        stc(q.weight + 2 * t, cscale(f, ldc(q.weight + 2 * t)));
      }
    }
    for (var t = lid; t < q.count * q.dense; t += T) {
      let r = table[q.denseRow + t];
      var f = real(0.0);
      if (r >= 0) { f = mul(ld(shape.columnFactor + q.column + t / q.dense), factorOfRow(r)); }
      st(q.denseFactor + t, f);
    }
    for (var t = lid; t < q.count * q.cones; t += T) {
      let d = ld(shape.rowFactor + shape.rows + q.tie + t);
      st(shape.tieBlock + q.tie + t, mul(d, ld(shape.columnFactor + q.column + t / q.cones)));
      st(shape.tieBody + q.tie + t, mul(d, ld(shape.columnFactor + shape.nonneg + q.cone + t)));
      for (var a = 0; a < 2 * q.axes; a++) {
        st(shape.dualScale + q.dual + 2 * q.axes * t + a, div(real(1.0), d));
        st(shape.b + q.dual + 2 * q.axes * t + a, real(0.0));
      }
    }
  }
  for (var i = lid; i < shape.dual; i += T) { st(shape.e + i, real(select(0.0, 1.0, i == shape.rows))); }
  sync();
}

/** Squared norms of b and c, unscaled and scaled, into `sums`; c holds the unnormalised cost. */
fn sumNorms() {
  sums = noSums();
  for (var r = lid; r < shape.rows; r += T) {
    let v = data(r);
    let w = ld(shape.b + r);
    sums.a = mad(sums.a, v, v);
    sums.b = mad(sums.b, w, w);
  }
  for (var i = lid; i < shape.primal; i += T) {
    let v = ld(shape.c + i);
    let w = mul(v, ld(shape.primalScale + i));
    sums.c = mad(sums.c, v, v);
    sums.d = mad(sums.d, w, w);
  }
}

/** b and c to norm 1; the cost's factor goes into the objective row, so that `applyA` returns the scaled c^T x. Ends with a barrier. */
fn normalizeProgram() {
  normB = root(sums.a);
  normC = root(sums.d);
  scaleB = real(1.0);
  scaleC = real(1.0);
  if (hi(sums.b) > 1e-24) { scaleB = div(real(1.0), root(sums.b)); }
  if (hi(sums.c) > 1e-24) { scaleC = div(real(1.0), root(sums.c)); }
  for (var r = lid; r < shape.rows; r += T) { st(shape.b + r, mul(ld(shape.b + r), scaleB)); }
  for (var i = lid; i < shape.primal; i += T) { st(shape.c + i, mul(ld(shape.c + i), scaleC)); }
  for (var e = lid; e < shape.entryCount; e += T) {
    if (table[shape.entryRow + e] == shape.rows) { st(shape.value + e, mul(ld(shape.value + e), scaleC)); }
  }
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    for (var t = lid; t < q.count * q.terms; t += T) {
      if (table[q.row + t] == shape.rows) { stc(q.weight + 2 * t, cscale(scaleC, ldc(q.weight + 2 * t))); }
    }
    for (var t = lid; t < q.count * q.dense; t += T) {
      if (table[q.denseRow + t] == shape.rows) { st(q.denseFactor + t, mul(scaleC, ld(q.denseFactor + t))); }
    }
  }
  sync();
}

/** Loads and equilibrates the program at `inBase`; `e` becomes the objective's unit vector. Ends with a barrier. */
fn equilibrate() {
  loadProgram();
  ruiz(RUIZ_PASSES);
  scaleProgram();
}
