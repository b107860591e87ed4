// Entry tallyFrames: sums over the frames of a listener, a block for each piece of them. All are integers: their order does not matter.
#pragma once
namespace symbolErrors {
/** Frames of a piece. */
static constexpr u32 PIECE = 8192;

DEV Sums together(const Sums& a, const Sums& b) {
  return Sums{a.wrong + b.wrong, a.squares + b.squares, a.withWrong + b.withWrong, a.withRight + b.withRight};
}

/** @param parts of the threads of a block. */
DEV void tallyFrames(const Launch& a, Place place, Sums* parts) {
  const u32 pieces = (a.frames + PIECE - 1) / PIECE, listener = place.block / pieces, first = place.block % pieces * PIECE;
  const u32* wrong = a.wrong + size_t(listener) * a.frames + first;
  Sums own{0, 0, 0, 0};
  for (u32 i = place.thread; i < min(PIECE, a.frames - first); i += place.threads) {
    const u32 n = wrong[i];
    own = together(own, Sums{n, u64(n) * n, n > 0 ? 1u : 0u, n < a.length ? 1u : 0u});
  }
  parts[place.thread] = own;
  for (u32 width = place.threads / 2; width > 0; width /= 2) {
    barrier();
    if (place.thread < width) parts[place.thread] = together(parts[place.thread], parts[place.thread + width]);
  }
  if (place.thread == 0) a.sums[place.block] = parts[0];
}
}
