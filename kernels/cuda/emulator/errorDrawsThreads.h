// A program of its own: draws errors of a small system for two designs, and takes up the SINRs, all by T OS threads. Prints how many candidates came of it.
#pragma once
#include "launchThreads.h"

static const u32 DRAWS = 2500, DESIGNS = 2, CELLS = 2, USERS = 2, ANTENNAS = 3, BINS = 600, TAIL = 20;

int main() {
  using namespace errorDraws;
  prepareMeetings();
  std::vector<C> weights;
  std::vector<User> users;
  for (u32 design = 0; design < DESIGNS; design++)
    for (u32 u = 0; u < USERS; u++) {
      users.push_back(User{0.01, 1.0, u32(weights.size()), 1 + ANTENNAS, CELLS, 2, 1, u, 0, design, design, ~0u});
      for (u32 row = 0; row < CELLS * 2; row++)
        for (u32 i = 0; i <= ANTENNAS; i++) weights.push_back(C{i > 0 ? 0.1 * (i + row) : row / 2 == u ? 2.0 : 0.1, 0.05 * i});
    }
  std::vector<Track> tracks;
  for (u32 i = 0; i < DESIGNS; i++) tracks.push_back(Track{100 / 2.302585092994046, 300.0, 0.01, 50.0, 100.0, BINS, i * (BINS + 4)});
  const u32 blocks = (DRAWS + BLOCK - 1) / BLOCK;
  std::vector<double> sinr(DESIGNS * DRAWS), moments(2 * DESIGNS * blocks), cuts(DESIGNS, 1e300);
  std::vector<u32> counts(DESIGNS * (BINS + 4));
  std::vector<int> lastBins(DESIGNS);
  std::vector<C> scratch(CELLS * ANTENNAS * T);
  std::vector<Candidate> candidates(DESIGNS * DRAWS);
  const Group groups[DESIGNS] = {{3, 0, 1}, {4, 1, 2}};
  u32 found = 0;
  const Launch a{users.data(), tracks.data(), weights.data(), groups, cuts.data(), scratch.data(), sinr.data(), counts.data(), moments.data(), lastBins.data(),
                 &found, candidates.data(), 0, -1.0 / (2 * ANTENNAS), 1.0, 1, 2, BALL, DRAWS, CELLS, USERS, ANTENNAS, DESIGNS, DESIGNS, u32(T), TAIL,
                 DESIGNS * DRAWS, 0, 0};
  static double sums[PAIRS][LANES];
  static u64 parts[T];
  const Launch* own = &a;
  launch(1, [=](Place p) { drawErrors(*own, p, nullptr); });
  launch((DESIGNS * blocks + PAIRS - 1) / PAIRS, [=](Place p) { summarize(*own, p, sums); });
  launch(DESIGNS, [=](Place p) { findBins(*own, p, parts); });
  launch(DESIGNS * blocks, [=](Place p) { collect(*own, p); });
  printf("%u\n", found);
  return 0;
}
