// Launches whose threads are OS threads, for ThreadSanitizer.
#pragma once
#include <thread>

static void prepareMeetings() {
  for (auto& meeting : meetings) pthread_barrier_init(&meeting, nullptr, T);
  for (auto& warp : warpMeetings)
    for (auto& meeting : warp) pthread_barrier_init(&meeting, nullptr, WARP);
}

/** Runs an entry on every thread of so many blocks, one block after the other. */
template <class Entry> static void launch(u32 blocks, Entry entry) {
  for (u32 block = 0; block < blocks; block++) {
    std::vector<std::thread> threads;
    for (u32 t = 0; t < u32(T); t++) threads.emplace_back([=] { entry(errorDraws::Place{block, blocks, t, u32(T)}); });
    for (auto& thread : threads) thread.join();
  }
}
