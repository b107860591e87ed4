// Runs launches of a kernel whose entries take one structure, one block after the other.
#pragma once
#include "runBlock.h"

struct Running {
  const void* launch;
  u32 entry, block, blocks;
  unsigned char* dynamicShared;
};
static thread_local Running running;
static errorDraws::Place placeOf(u32 thread) { return {running.block, running.blocks, thread, u32(T)}; }

/**
 * As a launch of `blocks` blocks on one stream; may be called by several OS threads at once. Launch is the structure, `shared` the static shared memory of a block.
 *
 * @param barriers where not null, receives how often all threads of a block met.
 * @return 0; 2 where a block ended in a fault, see `lastFault`.
 */
template <class Launch, class Shared>
static int runLaunch(unsigned entry, const void* launch, Shared& shared, unsigned blocks, unsigned order, unsigned sharedBytes, long long* barriers) {
  std::vector<uint64_t> dynamic(sharedBytes / 8 + 4);
  Launch own; // a copy, because the caller's need not be aligned
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
