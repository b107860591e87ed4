// Philox 4x32-10 (src/random/philox.ts) of one draw.
#pragma once
namespace errorDraws {
/** Streams of src/random/stream.ts. */
static constexpr u32 CSI_ERROR = 3, RECEIVER_NOISE = 7, FRAME_SYMBOLS = 8;

/** Key of the study, and the words of the counter that tell realization and draw. */
struct Counter {
  u32 keyLow, keyHigh, upper, realization, draw;
};
/** @param a has the key of the study. */
template <class Launch> DEV Counter counterOf(const Launch& a, u32 stream, u32 realization, u64 draw) {
  return Counter{a.keyLow, a.keyHigh, u32(draw >> 24), realization, (stream << 24) + (u32(draw) & 0xffffffu)};
}

/** Two uniforms times 2^53. */
struct Uniforms { double x, y; };

/**
 * 2^53 u = (27 bits of a, 26 bits of b): the words go into the last bits of 2^78 and 2^52, whose sum is taken away again. Every operation is exact.
 */
DEV double unit(u32 a, u32 b) {
  const double high = numberOf(0x44d0000000000000ull | (a >> 5)), low = numberOf(0x4330000000000000ull | (b >> 6));
  return add(sub(high, 0x1.0000004p78), low);
}

/** Uniforms 2 block and 2 block + 1 of the draw. */
DEV Uniforms uniforms(Counter c, u32 block) {
  u32 c0 = block, c1 = c.upper, c2 = c.realization, c3 = c.draw;
  UNROLL_ALL for (u32 round = 0; round < 10; round++) {
    const u64 p = u64(0xd2511f53u) * c0, s = u64(0xcd9e8d57u) * c2;
    c0 = u32(s >> 32) ^ c1 ^ (c.keyLow + round * 0x9e3779b9u);
    c2 = u32(p >> 32) ^ c3 ^ (c.keyHigh + round * 0xbb67ae85u);
    c1 = u32(s);
    c3 = u32(p);
  }
  return Uniforms{unit(c0, c1), unit(c2, c3)};
}
}
