// Entry summarize: counts and moments of the SINRs, each block of draws of each track by one warp.
#pragma once
namespace errorDraws {
/** Partial sums of a block of draws; sum j is that of draws j, j + LANES, .. */
static constexpr u32 LANES = 32;
/** Blocks of draws for one block of threads. */
static constexpr u32 PAIRS = 4;

/** SINRs over the reference within what `minusLog` takes: a zero lies below every grid. */
DEV double bounded(double x) { return min(max(x, 1e-300), 1e300); }

/** Bin of an SINR: -1 is below the grid, `bins` above it. */
DEV int binOf(const Track& t, double x) {
  const double at = sub(t.place, mul(t.perLog, minusLog(bounded(mul(x, t.inverseReference)), 0.0)));
  return int(floor(min(max(-1.0, at), double(t.bins))));
}

/** Lanes of a warp that see what each other wrote. On a device there are as many as partial sums. */
struct Warp {
  u32 lane;
  /** Adds the partial sums in halves. */
  DEV double fold(double* sums) const {
    UNROLL_ALL for (u32 width = LANES / 2; width > 0; width /= 2) {
      syncWarp(lane);
      for (u32 j = lane % WARP; j < width; j += WARP) sums[j] = add(sums[j], sums[j + width]);
    }
    syncWarp(lane);
    const double sum = sums[0];
    syncWarp(lane);
    return sum;
  }
};

/** A block of `count` SINRs; all lanes come here, also for a block that there is not, whose count is 0. */
DEV void reduceBlock(const Launch& a, u32 track, const double* x, u32 count, double* sums, Warp warp, double* moments) {
  const Track& t = a.tracks[track];
  u32* counts = a.counts + t.counts;
  u32 below0 = 0, below1 = 0;
  for (u32 j = warp.lane % WARP; j < LANES; j += WARP) {
    double sum = 0.0;
    UNROLL_TWO for (u32 i = j; i < count; i += LANES) {
      const double v = x[i];
      if (v < t.level0) below0++;
      if (v < t.level1) below1++;
      atomicAdd(counts + (binOf(t, v) + 1), 1u);
      sum = add(sum, v);
    }
    sums[j] = sum;
  }
  if (below0 > 0) atomicAdd(counts + (t.bins + 2), below0);
  if (below1 > 0) atomicAdd(counts + (t.bins + 3), below1);
  const double mean = div(warp.fold(sums), double(count));
  for (u32 j = warp.lane % WARP; j < LANES; j += WARP) {
    double sum = 0.0;
    UNROLL_SUM for (u32 i = j; i < count; i += LANES) {
      const double d = sub(x[i], mean);
      sum = add(sum, mul(d, d));
    }
    sums[j] = sum;
  }
  const double squares = warp.fold(sums);
  if (count > 0 && warp.lane % WARP == 0) {
    moments[0] = mean;
    moments[1] = squares;
  }
}

DEV void summarize(const Launch& a, Place place, double (*sums)[LANES]) {
  const u32 blocks = (a.draws + BLOCK - 1) / BLOCK;
  for (u32 q = place.thread / WARP; q < PAIRS; q += place.threads / WARP) {
    const u32 pair = place.block * PAIRS + q;
    const bool mine = pair < a.trackCount * blocks;
    const u32 track = mine ? pair / blocks : 0, first = mine ? pair % blocks * BLOCK : 0;
    const u32 count = mine ? min(BLOCK, a.draws - first) : 0;
    reduceBlock(a, track, a.sinr + size_t(track) * a.draws + first, count, sums[q], Warp{place.thread}, a.moments + 2 * size_t(pair));
  }
}
}
