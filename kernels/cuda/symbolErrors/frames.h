// Receiver noise and data symbols of a frame (kernels/wasm/errorDraws/frames.ts).
#pragma once
namespace symbolErrors {
/** Memory of one thread: errors of the links of a user, amplitudes of all beams, noise of a user, and symbols. */
struct Room {
  Column errors, beams, noise;
  unsigned short* first;
  /** Symbol i of the frame, as the index of its point: order, user and time in this order. */
  DEV u32 symbol(u32 i) const { return first[size_t(i) * noise.stride]; }
  DEV void putSymbol(u32 i, u32 index) const { first[size_t(i) * noise.stride] = (unsigned short)index; }
};

/** CN(0, 1) numbers of a user, one for each symbol time. */
DEV void drawNoise(const Launch& a, Counter counter, u32 user, Column out) {
  UNROLL_NOT for (u32 s = 0; s < a.length; s++) {
    const Uniforms pair = uniforms(counter, user * a.length + s);
    out.put(s, complexNormal(pair.x, pair.y));
  }
}

/** Index of a symbol, uniform over 0 .. order - 1, from 2^53 u. */
DEV u32 symbolOf(u32 order, double u) { return u32(int(floor(mul(double(order), mul(u, 1.1102230246251565e-16))))); }

/** The symbols of all users, for each order. */
DEV void drawSymbols(const Launch& a, Counter counter, const Room& room) {
  const u32 count = a.userCount * a.length;
  if (a.orderCount == 0) return;
  UNROLL_NOT for (u32 i = 0; i < count; i += 2) {
    const Uniforms pair = uniforms(counter, i >> 1);
    UNROLL_NOT for (u32 o = 0; o < a.orderCount; o++) {
      const u32 order = a.orders[o].order;
      room.putSymbol(o * count + i, symbolOf(order, pair.x));
      if (i + 1 < count) room.putSymbol(o * count + i + 1, symbolOf(order, pair.y));
    }
  }
}
}
