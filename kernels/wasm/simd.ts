// Shorthands for f64x2 vectors. Throughout, the two lanes hold two PSD blocks of one program, or two neighbouring columns.

// @ts-ignore: decorator
@inline export function ld(p: usize): v128 { return v128.load(p); }
// @ts-ignore: decorator
@inline export function st(p: usize, v: v128): void { v128.store(p, v); }
// @ts-ignore: decorator
@inline export function add(x: v128, y: v128): v128 { return v128.add<f64>(x, y); }
// @ts-ignore: decorator
@inline export function sub(x: v128, y: v128): v128 { return v128.sub<f64>(x, y); }
// @ts-ignore: decorator
@inline export function mul(x: v128, y: v128): v128 { return v128.mul<f64>(x, y); }
// @ts-ignore: decorator
@inline export function splat(x: f64): v128 { return f64x2.splat(x); }
// @ts-ignore: decorator
@inline export function lane0(v: v128): f64 { return f64x2.extract_lane(v, 0); }
// @ts-ignore: decorator
@inline export function lane1(v: v128): f64 { return f64x2.extract_lane(v, 1); }
// @ts-ignore: decorator
@inline export function hsum(v: v128): f64 { return lane0(v) + lane1(v); }
// @ts-ignore: decorator
@inline export function at(base: usize, i: i32): usize { return base + ((<usize>i) << 3); }
// @ts-ignore: decorator
@inline export function at2(base: usize, i: i32): usize { return base + ((<usize>i) << 4); }
// @ts-ignore: decorator
@inline export function get(base: usize, i: i32): f64 { return load<f64>(at(base, i)); }
// @ts-ignore: decorator
@inline export function set(base: usize, i: i32, x: f64): void { store<f64>(at(base, i), x); }
/** Address of a 32-bit number of a table. */
// @ts-ignore: decorator
@inline export function word(table: usize, i: i32): usize { return table + ((<usize>i) << 2); }
// @ts-ignore: decorator
@inline export function geti(base: usize, i: i32): i32 { return load<i32>(word(base, i)); }

/** y += a x, n doubles, n even, 16-byte aligned. */
export function axpy(n: i32, a: f64, x: usize, y: usize): void {
  const s = splat(a);
  for (let p: usize = 0, e: usize = (<usize>n) << 3; p < e; p += 16) st(y + p, add(ld(y + p), mul(s, ld(x + p))));
}

/** y = a x, n even. */
export function scaleTo(n: i32, a: f64, x: usize, y: usize): void {
  const s = splat(a);
  for (let p: usize = 0, e: usize = (<usize>n) << 3; p < e; p += 16) st(y + p, mul(s, ld(x + p)));
}

/** x . y over n doubles, n even. */
export function dot(n: i32, x: usize, y: usize): f64 {
  let s = splat(0), t = splat(0);
  const e: usize = (<usize>n) << 3;
  let p: usize = 0;
  for (; p + 16 < e; p += 32) {
    s = add(s, mul(ld(x + p), ld(y + p)));
    t = add(t, mul(ld(x + p + 16), ld(y + p + 16)));
  }
  if (p < e) s = add(s, mul(ld(x + p), ld(y + p)));
  return hsum(add(s, t));
}

export function zero(n: i32, x: usize): void { memory.fill(x, 0, (<usize>n) << 3); }
export function copy(n: i32, from: usize, to: usize): void { memory.copy(to, from, (<usize>n) << 3); }
