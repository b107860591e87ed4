// Entries findBins and collect: the draws that may be among the smallest of a track.
#pragma once
namespace errorDraws {
/**
 * Last bin that one of the smallest may be in, a block for each track. Counts are those of all draws so far, and may grow meanwhile: SINRs above that bin
 * have enough smaller ones in any case. One bin more is taken, because bins are found by a logarithm that may err in its last digit.
 *
 * @param parts counts of the parts of the grid, one for each thread.
 */
DEV void findBins(const Launch& a, Place place, u64* parts) {
  const Track& t = a.tracks[place.block];
  const u32* counts = a.counts + t.counts;
  const u32 bins = t.bins + 2, each = (bins + place.threads - 1) / place.threads;
  u64 own = 0;
  UNROLL_SUM for (u32 i = place.thread * each; i < min(bins, (place.thread + 1) * each); i++) own += atomicLoad(counts + i);
  parts[place.thread] = own;
  barrier();
  if (place.thread > 0) return;
  u64 before = 0;
  u32 part = 0;
  while (part < place.threads && before + parts[part] < a.tail) before += parts[part++];
  u32 i = part * each;
  while (i < bins && before + atomicLoad(counts + i) < a.tail) before += atomicLoad(counts + i++);
  a.lastBins[place.block] = int(i); // counted from the bin below the grid, which is -1
}

/** SINRs below the cut and in none of the bins above the last one, in no order. A block of draws of a track by each block. */
DEV void collect(const Launch& a, Place place) {
  const u32 blocks = (a.draws + BLOCK - 1) / BLOCK, track = place.block / blocks, first = place.block % blocks * BLOCK;
  const Track& t = a.tracks[track];
  const double* x = a.sinr + size_t(track) * a.draws + first;
  const double cut = a.cuts[track];
  const int last = a.lastBins[track];
  for (u32 i = place.thread; i < min(BLOCK, a.draws - first); i += place.threads) {
    const double v = x[i];
    if (!(v < cut) || binOf(t, v) > last) continue;
    const u32 at = atomicAdd(a.found, 1u);
    if (at < a.capacity) a.candidates[at] = Candidate{v, track, first + i};
  }
}
}
