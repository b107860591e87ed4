// A program of its own: sends frames of a small system for a block-level and a symbol-level design, and tallies them, all by T OS threads. Prints the wrong decisions.
#pragma once
#include "launchThreads.h"

static const u32 FRAMES = 9000, CELLS = 2, USERS = 2, ANTENNAS = 3, LENGTH = 3, LISTENERS = 2 * USERS, ROOM = LENGTH + 1;

int main() {
  using namespace symbolErrors;
  prepareMeetings();
  std::vector<C> numbers{{1, 0}, {1, 0}, {1, 0}, {0.7, 0.7}, {-0.7, 0.7}, {-0.7, -0.7}, {0.7, -0.7}}; // turns, then points
  std::vector<Listener> listeners;
  for (u32 design = 0; design < 2; design++)
    for (u32 u = 0; u < USERS; u++) {
      // block level: a beam of each of two senders; symbol level: four symbol times of one
      const u32 senders = design == 0 ? CELLS : 1, each = design == 0 ? 1 : 4, links = design == 0 ? 1 : CELLS, stride = 1 + links * ANTENNAS;
      listeners.push_back(Listener{1.0, u32(numbers.size()), stride, senders, each, links, 0, design == 0 ? 0 : FIXED, 0});
      for (u32 row = 0; row < senders * each; row++)
        for (u32 i = 0; i < stride; i++) numbers.push_back(C{i > 0 ? 0.2 * i : design == 1 || row == u ? 2.0 : 0.3, 0.1 * i});
    }
  const Order orders[] = {{4, 3}};
  const Group groups[] = {{3, 0, 1}, {4, 1, 2}};
  const u32 pieces = (FRAMES + PIECE - 1) / PIECE, hot = CELLS * ANTENNAS + USERS;
  std::vector<C> scratch((ROOM + hot) * T);
  std::vector<u32> wrong(LISTENERS * FRAMES);
  std::vector<Sums> sums(LISTENERS * pieces);
  const Launch a{listeners.data(), numbers.data(), orders, groups, scratch.data(), wrong.data(), sums.data(), 0, -1.0 / (2 * ANTENNAS), 1.0, 1.0, 1, 2, BALL,
                 FRAMES, CELLS, USERS, ANTENNAS, LENGTH, LISTENERS, 2, 1, u32(T), ROOM + hot, 1, 0, 0};
  static Sums parts[T];
  const Launch* own = &a;
  launch(1, [=](Place p) { sendFrames(*own, p, nullptr); });
  launch(LISTENERS * pieces, [=](Place p) { tallyFrames(*own, p, parts); });
  for (u32 i = 0; i < LISTENERS; i++) {
    Sums all{0, 0, 0, 0};
    for (u32 piece = 0; piece < pieces; piece++) all = together(all, sums[i * pieces + piece]);
    printf("%llu %llu %u %u\n", all.wrong, all.squares, all.withWrong, all.withRight);
  }
  return 0;
}
