// Symbol decisions of one user over one frame, operation by operation as kernels/wasm/errorDraws/decisions.ts.
#pragma once
namespace symbolErrors {
/** A sample outside abs(arg) <= pi/M. */
DEV u32 isWrong(double re, double im, double cotangent) { return sub(re, mul(fabs(im), cotangent)) < 0.0 ? 1u : 0u; }
/** a b */
DEV C product(C a, C b) { return C{sub(mul(a.x, b.x), mul(a.y, b.y)), add(mul(a.x, b.y), mul(a.y, b.x))}; }
/** What the noise of a user is multiplied by. */
DEV C noiseTurn(const Launch& a, const Listener& to, u32 i) {
  const C turn = loadPair<C>(&a.numbers[to.turns + i].x);
  return C{mul(a.sigma, turn.x), mul(a.sigma, turn.y)};
}
/** Errors that an amplitude is a sum over: none where every radius is 0. */
DEV u32 errorsOf(const Launch& a, const Listener& to) { return a.hasErrors ? to.links * a.antennas : 0; }

/** Wrong decisions at ROWS symbol times from `time` on; rows beyond the frame's end do not count. */
template <u32 ROWS> DEV u32 wrongTimes(const Launch& a, const Listener& to, const Room& room, u32 time) {
  C sum[ROWS];
  amplitudes<ROWS>(room.errors, 0, errorsOf(a, to), a.numbers + to.rows + time * to.stride, to.stride, sum);
  u32 wrong = 0;
  UNROLL_ALL for (u32 r = 0; r < ROWS; r++) {
    if (time + r >= a.length) continue;
    const C noise = product(room.noise.at(time + r), noiseTurn(a, to, time + r));
    wrong += isWrong(add(sum[r].x, noise.x), add(sum[r].y, noise.y), to.cotangent);
  }
  return wrong;
}
/** Symbol level: the same transmit vectors in each frame, a row for each symbol time, an even number of them. */
DEV u32 decideFixed(const Launch& a, const Listener& to, const Room& room) {
  u32 wrong = 0, time = 0;
  UNROLL_NOT for (; time + 4 <= to.each; time += 4) wrong += wrongTimes<4>(a, to, room, time);
  if (time < to.each) wrong += wrongTimes<2>(a, to, room, time);
  return wrong;
}

/** Amplitudes of ROWS beams of a sender, to the beams from `beam` on. */
template <u32 ROWS> DEV void hearRows(const Launch& a, const Listener& to, const Room& room, const C* q, u32 at, u32 beam) {
  C sum[ROWS];
  amplitudes<ROWS>(room.errors, at, errorsOf(a, to), q, to.stride, sum);
  UNROLL_ALL for (u32 r = 0; r < ROWS; r++) room.beams.put(beam + r, sum[r]);
}
/** Amplitudes of all beams. */
DEV void hearBeams(const Launch& a, const Listener& to, const Room& room) {
  const C* q = a.numbers + to.rows;
  u32 beam = 0;
  UNROLL_NOT for (u32 n = 0; n < to.senders; n++) {
    const u32 at = n * to.links * a.antennas;
    UNROLL_NOT for (u32 row = 0; row < to.each;) {
      const u32 left = to.each - row, taken = left > 3 ? 4 : left;
      if (left > 3) hearRows<4>(a, to, room, q, at, beam);
      else if (left == 3) hearRows<3>(a, to, room, q, at, beam);
      else if (left == 2) hearRows<2>(a, to, room, q, at, beam);
      else hearRows<1>(a, to, room, q, at, beam);
      row += taken;
      beam += taken;
      q += taken * to.stride;
    }
  }
}
/** Wrong decisions at TIMES symbol times from `time` on. */
template <u32 TIMES> DEV u32 wrongSymbols(const Launch& a, const Listener& to, const Room& room, u32 user, u32 time) {
  const Order& order = a.orders[to.order];
  const C* points = a.numbers + order.points;
  const u32 symbols = to.order * a.userCount * a.length + time;
  const C turn = noiseTurn(a, to, 0);
  C sum[TIMES];
  UNROLL_ALL for (u32 i = 0; i < TIMES; i++) sum[i] = product(room.noise.at(time + i), turn);
  UNROLL_NOT for (u32 k = 0; k < a.userCount; k++) {
    const C beam = room.beams.at(k);
    UNROLL_ALL for (u32 i = 0; i < TIMES; i++) {
      const C heard = product(beam, loadPair<C>(&points[room.symbol(symbols + k * a.length + i)].x));
      sum[i] = C{add(sum[i].x, heard.x), add(sum[i].y, heard.y)};
    }
  }
  u32 wrong = 0;
  UNROLL_ALL for (u32 i = 0; i < TIMES; i++) {
    // the sample, turned back by the user's own symbol
    const C own = loadPair<C>(&points[room.symbol(symbols + user * a.length + i)].x), z = sum[i];
    wrong += isWrong(add(mul(z.x, own.x), mul(z.y, own.y)), sub(mul(z.y, own.x), mul(z.x, own.y)), to.cotangent);
  }
  return wrong;
}
/** Block level: each beam carries a symbol of its own at each time; users have as many beams as there are users. */
DEV u32 decideBlock(const Launch& a, const Listener& to, const Room& room, u32 user) {
  hearBeams(a, to, room);
  u32 wrong = 0, time = 0;
  UNROLL_NOT for (; time + 2 <= a.length; time += 2) wrong += wrongSymbols<2>(a, to, room, user, time);
  if (time < a.length) wrong += wrongSymbols<1>(a, to, room, user, time);
  return wrong;
}
}
