// Ceiling of this core for f64x2 multiply and add in WebAssembly: twelve independent chains in registers.
import { add, mul, splat, hsum } from './simd';

/** Runs n rounds of 12 x (multiply, add) on two lanes: 48 n flops. Returns a value that depends on all of them. */
export function peak(n: i32): f64 {
  const f = splat(0.999999), g = splat(1e-6);
  let a = splat(1), b = splat(2), c = splat(3), d = splat(4), e = splat(5), h = splat(6);
  let i = splat(7), j = splat(8), k = splat(9), l = splat(10), m = splat(11), o = splat(12);
  for (let q = 0; q < n; q++) {
    a = add(mul(a, f), g); b = add(mul(b, f), g); c = add(mul(c, f), g); d = add(mul(d, f), g);
    e = add(mul(e, f), g); h = add(mul(h, f), g); i = add(mul(i, f), g); j = add(mul(j, f), g);
    k = add(mul(k, f), g); l = add(mul(l, f), g); m = add(mul(m, f), g); o = add(mul(o, f), g);
  }
  return hsum(add(add(add(a, b), add(c, d)), add(add(add(e, h), add(i, j)), add(add(k, l), add(m, o)))));
}
