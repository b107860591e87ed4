// Runs launches of the emulated symbol errors. Exports emulateSymbolErrors and emulateSymbolErrorsFault.
#pragma once
#include "runLaunch.h"

/** Entries, in the order of src/montecarlo/kernels/cuda/symbolErrors/launch.ts. */
enum Entry : u32 { SEND_FRAMES, TALLY_FRAMES };
/** Shared memory of a block. */
struct Shared { symbolErrors::Sums parts[THREADS]; };
static thread_local Shared shared;

static void runThread(u32 thread) {
  const auto& launch = *static_cast<const symbolErrors::Launch*>(running.launch);
  if (running.entry == SEND_FRAMES) symbolErrors::sendFrames(launch, placeOf(thread), running.dynamicShared);
  else symbolErrors::tallyFrames(launch, placeOf(thread), shared.parts);
}

extern "C" int emulateSymbolErrors(unsigned entry, const void* launch, unsigned blocks, unsigned order, unsigned sharedBytes, long long* barriers) {
  return runLaunch<symbolErrors::Launch>(entry, launch, shared, blocks, order, sharedBytes, barriers);
}

/** What ended the last launch of this OS thread that returned 2: one line. */
extern "C" const char* emulateSymbolErrorsFault() { return lastFault.text; }
/** Hash of the sources that this library was built from, for scripts/cuda/buildEmulator.ts. */
extern "C" const char* emulateSymbolErrorsSources() { return "isac-mc symbolErrors emulator " SOURCES; }
