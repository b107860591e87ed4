// Schur complement A H A^T as an arrow matrix. Every element is gathered by one thread from the list of its contributions
// (src/conic/kernels/webgpu/schurTables.ts); elements between coupled cones' ties have no list, they are all there.
// For A_p = herm(w v_i v_j^H), A_q = herm(s v_k v_l^H), GX = V^H X V, GZ = V^H Z^-1 V:
//   <A_p, H(A_q)> = Re[w s A + w conj(s) B]/4,  A = GX_jk GZ_li + GX_li GZ_jk,  B = GX_jl GZ_ki + GX_ki GZ_jl.

/** Gram matrices of the vectors under X and Z^-1, H of the full coefficients, weighted row sums of the second-order cones. */
fn grams() {
  for (var b = 0; b <= shape.arrowBlocks; b++) { // but for the elements between ties, which are all written, and what lies below the diagonal
    let o = shape.block + 4 * b;
    let ties = table[shape.blockTies + b];
    let width = table[o + 1] - ties;
    let first = table[o + 2] + ties;
    let elements = table[o] * width;
    for (var t = lid; t < elements; t += T) { st(first + t + t / width * ties, real(0.0)); }
  }
  for (var t = lid; t < shape.rankOnes; t += T) {
    let o = shape.rankOne + 3 * t;
    var s = real(0.0);
    for (var i = table[o + 1]; i < table[o + 2]; i++) {
      let e = table[shape.rankOneEntry + i];
      s = mad(s, ld(shape.value + e), ld(shape.coneW + table[shape.entryPosition + e]));
    }
    st(shape.rowSum + t, mul(s, root(mul(real(2.0), ld(shape.beta2 + table[o])))));
  }
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    let n = q.n;
    multiplyVectors(q, shape.x + q.primal, q.product);
    multiplyVectors(q, q.zInverse, q.product2);
    let across = tilesIn(n);
    for (var t = lid; t < q.count * q.dense * across * across; t += T) { // X D
      let ei = t / across;
      let j = 2 * (t - ei * across);
      let e = ei / across;
      let i = 2 * (ei - e * across);
      let row = shape.x + q.primal + 2 * n * ((e / q.dense) * n + i);
      let row1 = row + nextTo(i, n, 2 * n);
      let column = q.inD + 2 * (e * n * n + j);
      let column1 = column + nextTo(j, n, 2);
      var s = noTile();
      if (table[q.denseRow + e] >= 0) {
        for (var c = 0; c < n; c++) {
          let u = ldc(row + 2 * c);
          let v = ldc(row1 + 2 * c);
          let x = datac(column + 2 * n * c);
          let y = datac(column1 + 2 * n * c);
          s = Tile(cmad(s.a, u, x), cmad(s.b, u, y), cmad(s.c, v, x), cmad(s.d, v, y));
        }
        let f = ld(q.denseFactor + e);
        s = Tile(cscale(f, s.a), cscale(f, s.b), cscale(f, s.c), cscale(f, s.d));
      }
      storeTile(n, n, 2 * n, q.denseProduct + 2 * (n * (e * n + i) + j), i, j, s);
    }
  }
  sync();
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    let n = q.n;
    let P = q.vectors;
    let down = tilesIn(P);
    let pairs = down * (down + 1) / 2;
    for (var t = lid; t < 2 * q.count * pairs; t += T) {
      let b = t / pairs;
      let ab = lower(down, t - b * pairs);
      let inverse = b >= q.count;
      let k = b - select(0, q.count, inverse);
      let i = 2 * ab.x;
      let j = 2 * ab.y;
      let v = vectorAt(q, k, i);
      let v1 = v + nextTo(i, P, 2 * n);
      let c = select(q.product, q.product2, inverse) + 2 * n * (k * P + j);
      let c1 = c + nextTo(j, P, 2 * n);
      var s = noTile();
      for (var r = 0; r < 2 * n; r += 2) {
        let x = datac(v + r);
        let y = datac(v1 + r);
        let u = ldc(c + r);
        let w = ldc(c1 + r);
        s = Tile(cmadc(s.a, x, u), cmadc(s.b, x, w), cmadc(s.c, y, u), cmadc(s.d, y, w));
      }
      storeHermitianTile(P, select(q.gramX, q.gramZ, inverse) + 2 * k * P * P, i, j, s);
    }
    let across = tilesIn(n);
    let half = across * (across + 1) / 2;
    for (var t = lid; t < q.count * q.dense * half; t += T) {
      let e = t / half;
      let ij = lower(across, t - e * half);
      let o = 2 * e * n * n;
      let h = hermitianProduct(n, q.denseProduct + o, q.zInverse + 2 * (e / q.dense) * n * n, 2 * ij.x, 2 * ij.y);
      storeHermitianTile(n, q.denseH + o, 2 * ij.x, 2 * ij.y, h);
    }
  }
  sync();
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    let n = q.n;
    let P = q.vectors;
    let pairs = q.dense * (q.dense + 1) / 2;
    for (var t = lid; t < q.count * pairs * n; t += T) { // row i of <D_e, H(D_p)>
      let kp = t / n;
      let i = t - kp * n;
      let k = kp / pairs;
      let pe = lower(q.dense, kp - k * pairs);
      let d = q.inD + 2 * n * ((k * q.dense + pe.y) * n + i);
      let h = q.denseH + 2 * n * ((k * q.dense + pe.x) * n + i);
      var s = real(0.0);
      if (table[q.denseRow + k * q.dense + pe.y] >= 0) {
        for (var j = 0; j < 2 * n; j += 2) { s = inner(s, datac(d + j), ldc(h + j)); }
        s = mul(s, ld(q.denseFactor + k * q.dense + pe.y));
      }
      st(q.denseGram + t, s);
    }
    for (var t = lid; t < q.count * q.dense * P * n; t += T) { // H(D_e) v_s
      let es = t / n;
      let i = t - es * n;
      let e = es / P;
      let row = q.denseH + 2 * n * (e * n + i);
      let v = vectorAt(q, e / q.dense, es - e * P);
      var s = complex(real(0.0), real(0.0));
      for (var j = 0; j < 2 * n; j += 2) { s = cmad(s, ldc(row + j), datac(v + j)); }
      stc(q.denseVector + 2 * t, s);
    }
  }
  sync();
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    for (var t = lid; t < q.count * q.dense * q.terms; t += T) {
      let e = t / q.terms;
      let p = t - e * q.terms;
      let k = e / q.dense;
      let z = bilinear(q, k, table[q.right + p], q.denseVector + 2 * q.n * (e * q.vectors + table[q.left + p]));
      let w = ldc(q.weight + 2 * (k * q.terms + p));
      st(q.denseTerm + t, msub(mul(re(w), re(z)), im(w), im(z)));
    }
  }
  sync();
}

fn gramX(q: Group, k: i32, s: i32, t: i32) -> C { return ldc(q.gramX + 2 * ((k * q.vectors + s) * q.vectors + t)); }
fn gramZ(q: Group, k: i32, s: i32, t: i32) -> C { return ldc(q.gramZ + 2 * ((k * q.vectors + s) * q.vectors + t)); }
/** (v_a^H X v_b) (v_c^H Z^-1 v_d) + (v_c^H X v_d) (v_a^H Z^-1 v_b). */
fn cross(q: Group, k: i32, a: i32, b: i32, c: i32, d: i32) -> C {
  let zero = complex(real(0.0), real(0.0));
  return cmad(cmad(zero, gramX(q, k, a, b), gramZ(q, k, c, d)), gramX(q, k, c, d), gramZ(q, k, a, b));
}

fn termPair(q: Group, k: i32, p: i32, e: i32) -> R {
  let i = table[q.left + p];
  let j = table[q.right + p];
  let a = table[q.left + e];
  let b = table[q.right + e];
  let w = ldc(q.weight + 2 * (k * q.terms + p));
  let s = ldc(q.weight + 2 * (k * q.terms + e));
  let A = cross(q, k, j, a, b, i);
  var B = A;
  if (a != b) { B = cross(q, k, j, b, a, i); }
  let zero = complex(real(0.0), real(0.0));
  let c = cmad(zero, w, cmad(cmadc(zero, s, B), s, A));
  return mul(real(0.25), re(c));
}

const COLUMN = 0;
const RANK_ONE = 1;
const TERMS = 2;
const SUM = 3;

fn contribution(o: i32) -> R {
  let head = table[o];
  let a = table[o + 1];
  let b = table[o + 2];
  let c = table[o + 3];
  var v = real(0.0);
  switch head & 7 {
    case COLUMN: { v = mul(ld(shape.curvature + c), mul(ld(shape.value + a), ld(shape.value + b))); }
    case RANK_ONE: { v = mul(ld(shape.rowSum + a), ld(shape.rowSum + b)); }
    case TERMS: { v = termPair(shape.groups[head >> 4], a, b, c); }
    default: { for (var i = 0; i < b; i++) { v = add(v, ld(a + i)); } }
  }
  if ((head & 8) != 0) { v = mul(real(2.0), v); } // two pieces of one row: both orders
  return v;
}

/** Elements between two ties of one block: complex pairs (u, a) and (v, c). */
fn tieGram(q: Group) {
  let A = q.axes;
  let pairs = q.cones * (q.cones + 1) / 2;
  for (var t = lid; t < q.count * pairs * A * A; t += T) {
    let ka = t / A;
    let c = t - ka * A;
    let kp = ka / A;
    let a = ka - kp * A;
    let k = kp / pairs;
    let vu = lower(q.cones, kp - k * pairs);
    let u = vu.y;
    let v = vu.x;
    let block = shape.block + 4 * (q.arrow + k);
    let stride = table[block + 1];
    let fu = ld(shape.tieBlock + q.tie + k * q.cones + u);
    let f = mul(real(0.25), mul(fu, ld(shape.tieBlock + q.tie + k * q.cones + v)));
    // neighbouring threads differ in c: of the Hermitian Gram matrices they read rows
    let zero = complex(real(0.0), real(0.0));
    let p = cscale(f, cmadr(cmadr(zero, gramX(q, k, a, A + v), gramZ(q, k, A + u, c)), gramZ(q, k, a, A + v), gramX(q, k, A + u, c)));
    let b = cscale(f, cross(q, k, a, c, A + v, A + u));
    var rr = add(re(p), re(b));
    var ri = sub(im(p), im(b));
    var ir = add(im(p), im(b));
    var ii = sub(re(b), re(p));
    if (u == v) { // the cone's own body
      let cone = q.cone + k * q.cones + u;
      let w = shape.coneW + table[shape.coneOffset + cone] + 1;
      let s = ld(shape.tieBody + q.tie + k * q.cones + u);
      let h = mul(ld(shape.beta2 + cone), mul(s, s));
      let h2 = mul(real(2.0), h);
      let ar = mul(h2, ld(w + 2 * a));
      let ai = mul(h2, ld(w + 2 * a + 1));
      rr = mad(rr, ar, ld(w + 2 * c));
      ri = mad(ri, ar, ld(w + 2 * c + 1));
      ir = mad(ir, ai, ld(w + 2 * c));
      ii = mad(ii, ai, ld(w + 2 * c + 1));
      if (a == c) { rr = add(rr, h); ii = add(ii, h); }
    }
    let o = table[block + 2] + 2 * (u * A + a) * stride + 2 * (v * A + c);
    stc(o, complex(rr, ri));
    stc(o + stride, complex(ir, ii));
  }
}

/** `cross` of axis a, read from rows as in `tieGram`. */
fn crossAxis(q: Group, k: i32, a: i32, b: i32, c: i32, d: i32) -> C {
  let zero = complex(real(0.0), real(0.0));
  return cmadc(cmadc(zero, gramX(q, k, b, a), gramZ(q, k, c, d)), gramZ(q, k, b, a), gramX(q, k, c, d));
}

/** Elements between the ties and the other rows that touch the block. */
fn tieBorder(q: Group) {
  let A = q.axes;
  let ties = q.cones * A;
  for (var t = lid; t < q.blockRows * ties; t += T) {
    let o = q.blockRow + 8 * (t / ties);
    let ua = t - (t / ties) * ties;
    let u = ua / A;
    let a = ua - u * A;
    let k = table[o];
    let f = ld(shape.tieBlock + q.tie + k * q.cones + u);
    let zero = complex(real(0.0), real(0.0));
    var s = zero;
    for (var i = table[o + 2]; i < table[o + 3]; i++) {
      let e = table[shape.blockRowTerm + i];
      let l = table[q.left + e];
      let r = table[q.right + e];
      let w = ldc(q.weight + 2 * (k * q.terms + e));
      let p = crossAxis(q, k, a, l, r, A + u);
      var b = p;
      if (l != r) { b = crossAxis(q, k, a, r, l, A + u); }
      s = cmad(cmadc(s, w, b), w, p);
    }
    s = cscale(real(0.25), s);
    for (var i = table[o + 4]; i < table[o + 5]; i++) {
      let e = table[shape.blockRowDense + i];
      s = cadd(s, bilinear(q, k, a, q.denseVector + 2 * q.n * ((k * q.dense + e) * q.vectors + A + u)));
    }
    s = cscale(f, s);
    let block = shape.block + 4 * (q.arrow + k);
    let stride = table[block + 1];
    let p = table[block + 2] + 2 * ua * stride + table[o + 6];
    st(p, re(s));
    st(p + stride, im(s));
  }
}

/** Assembles the Schur complement at the scaling point. Ends with a barrier. */
fn assembleSchur() {
  grams();
  for (var t = lid; t < shape.targets; t += T) {
    let o = shape.schurTarget + 3 * t;
    var s = real(0.0);
    for (var i = table[o + 1]; i < table[o + 2]; i++) { s = add(s, contribution(shape.schurPart + 4 * i)); }
    st(table[o], s);
  }
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    if (q.cones > 0) { tieGram(q); tieBorder(q); }
  }
  sync();
  // rows of the coupled cones' heads against their bodies
  for (var t = lid; t < shape.heads * shape.headWidth; t += T) {
    let h = t / shape.headWidth;
    let a = t - h * shape.headWidth;
    let o = shape.head + 6 * h; // tie, cone, entry, width, address, stride
    if (a < table[o + 3]) {
      let cone = table[o + 1];
      let w = shape.coneW + table[shape.coneOffset + cone];
      let f = mul(mul(ld(shape.tieBody + table[o]), ld(shape.beta2 + cone)), mul(ld(w), ld(shape.value + table[o + 2])));
      let p = table[o + 4] + a * table[o + 5];
      st(p, msub(ld(p), mul(real(2.0), f), ld(w + 1 + a)));
    }
  }
  sync();
}

/** Assembles and factors the Schur complement at the scaling point. Ends with a barrier. */
fn factorSchur() {
  assembleSchur();
  factorArrow();
}
