// CSI errors of a draw before they have a radius.
#pragma once
namespace errorDraws {
/** Laws of src/model/errorLaw.ts: uniform in the unit ball, uniform on the unit sphere, CN(0, I / antennas). */
static constexpr u32 BALL = 0, SPHERE = 1;

/** Numbers that one thread makes and reads: element i of its column. No other thread touches it. */
struct Column {
  C* first;
  u32 stride;
  DEV C at(u32 i) const { return loadPair<C>(&first[size_t(i) * stride].x); }
  DEV void put(u32 i, C e) const { storePair(&first[size_t(i) * stride].x, e); }
};

/** A CN(0, 1) number from 2^53 u and 2^53 v. */
DEV C complexNormal(double u, double v) {
  const double radius = root(minusLog(sub(9007199254740992.0, u), 53.0));
  const double turns = mul(v, 4.440892098500626e-16), t = quarter(turns), y = beyond(turns, t), z = mul(y, y);
  const u64 q = bitsOf(t), sin = bitsOf(sine(y, z)), cos = bitsOf(cosine(z)), other = (sin ^ cos) & (0 - (q & 1));
  // quarter turns 1 and 2 have a negative cosine, 2 and 3 a negative sine
  return C{mul(radius, numberOf(cos ^ other ^ (((q + 1) & 2) << 62))), mul(radius, numberOf(sin ^ other ^ ((q & 2) << 62)))};
}

/** Norm of a vector uniform in the unit ball of complex dimension n from 2^53 u: u^(1/(2n)). `exponent` is -1/(2n). */
DEV double reach(double u, double exponent) { return u > 0.0 ? exponential(mul(minusLog(u, 53.0), exponent)) : 0.0; }

/** The errors of a link, elements `at` .. `at` + antennas - 1 of the column. @param a has the law and its numbers. */
template <class Launch> DEV void fillLink(const Launch& a, Counter counter, u32 link, Column out, u32 at) {
  const u32 ahead = a.law == BALL ? 1 : 0, next = link * (ahead + 2 * a.antennas);
  u32 block = next >> 1;
  double norm = 1.0, kept = 0.0;
  bool odd = (next & 1) != 0;
  if (odd) kept = uniforms(counter, block++).y;
  if (ahead) {
    double u = kept;
    if (!odd) {
      const Uniforms pair = uniforms(counter, block++);
      u = pair.x;
      kept = pair.y;
    }
    norm = reach(u, a.exponent);
    odd = !odd;
  }
  double sum = 0.0;
  UNROLL_NOT for (u32 i = 0; i < a.antennas; i++) {
    const Uniforms pair = uniforms(counter, block + i);
    const C e = complexNormal(odd ? kept : pair.x, odd ? pair.x : pair.y);
    kept = pair.y;
    out.put(at + i, e);
    sum = add(sum, add(mul(e.x, e.x), mul(e.y, e.y)));
  }
  const double scale = a.law <= SPHERE ? div(norm, root(sum)) : a.perAntenna;
  UNROLL_TWO for (u32 i = at; i < at + a.antennas; i++) {
    const C e = out.at(i);
    out.put(i, C{mul(e.x, scale), mul(e.y, scale)});
  }
}
}
