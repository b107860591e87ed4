// Amplitudes c + sum over links and antennas of e w, of several rows of weights at once: each as if it were alone.
#pragma once
namespace errorDraws {
/** Amplitudes of the rows at q, q + stride, ..; a row is c and then the weights of `count` errors from element `at` of the column on. */
template <u32 ROWS> DEV void amplitudes(Column e, u32 at, u32 count, const C* q, u32 stride, C (&sum)[ROWS]) {
  UNROLL_ALL for (u32 r = 0; r < ROWS; r++) sum[r] = loadPair<C>(&q[r * stride].x);
  UNROLL_TWO for (u32 i = 0; i < count; i++) {
    const C error = e.at(at + i);
    q++;
    UNROLL_ALL for (u32 r = 0; r < ROWS; r++) {
      const C w = loadPair<C>(&q[r * stride].x);
      sum[r].x = add(sum[r].x, sub(mul(error.x, w.x), mul(error.y, w.y)));
      sum[r].y = add(sum[r].y, add(mul(error.x, w.y), mul(error.y, w.x)));
    }
  }
}
/** Squared magnitude. */
DEV double power(C a) { return add(mul(a.x, a.x), mul(a.y, a.y)); }
}
