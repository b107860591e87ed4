// What a launch is told; src/montecarlo/kernels/cuda/symbolErrors writes it.
#pragma once
namespace symbolErrors {
using namespace errorDraws;

/** In place of an order: the design sends the same transmit vectors in every frame. */
static constexpr u32 FIXED = ~0u;

/** What one user receives of one design (src/montecarlo/listener.ts). */
struct Listener {
  double cotangent;
  /** First of its rows among the numbers; numbers of a row. */
  u32 rows, stride;
  u32 senders, each, links;
  /** First of what its noise is turned by. */
  u32 turns;
  /** Place of the order of its symbols, or FIXED. */
  u32 order;
  u32 zero;
};
/** An order of PSK that block-level designs send. */
struct Order {
  /** M, and the first of the points exp(j (2 m + 1) pi / M) among the numbers. */
  u32 order, points;
};
/** Wrong decisions of a user over some frames (kernels/wasm/errorDraws/decisions.ts). */
struct Sums {
  u64 wrong, squares;
  u32 withWrong, withRight;
};

/** The parameter of every entry. */
struct Launch {
  /** [design][user] */
  const Listener* listeners;
  const C* numbers;
  const Order* orders;
  const Group* groups;
  /** [block of the launch][numbers of a thread][frame of a tile] */
  C* scratch;
  /** Wrong decisions, [listener][frame]. */
  u32* wrong;
  /** [listener][piece of the frames] */
  Sums* sums;
  /** First frame of the launch. */
  u64 first;
  /** -1 / (2 antennas) and sqrt(1 / antennas); root of the noise power. */
  double exponent, perAntenna, sigma;
  u32 keyLow, keyHigh, law;
  /** Frames of the launch; the system's cells, users and antennas; symbol times of a frame. */
  u32 frames, cells, userCount, antennas, length;
  u32 listenerCount, groupCount, orderCount;
  /** Frames of a tile: one for each thread of a block. */
  u32 tile;
  /** Numbers of a thread in `scratch`. */
  u32 room;
  /** Whether a radius is above 0; whether errors and beams are in shared memory. */
  u32 hasErrors, inShared, zero;
};
static_assert(sizeof(Listener) == 40 && sizeof(Order) == 8 && sizeof(Sums) == 24 && sizeof(Launch) == 152, "the host writes so many bytes");
}
