// SINR of one user for one draw. The rows of a user are described in src/montecarlo/receiver.ts.
#pragma once
namespace errorDraws {
/** Powers of ROWS rows of a sender from row `row` on: that of row `own` is useful, the others are added in their order. */
template <u32 ROWS> DEV void addPowers(Column e, u32 at, u32 count, const C* q, u32 stride, u32 row, u32 own, double& useful, double& other) {
  C sum[ROWS];
  amplitudes<ROWS>(e, at, count, q + row * stride, stride, sum);
  UNROLL_ALL for (u32 r = 0; r < ROWS; r++) {
    if (row + r == own) useful = power(sum[r]);
    else other = add(other, power(sum[r]));
  }
}

/** Power of the own row over noise and the power of all others, in the order of the rows. */
DEV double blockSinr(const User& user, Column e, u32 antennas, const C* q) {
  double useful = 0.0, other = user.noise;
  const u32 count = user.links * antennas;
  UNROLL_NOT for (u32 n = 0; n < user.senders; n++) {
    const u32 own = n == user.own ? user.ownRow : ~0u, at = n * count;
    UNROLL_NOT for (u32 row = 0; row < user.each;) {
      const u32 left = user.each - row;
      if (left > 3) addPowers<4>(e, at, count, q, user.stride, row, own, useful, other);
      else if (left == 3) addPowers<3>(e, at, count, q, user.stride, row, own, useful, other);
      else if (left == 2) addPowers<2>(e, at, count, q, user.stride, row, own, useful, other);
      else addPowers<1>(e, at, count, q, user.stride, row, own, useful, other);
      row += left > 3 ? 4 : left;
    }
    q += user.each * user.stride;
  }
  return div(useful, other);
}

/** Smallest over ROWS symbol times from `time` on of margin^2 / (noise + interference). */
template <u32 ROWS> DEV double leastOf(const User& user, Column e, u32 count, const C* q, u32 time) {
  double noise[ROWS], least = numberOf(0x7ff0000000000000ull);
  C sum[ROWS];
  UNROLL_ALL for (u32 r = 0; r < ROWS; r++) noise[r] = user.noise;
  const u32 group = user.each * user.stride;
  q += time * user.stride;
  UNROLL_NOT for (u32 n = 0; n < user.senders; n++) {
    if (n == user.own) continue;
    amplitudes<ROWS>(e, n * count, count, q + n * group, user.stride, sum);
    UNROLL_ALL for (u32 r = 0; r < ROWS; r++) noise[r] = add(noise[r], power(sum[r]));
  }
  amplitudes<ROWS>(e, user.own * count, count, q + user.own * group, user.stride, sum);
  UNROLL_ALL for (u32 r = 0; r < ROWS; r++) {
    // distance to the nearer edge of the sector of constructive interference: Re - abs(Im) cot(pi/M), at least 0
    const double margin = max(0.0, sub(sum[r].x, mul(fabs(sum[r].y), user.cotangent)));
    least = min(least, div(mul(margin, margin), noise[r]));
  }
  return least;
}

/** Symbol level: smallest over the symbol times, an even number of them. */
DEV double symbolSinr(const User& user, Column e, u32 antennas, const C* q) {
  double least = numberOf(0x7ff0000000000000ull);
  const u32 count = user.links * antennas;
  u32 time = 0;
  UNROLL_NOT for (; time + 4 <= user.each; time += 4) least = min(least, leastOf<4>(user, e, count, q, time));
  if (time < user.each) least = min(least, leastOf<2>(user, e, count, q, time));
  return least;
}
}
