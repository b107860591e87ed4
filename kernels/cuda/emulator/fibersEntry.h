// Runs launches of the emulated kernel: one block after the other. Exports emulateConicSolve and emulateConicFault.
#pragma once

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
static thread_local Fault lastFault;

/** One thread of the block, from its first line to its last. */
static void runThread(u32 thread) {
  const Arguments& a = *launch.arguments;
  conic::Solve solve{a.shape, conic::runOf(a.run), a.table, a.input, a.warm, a.answer, a.ws, a.queue, a.shared, a.dynamicShared};
  solve.main({launch.group, 0u, 0u}, thread);
}

static void fiberMain() {
  Block& b = *block;
  Fiber& f = b.fibers[b.current];
  try {
    runThread(u32(b.current));
  } catch (const Fault& fault) {
    b.failed = true;
    b.fault = fault;
  }
  f.done = true;
  switchFiber(f.context, b.scheduler); // never comes back
}

/** Do all threads stand at one barrier, or are all of them at their end? Else the fault says where two of them are. */
static bool together(Block& b) {
  const Fiber& first = b.fibers[0];
  for (int t = 1; t < T; t++) {
    const Fiber& f = b.fibers[t];
    if (f.done == first.done && (f.done || (f.line == first.line && strcmp(f.file, first.file) == 0))) continue;
    const auto place = [](const Fiber& x, char* text) {
      if (x.done) snprintf(text, 100, "its end");
      else snprintf(text, 100, "the barrier of %s:%d", x.file, x.line);
    };
    char here[100], there[100];
    place(first, here);
    place(f, there);
    snprintf(b.fault.text, sizeof b.fault.text, "thread 0 is at %s, thread %d at %s", here, t, there);
    return false;
  }
  return true;
}

/** Runs one block. Order 0: threads in order, 1: backwards, else: another random order between every two barriers. */
static bool runBlock(Block& b, u32 order) {
  block = &b;
#if THREADS == 1
  (void)order;
  (void)fiberMain;
  (void)together;
#ifdef PROFILE
  b.fibers.resize(1);
#endif
  try {
    runThread(0);
    return true;
  } catch (const Fault& fault) {
    b.fault = fault;
    return false;
  }
#else
  b.fibers.resize(T);
  for (Fiber& f : b.fibers) {
    if (f.stack.empty()) f.stack.resize(128 << 10);
    f.done = false;
    startFiber(f.context, f.stack, fiberMain);
  }
  std::vector<int> turn(T);
  for (int t = 0; t < T; t++) turn[t] = order == 1 ? T - 1 - t : t;
  u32 seed = order;
  for (;;) {
    if (order > 1)
      for (int t = T - 1; t > 0; t--) {
        seed = seed * 1664525u + 1013904223u;
        std::swap(turn[t], turn[(seed >> 8) % u32(t + 1)]);
      }
    for (int t : turn) {
      b.current = t;
      switchFiber(b.scheduler, b.fibers[t].context);
      if (b.failed) return false;
    }
#ifdef PROFILE
    profilePhase(b);
#endif
    if (!together(b)) return false;
    if (b.fibers[0].done) return true;
    b.barriers++;
  }
#endif
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
