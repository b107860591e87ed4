// Numbers in double-single: the unevaluated sum (x, y) of two float32, about 48 bits. Takes the place of number.wgsl. A compiler that
// contracts or reassociates would destroy it, so every intermediate is hidden behind an exclusive or with a zero that it cannot know
// (`run.zero`); src/device/webgpu/precisionProbe.ts finds out whether that does on a device.
alias R = vec2<f32>;
alias C = vec4<f32>;

fn hide(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) ^ run.zero); }
/** a + b exactly. */
fn twoSum(a: f32, b: f32) -> R {
  let s = hide(a + b);
  let t = hide(s - a);
  return R(s, hide(a - hide(s - t)) + hide(b - t));
}
/** a + b exactly, where a is not the smaller one. */
fn quickTwoSum(a: f32, b: f32) -> R {
  let s = hide(a + b);
  return R(s, b - hide(s - a));
}
/** a b exactly: by halves of 12 bits, because `fma` need not be one operation. */
fn twoProduct(a: f32, b: f32) -> R {
  let p = hide(a * b);
  let ah = bitcast<f32>(bitcast<u32>(a) & 0xfffff000u);
  let al = hide(a - ah);
  let bh = bitcast<f32>(bitcast<u32>(b) & 0xfffff000u);
  let bl = hide(b - bh);
  let e = hide(hide(ah * bh) - p);
  return R(p, hide(hide(hide(e + hide(ah * bl)) + hide(al * bh)) + hide(al * bl)));
}

fn real(a: f32) -> R { return R(a, 0.0); }
fn hi(a: R) -> f32 { return a.x; }
fn add(a: R, b: R) -> R {
  let s = twoSum(a.x, b.x);
  let t = twoSum(a.y, b.y);
  let u = quickTwoSum(s.x, hide(s.y + t.x));
  return quickTwoSum(u.x, hide(u.y + t.y));
}
fn neg(a: R) -> R { return -a; }
fn sub(a: R, b: R) -> R { return add(a, -b); }
fn mul(a: R, b: R) -> R {
  let p = twoProduct(a.x, b.x);
  return quickTwoSum(p.x, hide(p.y + hide(hide(a.x * b.y) + hide(a.y * b.x))));
}
fn mulSingle(a: R, b: f32) -> R {
  let p = twoProduct(a.x, b);
  return quickTwoSum(p.x, hide(p.y + hide(a.y * b)));
}
/** Long division, which takes a division of float32 with a few units of error. */
fn div(a: R, b: R) -> R {
  let q1 = hide(a.x / b.x);
  var r = sub(a, mulSingle(b, q1));
  let q2 = hide(r.x / b.x);
  r = sub(r, mulSingle(b, q2));
  return add(quickTwoSum(q1, q2), R(hide(r.x / b.x), 0.0));
}
/** Two steps from the reciprocal root of float32. */
fn root(a: R) -> R {
  if (!(a.x > 0.0)) { return R(0.0, 0.0); }
  let x = hide(inverseSqrt(a.x));
  let s = hide(a.x * x);
  var r = sub(a, twoProduct(s, s));
  let q = quickTwoSum(s, hide(r.x * hide(0.5 * x)));
  r = sub(a, mul(q, q));
  return add(q, R(hide(r.x * hide(0.5 * x)), 0.0));
}
fn mad(s: R, a: R, b: R) -> R { return add(s, mul(a, b)); }
fn msub(s: R, a: R, b: R) -> R { return add(s, mul(-a, b)); }

fn complex(a: R, b: R) -> C { return C(a, b); }
fn re(a: C) -> R { return a.xy; }
fn im(a: C) -> R { return a.zw; }
fn conj(a: C) -> C { return C(a.xy, -a.zw); }
fn cadd(a: C, b: C) -> C { return C(add(a.xy, b.xy), add(a.zw, b.zw)); }
fn cscale(f: R, a: C) -> C { return C(mul(f, a.xy), mul(f, a.zw)); }
fn cmad(s: C, a: C, b: C) -> C { return C(msub(mad(s.xy, a.xy, b.xy), a.zw, b.zw), mad(mad(s.zw, a.xy, b.zw), a.zw, b.xy)); }
fn cmadc(s: C, a: C, b: C) -> C { return C(mad(mad(s.xy, a.xy, b.xy), a.zw, b.zw), msub(mad(s.zw, a.xy, b.zw), a.zw, b.xy)); }
fn cmadr(s: C, a: C, b: C) -> C { return C(mad(mad(s.xy, a.xy, b.xy), a.zw, b.zw), msub(mad(s.zw, a.zw, b.xy), a.xy, b.zw)); }
fn cmsubr(s: C, a: C, b: C) -> C { return cmadr(s, -a, b); }
fn inner(s: R, a: C, b: C) -> R { return mad(mad(s, a.xy, b.xy), a.zw, b.zw); }
