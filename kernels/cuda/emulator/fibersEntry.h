// Runs launches of the emulated kernel: one block after the other. Exports emulateConicSolve and emulateConicFault.
#pragma once
#include "runBlock.h"

struct Arguments {
  const conic::Shape& shape;
  const conic::RunParameter& run;
  const int* table;
  const conic::R* input;
  const conic::R* warm;
  conic::R* answer;
  conic::R* ws;
  u32* queue;
  conic::Solve::Shared& shared;
  unsigned char* dynamicShared;
};
struct Launch {
  const Arguments* arguments;
  u32 group;
};
static thread_local Launch launch;

/** One thread of the block, from its first line to its last. */
static void runThread(u32 thread) {
  const Arguments& a = *launch.arguments;
  conic::Solve solve{a.shape, conic::runOf(a.run), a.table, a.input, a.warm, a.answer, a.ws, a.queue, a.shared, a.dynamicShared};
  solve.main({launch.group, 0u, 0u}, thread);
}

/**
 * As a launch of `groups` blocks on one stream; may be called by several OS threads at once.
 * @param barriers where not null, receives how often all threads of a block met.
 * @return 0; 2 where a block ended in a fault, see emulateConicFault.
 */
extern "C" int emulateConicSolve(const int* shape, const void* run, const int* table, const void* input, const void* warm, void* answer,
                                 void* ws, unsigned* queue, int groups, unsigned order, unsigned sharedBytes, long long* barriers) {
  // shared memory of a device holds what was there before: here nothing that a number could be
  conic::Solve::Shared shared;
  std::vector<uint64_t> dynamic(sharedBytes / 8 + 4);
  // copies, because the caller's need not be aligned
  conic::Shape ownShape;
  conic::RunParameter ownRun;
  memcpy(&ownShape, shape, sizeof ownShape);
  memcpy(&ownRun, run, sizeof ownRun);
  const Arguments a{ownShape,
                    ownRun,
                    table,
                    static_cast<const conic::R*>(input),
                    static_cast<const conic::R*>(warm),
                    static_cast<conic::R*>(answer),
                    static_cast<conic::R*>(ws),
                    queue,
                    shared,
                    reinterpret_cast<unsigned char*>((reinterpret_cast<uintptr_t>(dynamic.data()) + 15) & ~uintptr_t(15))};
  Block b;
  int code = 0;
  for (int g = 0; g < groups && code == 0; g++) {
    memset(static_cast<void*>(&shared), 0xff, sizeof shared);
    memset(dynamic.data(), 0xff, 8 * dynamic.size());
    launch = {&a, u32(g)};
    if (!runBlock(b, order)) {
      lastFault = b.fault;
      code = 2;
    }
  }
  if (barriers) *barriers = b.barriers;
  return code;
}

/** What ended the last launch of this OS thread that returned 2: one line. */
extern "C" const char* emulateConicFault() { return lastFault.text; }
/** Hash of the sources that this library was built from, for scripts/cuda/buildEmulator.ts. */
extern "C" const char* emulateConicSources() { return "isac-mc conic emulator " SOURCES; }
