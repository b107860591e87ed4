// Runs launches of the emulated error draws: one block after the other. Exports emulateErrorDraws, emulateErrorDrawsFault and
// emulateUnitErrors.
#pragma once
#include "runBlock.h"

/** Entries, in the order of src/montecarlo/kernels/cuda/launch.ts. */
enum Entry : u32 { DRAW_ERRORS, SUMMARIZE, FIND_BINS, COLLECT };
/** Shared memory of a block. */
union Shared {
  double sums[errorDraws::PAIRS][errorDraws::LANES];
  errorDraws::u64 parts[THREADS];
};
struct Running {
  const errorDraws::Launch* launch;
  u32 entry, block, blocks;
  unsigned char* dynamicShared;
};
static thread_local Running running;
static thread_local Shared shared;

static void runThread(u32 thread) {
  const Running& r = running;
  const errorDraws::Place place{r.block, r.blocks, thread, u32(T)};
  switch (r.entry) {
    case DRAW_ERRORS: errorDraws::drawErrors(*r.launch, place, r.dynamicShared); break;
    case SUMMARIZE: errorDraws::summarize(*r.launch, place, shared.sums); break;
    case FIND_BINS: errorDraws::findBins(*r.launch, place, shared.parts); break;
    default: errorDraws::collect(*r.launch, place);
  }
}

/**
 * As a launch of `blocks` blocks on one stream; may be called by several OS threads at once.
 * @param barriers where not null, receives how often all threads of a block met.
 * @return 0; 2 where a block ended in a fault, see emulateErrorDrawsFault.
 */
extern "C" int emulateErrorDraws(unsigned entry, const void* launch, unsigned blocks, unsigned order, unsigned sharedBytes, long long* barriers) {
  std::vector<uint64_t> dynamic(sharedBytes / 8 + 4);
  errorDraws::Launch own; // a copy, because the caller's need not be aligned
  memcpy(&own, launch, sizeof own);
  running = {&own, entry, 0, blocks, reinterpret_cast<unsigned char*>((reinterpret_cast<uintptr_t>(dynamic.data()) + 15) & ~uintptr_t(15))};
  Block b;
  int code = 0;
  for (; running.block < blocks && code == 0; running.block++) {
    // shared memory of a device holds what was there before: here nothing that a number could be
    memset(static_cast<void*>(&shared), 0xff, sizeof shared);
    memset(dynamic.data(), 0xff, 8 * dynamic.size());
    if (!runBlock(b, order)) {
      lastFault = b.fault;
      code = 2;
    }
  }
  if (barriers) *barriers = b.barriers;
  return code;
}

/** For tests: the errors of a draw, [cell][user][antenna][re, im]. */
extern "C" void emulateUnitErrors(const void* launch, unsigned long long draw, double* out) {
  errorDraws::Launch a;
  memcpy(&a, launch, sizeof a);
  std::vector<errorDraws::C> own(a.antennas);
  for (u32 link = 0; link < a.cells * a.userCount; link++) {
    errorDraws::fillLink(a, errorDraws::counterOf(a, draw), link, errorDraws::Column{own.data(), 1}, 0);
    memcpy(out + 2 * size_t(link) * a.antennas, own.data(), 16 * a.antennas);
  }
}

/** What ended the last launch of this OS thread that returned 2: one line. */
extern "C" const char* emulateErrorDrawsFault() { return lastFault.text; }
/** Hash of the sources that this library was built from, for scripts/cuda/buildEmulator.ts. */
extern "C" const char* emulateErrorDrawsSources() { return "isac-mc errorDraws emulator " SOURCES; }
