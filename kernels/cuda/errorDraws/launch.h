// What a launch is told; src/montecarlo/kernels/cuda writes it.
#pragma once
namespace errorDraws {
/** Draws of a block of draws: moments are made block by block, with the same sums in the same order on every device. */
static constexpr u32 BLOCK = 1024;

/** What one user receives of one design (src/montecarlo/receiver.ts). */
struct User {
  double noise, cotangent;
  /** First of its rows among the weights, complex numbers; numbers of a row. */
  u32 rows, stride;
  u32 senders, each;
  /** Links of a row; sender of the useful signal, and its row. */
  u32 links, own, ownRow;
  u32 symbolLevel;
  /** Tracks of the smallest SINR over the users and of this user; the latter is ~0 where it is not kept. */
  u32 least, alone;
};
/** One sequence of SINRs and what is kept of it (kernels/wasm/errorDraws/reduce.ts). */
struct Track {
  double perLog, place, inverseReference, level0, level1;
  /** Bins of the grid; place of its counts, words: [below the grid, bins, above it, below level 0, below level 1]. */
  u32 bins, counts;
};
/** A draw that may be among the smallest. */
struct Candidate {
  double sinr;
  /** Draw of the launch. */
  u32 track, draw;
};

/** The parameter of every entry. */
struct Launch {
  /** [design][user] */
  const User* users;
  const Track* tracks;
  const C* weights;
  const Group* groups;
  /** [track]: SINRs from it on are not among the smallest. */
  const double* cuts;
  /** [block of the launch][link of a user][antenna][draw of a tile], unless that is in shared memory. */
  C* scratch;
  /** [track][draw] */
  double* sinr;
  u32* counts;
  /** [track][block of draws][mean, sum of squared differences from it] */
  double* moments;
  /** [track]: SINRs in bins above it are not among the smallest. */
  int* lastBins;
  /** How many candidates there are; those beyond `capacity` are not written. */
  u32* found;
  Candidate* candidates;
  /** First draw of the launch. */
  u64 first;
  /** -1 / (2 antennas) and sqrt(1 / antennas). */
  double exponent, perAntenna;
  u32 keyLow, keyHigh, law;
  /** Draws of the launch; the system's cells, users and antennas. */
  u32 draws, cells, userCount, antennas;
  u32 trackCount, groupCount;
  /** Draws of a tile: one for each thread of a block. */
  u32 tile;
  /** Smallest SINRs that are kept of a track. */
  u32 tail;
  u32 capacity, inShared, zero;
};
static_assert(sizeof(User) == 56 && sizeof(Track) == 48 && sizeof(Candidate) == 16 && sizeof(Launch) == 176, "the host writes so many bytes");
}
