// Nonnegative and second-order cones: Nesterov-Todd scaling, one thread for each cone. Twin of src/conic/cones/{nonnegative,secondOrder}.ts.
// W = beta (2 v v^T - J), H = W^2 = beta^2 (2 w w^T - J), lambda = W z = W^-1 x. No routine here has a barrier.

fn tail(n: i32, x: i32, y: i32) -> R { // sum over the bodies
  var s = real(0.0);
  for (var i = 1; i < n; i++) { s = mad(s, ld(x + i), ld(y + i)); }
  return s;
}

/** (x0 - norm(body)) (x0 + norm(body)), not negative. */
fn hyperbolicSquare(n: i32, x: i32) -> R {
  let t = root(tail(n, x, x));
  let s = mul(sub(ld(x), t), add(ld(x), t));
  return select(real(1e-30), s, hi(s) > 1e-30);
}

// out = beta (2 v (v.u) - J u)
fn applyW(n: i32, v: i32, beta: R, u: i32, out: i32) {
  let s = mul(real(2.0), mad(tail(n, v, u), ld(v), ld(u)));
  st(out, mul(beta, sub(mul(s, ld(v)), ld(u))));
  for (var i = 1; i < n; i++) { st(out + i, mul(beta, mad(ld(u + i), s, ld(v + i)))); }
}
// out = (2 Jv (Jv.u) - J u) / beta
fn applyWInverse(n: i32, v: i32, beta: R, u: i32, out: i32) {
  let s = mul(real(2.0), sub(mul(ld(v), ld(u)), tail(n, v, u)));
  let r = div(real(1.0), beta);
  st(out, mul(r, sub(mul(s, ld(v)), ld(u))));
  for (var i = 1; i < n; i++) { st(out + i, mul(r, msub(ld(u + i), s, ld(v + i)))); }
}

/** Scaling at (x, z); `curvature` gets the diagonal of H without its rank-one part: x/z, -beta^2 at heads, beta^2 at bodies. */
fn scaleCones(x: i32, z: i32) {
  for (var i = lid; i < shape.nonneg; i += T) { st(shape.curvature + i, div(ld(x + i), ld(z + i))); }
  for (var c = lid; c < shape.coneCount; c += T) {
    let o = table[shape.coneOffset + c];
    let n = table[shape.coneSize + c];
    let v = shape.coneV + o;
    let w = shape.coneW + o;
    let ja = root(hyperbolicSquare(n, x + o));
    let jb = root(hyperbolicSquare(n, z + o));
    let ra = div(real(1.0), ja);
    let rb = div(real(1.0), jb);
    let cosine = mul(mad(tail(n, x + o, z + o), ld(x + o), ld(z + o)), mul(ra, rb));
    let half = mul(real(0.5), add(real(1.0), cosine));
    let g = div(real(0.5), root(select(real(1.0), half, hi(half) > 1.0)));
    var s = real(0.0);
    for (var i = 1; i < n; i++) {
      let y = mul(sub(mul(ld(x + o + i), ra), mul(ld(z + o + i), rb)), g);
      st(w + i, y);
      s = mad(s, y, y);
    }
    let w0 = root(add(real(1.0), s));
    let w1 = add(w0, real(1.0));
    let f = div(real(1.0), root(mul(real(2.0), w1)));
    st(w, w0);
    st(v, mul(w1, f));
    for (var i = 1; i < n; i++) { st(v + i, mul(ld(w + i), f)); }
    let b2 = mul(ja, rb);
    st(shape.beta2 + c, b2);
    st(shape.curvature + o, neg(b2));
    for (var i = 1; i < n; i++) { st(shape.curvature + o + i, b2); }
    applyW(n, v, root(b2), z + o, shape.lambda + o);
  }
}

/** out = H u on the scalar part. */
fn applyHCones(u: i32, out: i32) {
  for (var i = lid; i < shape.nonneg; i += T) { st(out + i, mul(ld(shape.curvature + i), ld(u + i))); }
  for (var c = lid; c < shape.coneCount; c += T) {
    let o = table[shape.coneOffset + c];
    applyW(table[shape.coneSize + c], shape.coneW + o, ld(shape.beta2 + c), u + o, out + o);
  }
}

/** out = target of the complementarity equation, sigma mu z^-1 - x - second-order correction; t1 and t2 are scratch. */
fn correctorCones(x: i32, z: i32, sm: R, dx: i32, dz: i32, t1: i32, t2: i32, out: i32) {
  for (var i = lid; i < shape.nonneg; i += T) {
    st(out + i, sub(div(msub(sm, ld(dx + i), ld(dz + i)), ld(z + i)), ld(x + i)));
  }
  for (var c = lid; c < shape.coneCount; c += T) {
    let o = table[shape.coneOffset + c];
    let n = table[shape.coneSize + c];
    let v = shape.coneV + o;
    let l = shape.lambda + o;
    let a = t1 + o;
    let b = t2 + o;
    let beta = root(ld(shape.beta2 + c));
    applyWInverse(n, v, beta, dx + o, a);
    applyW(n, v, beta, dz + o, b);
    // r = sigma mu e - lambda o lambda - dx~ o dz~ ; then lambda \ r and W
    let l0 = ld(l);
    let ll = tail(n, l, l);
    let a0 = ld(a);
    let b0 = ld(b);
    let r0 = sub(sub(sm, mad(ll, l0, l0)), mad(tail(n, a, b), a0, b0));
    for (var i = 1; i < n; i++) {
      let r = mul(mul(real(-2.0), l0), ld(l + i));
      st(b + i, msub(msub(r, a0, ld(b + i)), b0, ld(a + i)));
    }
    let ln = root(ll);
    let d = mul(sub(l0, ln), add(l0, ln));
    let x0 = div(msub(mul(l0, r0), real(1.0), tail(n, l, b)), select(real(1e-30), d, hi(d) > 1e-30));
    st(b, x0);
    let f = div(real(1.0), l0);
    for (var i = 1; i < n; i++) { st(b + i, mul(msub(ld(b + i), x0, ld(l + i)), f)); }
    applyW(n, v, beta, b, out + o);
  }
}

fn maxStepCone(n: i32, x: i32, d: i32) -> f32 {
  let c = max(hi(hyperbolicSquare(n, x)), 0.0);
  let dn = root(tail(n, d, d));
  let a = hi(mul(sub(ld(d), dn), add(ld(d), dn)));
  let b = hi(sub(mul(ld(x), ld(d)), tail(n, x, d)));
  // largest alpha with a alpha^2 + 2 b alpha + c >= 0 from alpha = 0 on, head nonnegative
  var alpha = 1e30;
  let disc = b * b - a * c;
  if (disc >= 0.0) {
    let s = sqrt(disc);
    if (b < 0.0) { alpha = c / (s - b); } else if (a < 0.0) { alpha = -(b + s) / a; }
  }
  if (hi(ld(d)) < 0.0) { alpha = min(alpha, -hi(ld(x)) / hi(ld(d))); }
  return alpha;
}

/** Largest step of this thread's cones that keeps x + alpha d inside. */
fn maxStepCones(x: i32, d: i32) -> f32 {
  var alpha = 1e30;
  for (var i = lid; i < shape.nonneg; i += T) {
    if (hi(ld(d + i)) < 0.0) { alpha = min(alpha, -hi(ld(x + i)) / hi(ld(d + i))); }
  }
  for (var c = lid; c < shape.coneCount; c += T) {
    let o = table[shape.coneOffset + c];
    alpha = min(alpha, maxStepCone(table[shape.coneSize + c], x + o, d + o));
  }
  return alpha;
}

/** Adds s times the unit element to the scalar part. */
fn addUnitCones(s: R, x: i32) {
  for (var i = lid; i < shape.nonneg; i += T) { st(x + i, add(ld(x + i), s)); }
  for (var c = lid; c < shape.coneCount; c += T) {
    let o = x + table[shape.coneOffset + c];
    st(o, add(ld(o), s));
  }
}
