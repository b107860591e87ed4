// One OS thread for each thread of a block, for ThreadSanitizer: what two threads do between barriers must not touch the same memory.
#pragma once
#include <pthread.h>

#ifndef TABLE
#define TABLE const int*
#endif
/** Used in turn: a thread that wakes late from one must not see what the others did before they came to the next, or a race is missed. */
static pthread_barrier_t meetings[2];
static thread_local int turn = 0;

static inline void barrier(const char* = nullptr, int = 0) {
  pthread_barrier_wait(&meetings[turn]);
  turn ^= 1;
}
/** Those of each warp. */
static pthread_barrier_t warpMeetings[T / WARP][2];
static thread_local int warpTurn = 0;
static inline void meetWarp(int warp, const char* = nullptr, int = 0) {
  pthread_barrier_wait(&warpMeetings[warp][warpTurn]);
  warpTurn ^= 1;
}
static inline u32 uniformLoad(const u32& v) {
  barrier();
  const u32 r = v;
  barrier();
  return r;
}
static inline u32 atomicAdd(u32* p, u32 v) { return __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }
static inline u32 atomicOr(u32* p, u32 v) { return __atomic_fetch_or(p, v, __ATOMIC_RELAXED); }
static inline u32 atomicLoad(const u32* p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
static inline void atomicStore(u32* p, u32 v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
