// Hermitian PSD blocks: HKM direction, H(U) = (X U Z^-1 + Z^-1 U X)/2. Twin of src/conic/cones/hermitianPsd.ts.

/** Z^-1 of every block; false when one is not positive definite. Ends with a barrier. */
fn scalePsd(z: i32) -> bool {
  if (lid == 0) { atomicStore(&failed, 0u); }
  workgroupBarrier();
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    let n = q.n;
    let size = packedRow(n);
    for (var t = lid; t < q.count * (size / 2); t += T) {
      let k = t / (size / 2);
      let ij = lower(n, t - k * (size / 2));
      stc(q.product + k * size + packedRow(ij.x) + 2 * ij.y, ldc(z + q.primal + 2 * (n * (k * n + ij.x) + ij.y)));
    }
    sync();
    choleskyBlocks(n, q.count, q.count, q.product, shape.pivot);
    for (var t = lid; t < q.count * (n / 2); t += T) { // the elements below every other diagonal
      let k = t / (n / 2);
      let j = 2 * (t - k * (n / 2));
      stc(q.product + k * size + packedRow(j + 1) + 2 * j, ldc(shape.pivot + k * pivotsOf(n) + 2 * tilesIn(n) + j));
    }
    sync();
    // Y = L^-1, one thread for each column
    for (var t = lid; t < q.count * n; t += T) {
      let k = t / n;
      let j = t - k * n;
      let l = q.product + k * size;
      let y = q.product2 + 2 * k * n * n;
      let rd = shape.pivot + k * pivotsOf(n);
      stc(y + 2 * (j * n + j), complex(ld(rd + j), real(0.0)));
      for (var i = j + 1; i < n; i++) {
        var s = complex(real(0.0), real(0.0));
        for (var c = j; c < i; c++) { s = cmad(s, ldc(l + packedRow(i) + 2 * c), ldc(y + 2 * (c * n + j))); }
        stc(y + 2 * (i * n + j), cscale(neg(ld(rd + i)), s));
      }
    }
    sync();
    let half = n * (n + 1) / 2;
    for (var t = lid; t < q.count * half; t += T) {
      let k = t / half;
      let ij = lower(n, t - k * half);
      let y = q.product2 + 2 * k * n * n;
      var s = complex(real(0.0), real(0.0));
      for (var c = ij.x; c < n; c++) { s = cmadc(s, ldc(y + 2 * (c * n + ij.x)), ldc(y + 2 * (c * n + ij.y))); }
      storeHermitian(n, q.zInverse + 2 * k * n * n, ij.x, ij.y, s);
    }
    sync();
  }
  workgroupBarrier(); // `sync` orders the workspace alone
  if (lid == 0) { failures = atomicLoad(&failed); }
  return workgroupUniformLoad(&failures) == 0u;
}

/** out = H u on the PSD part. Ends with a barrier. */
fn applyHPsd(u: i32, out: i32) {
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    multiplyBlocks(q.n, q.count, shape.x + q.primal, u + q.primal, q.product);
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
      let i = 2 * ij.x;
      let j = 2 * ij.y;
      let o = 2 * k * n * n;
      storeHermitianTile(n, out + q.primal + o, i, j, hermitianProduct(n, q.product + o, q.zInverse + o, i, j));
    }
  }
  sync();
}

/** Element of sigma mu Z^-1 - X - h. */
fn complementarity(sm: R, z: i32, x: i32, h: C) -> C {
  return cadd(cscale(sm, ldc(z)), cscale(real(-1.0), cadd(ldc(x), h)));
}

/** out = sigma mu Z^-1 - X - herm(DX DZ Z^-1) on the PSD part. Ends with a barrier. */
fn correctorPsd(sm: R, dx: i32, dz: i32, out: i32) {
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    multiplyBlocks(q.n, q.count, dx + q.primal, dz + q.primal, q.product);
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
      let i = 2 * ij.x;
      let j = 2 * ij.y;
      let o = 2 * k * n * n;
      let e = 2 * (i * n + j);
      let e1 = e + nextTo(i, n, 2 * n);
      let j1 = nextTo(j, n, 2);
      let z = q.zInverse + o;
      let x = shape.x + q.primal + o;
      let h = hermitianProduct(n, q.product + o, z, i, j);
      storeHermitianTile(n, out + q.primal + o, i, j, Tile(
        complementarity(sm, z + e, x + e, h.a), complementarity(sm, z + e + j1, x + e + j1, h.b),
        complementarity(sm, z + e1, x + e1, h.c), complementarity(sm, z + e1 + j1, x + e1 + j1, h.d),
      ));
    }
  }
  sync();
}

/** Bit i is set when x + a_i dx or z + a_i dz leaves the cone, a_i = lowest + (i + 1) width. Uniform; has barriers. */
fn trials(lowest: f32, width: f32, dx: i32, dz: i32) -> u32 {
  if (lid == 0) { atomicStore(&failed, 0u); }
  workgroupBarrier();
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    let n = q.n;
    let half = n * (n + 1) / 2;
    let many = TRIALS * 2 * q.count; // [trial][x or z][block]
    for (var t = lid; t < many * half; t += T) {
      let b = t / half;
      let ij = lower(n, t - b * half);
      let trial = b / (2 * q.count);
      let side = (b / q.count) & 1;
      let k = b - (2 * trial + side) * q.count;
      let e = q.primal + 2 * (k * n * n + ij.x * n + ij.y);
      let a = real(lowest + f32(trial + 1) * width);
      let v = ldc(select(shape.x, shape.z, side == 1) + e);
      let d = ldc(select(dx, dz, side == 1) + e);
      stc(shape.trial + b * packedRow(n) + packedRow(ij.x) + 2 * ij.y, cadd(v, cscale(a, d)));
    }
    sync();
    choleskyBlocks(n, many, 2 * q.count, shape.trial, shape.pivot);
  }
  workgroupBarrier(); // `sync` orders the workspace alone
  if (lid == 0) { failures = atomicLoad(&failed); }
  return workgroupUniformLoad(&failures);
}

/** Largest step in (0, cap] found to keep x and z positive definite: a grid of `TRIALS` steps, then of those between the last one inside and the next. Has barriers. */
fn maxStepPsd(cap: f32, rounds: i32, dx: i32, dz: i32) -> f32 {
  if (shape.groupCount == 0) { return cap; }
  var lowest = 0.0;
  var width = cap * (1.0 / f32(TRIALS));
  for (var round = 0; round < 12; round++) {
    let bits = trials(lowest, width, dx, dz);
    let good = f32(countTrailingZeros(bits | (1u << u32(TRIALS))));
    lowest += good * width;
    if (round == 0 && bits == 0u) { return lowest; }
    if (agree(lowest > 0.0 && round >= rounds)) { break; }
    width *= 1.0 / f32(TRIALS + 1);
  }
  return lowest;
}

/** Adds s times the unit element. */
fn addUnitPsd(s: R, x: i32) {
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    for (var t = lid; t < q.count * q.n; t += T) {
      let o = x + q.primal + 2 * (t * q.n + t % q.n);
      st(o, add(ld(o), s));
    }
  }
}
