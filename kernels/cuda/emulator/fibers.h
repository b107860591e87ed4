// The emulator: a block is run by one OS thread, its threads are fibers that change at barriers. Finds barriers that not all threads
// reach, complex numbers that are not aligned and, by running the threads in several orders, barriers that are missing.
#pragma once
#include <algorithm>
#include "switchFiber.h"

struct Fiber {
  FiberContext context;
  std::vector<char> stack;
  bool done = false;
  const char* file = "";
  int line = 0;
};
struct Block {
  std::vector<Fiber> fibers;
  FiberContext scheduler;
  int current = 0;
  bool failed = false;
  Fault fault;
  long long barriers = 0;
};
static thread_local Block* block;

#ifdef PROFILE
#include "profile.h"
#endif
#ifndef TABLE
#define TABLE const int*
#endif

/** Leaves this thread for the others until all have come to a barrier. */
static inline void barrier(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
#if THREADS > 1
  Fiber& f = block->fibers[block->current];
  f.file = file;
  f.line = line;
  switchFiber(f.context, block->scheduler);
#else
  (void)file;
  (void)line;
#endif
}
/** Fibers know no warps: all threads meet. What a warp must not take for granted of the others is shown by threads.h. */
static inline void meetWarp(int, const char* file, int line) { barrier(file, line); }
static inline u32 uniformLoad(const u32& v, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  barrier(file, line);
  const u32 r = v;
  barrier(file, line);
  return r;
}
// fibers change at barriers alone, but launches of two streams are OS threads in the stand-in driver and count in the same memory
static inline u32 atomicAdd(u32* p, u32 v) { return __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }
static inline u32 atomicOr(u32* p, u32 v) { return __atomic_fetch_or(p, v, __ATOMIC_RELAXED); }
static inline u32 atomicLoad(const u32* p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
static inline void atomicStore(u32* p, u32 v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
