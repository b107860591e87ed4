// Runs launches of the emulated error draws. Exports emulateErrorDraws, emulateErrorDrawsFault and
// emulateUnitErrors.
#pragma once
#include "runLaunch.h"

/** Entries, in the order of src/montecarlo/kernels/cuda/launch.ts. */
enum Entry : u32 { DRAW_ERRORS, SUMMARIZE, FIND_BINS, COLLECT };
/** Shared memory of a block. */
union Shared {
  double sums[errorDraws::PAIRS][errorDraws::LANES];
  errorDraws::u64 parts[THREADS];
};
static thread_local Shared shared;

static void runThread(u32 thread) {
  const auto& launch = *static_cast<const errorDraws::Launch*>(running.launch);
  const errorDraws::Place place = placeOf(thread);
  switch (running.entry) {
    case DRAW_ERRORS: errorDraws::drawErrors(launch, place, running.dynamicShared); break;
    case SUMMARIZE: errorDraws::summarize(launch, place, shared.sums); break;
    case FIND_BINS: errorDraws::findBins(launch, place, shared.parts); break;
    default: errorDraws::collect(launch, place);
  }
}

extern "C" int emulateErrorDraws(unsigned entry, const void* launch, unsigned blocks, unsigned order, unsigned sharedBytes, long long* barriers) {
  return runLaunch<errorDraws::Launch>(entry, launch, shared, blocks, order, sharedBytes, barriers);
}

/** For tests: the errors of a draw, [cell][user][antenna][re, im]. */
extern "C" void emulateUnitErrors(const void* launch, unsigned realization, unsigned long long draw, double* out) {
  errorDraws::Launch a;
  memcpy(&a, launch, sizeof a);
  std::vector<errorDraws::C> own(a.antennas);
  for (u32 link = 0; link < a.cells * a.userCount; link++) {
    errorDraws::fillLink(a, errorDraws::counterOf(a, errorDraws::CSI_ERROR, realization, draw), link, errorDraws::Column{own.data(), 1}, 0);
    memcpy(out + 2 * size_t(link) * a.antennas, own.data(), 16 * a.antennas);
  }
}

/** What ended the last launch of this OS thread that returned 2: one line. */
extern "C" const char* emulateErrorDrawsFault() { return lastFault.text; }
/** Hash of the sources that this library was built from, for scripts/cuda/buildEmulator.ts. */
extern "C" const char* emulateErrorDrawsSources() { return "isac-mc errorDraws emulator " SOURCES; }
