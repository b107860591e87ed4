// Numbers in double-single: the unevaluated sum of two float32, about 48 bits, for cards whose float64 is slow. Unlike
// kernels/numberDoubleSingle.wgsl every operation is one that the device rounds once, so that nothing has to be hidden from the compiler
// and a product's error is one multiply-add.
#pragma once
namespace conic {
struct alignas(8) R { float x, y; };
/** The number that comparisons and step lengths are made with. */
typedef float F;
struct alignas(16) C { R x, y; };

DEV bool finite(F a) { return (bitsOf(a) & 0x7f800000u) != 0x7f800000u; }
DEV bool positive(F a) { const int u = int(bitsOf(a)); return u > 0 && u < 0x7f800000; }

/** a + b exactly. */
DEV R twoSum(float a, float b) {
  const float s = addOf(a, b);
  const float t = subOf(s, a);
  return R{s, addOf(subOf(a, subOf(s, t)), subOf(b, t))};
}
/** a + b exactly, where a is not the smaller one. */
DEV R quickTwoSum(float a, float b) {
  const float s = addOf(a, b);
  return R{s, subOf(b, subOf(s, a))};
}
/** a b exactly. */
DEV R twoProduct(float a, float b) {
  const float p = mulOf(a, b);
  return R{p, fmaOf(a, b, -p)};
}

DEV R real(F a) { return R{a, 0.0f}; }
DEV F hi(R a) { return a.x; }
DEV R neg(R a) { return R{-a.x, -a.y}; }
/** Relative to the sum, however much of the terms cancels. */
DEV R add(R a, R b) {
  const R s = twoSum(a.x, b.x);
  const R t = twoSum(a.y, b.y);
  const R u = quickTwoSum(s.x, addOf(s.y, t.x));
  return quickTwoSum(u.x, addOf(u.y, t.y));
}
DEV R sub(R a, R b) { return add(a, neg(b)); }
DEV R mul(R a, R b) {
  const R p = twoProduct(a.x, b.x);
  return quickTwoSum(p.x, fmaOf(a.x, b.y, fmaOf(a.y, b.x, p.y)));
}
/** Long division in two steps. */
DEV R div(R a, R b) {
  const float q = divOf(a.x, b.x);
  const R p = twoProduct(q, b.x);
  const R r = sub(a, quickTwoSum(p.x, fmaOf(q, b.y, p.y)));
  return quickTwoSum(q, divOf(r.x, b.x));
}
/** One step from the root of float32; 0 where there is none. */
DEV R root(R a) {
  if (!(a.x > 0.0f)) return R{0.0f, 0.0f};
  const float s = squareRoot(a.x);
  const R r = sub(a, twoProduct(s, s));
  return quickTwoSum(s, divOf(r.x, addOf(s, s)));
}
/** s + a b, relative to the larger of s and a b: as a sum of many products needs it. */
DEV R mad(R s, R a, R b) {
  FLOP(1);
  const R p = twoProduct(a.x, b.x);
  const float e = fmaOf(a.x, b.y, fmaOf(a.y, b.x, p.y));
  const R h = twoSum(s.x, p.x);
  return quickTwoSum(h.x, addOf(h.y, addOf(s.y, e)));
}
DEV R msub(R s, R a, R b) { return mad(s, neg(a), b); }

DEV C complex(R a, R b) { return C{a, b}; }
DEV R re(C a) { return a.x; }
DEV R im(C a) { return a.y; }
DEV C conj(C a) { return C{a.x, neg(a.y)}; }
DEV C cadd(C a, C b) { return C{add(a.x, b.x), add(a.y, b.y)}; }
DEV C cscale(R f, C a) { return C{mul(f, a.x), mul(f, a.y)}; }
/** s + a b, s + conj(a) b, s + a conj(b), s - a conj(b). */
DEV C cmad(C s, C a, C b) { return C{msub(mad(s.x, a.x, b.x), a.y, b.y), mad(mad(s.y, a.x, b.y), a.y, b.x)}; }
DEV C cmadc(C s, C a, C b) { return C{mad(mad(s.x, a.x, b.x), a.y, b.y), msub(mad(s.y, a.x, b.y), a.y, b.x)}; }
DEV C cmadr(C s, C a, C b) { return C{mad(mad(s.x, a.x, b.x), a.y, b.y), msub(mad(s.y, a.y, b.x), a.x, b.y)}; }
DEV C cmsubr(C s, C a, C b) { return C{msub(msub(s.x, a.x, b.x), a.y, b.y), mad(msub(s.y, a.y, b.x), a.x, b.y)}; }
/** s + Re(conj(a) b). */
DEV R inner(R s, C a, C b) { return mad(mad(s, a.x, b.x), a.y, b.y); }
}
