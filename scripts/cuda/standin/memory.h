// Memory of the stand-in's devices and pinned memory of the host: fresh memory is all NaN, and words behind every allocation must stay as they are.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

static const uint64_t GUARD = 0x7ff8dead7ff8deadull;
static const int GUARDS = 8;

/** Allocations by their address. */
class Memory {
  std::map<char*, size_t> blocks;
  size_t total = 0;
  mutable std::mutex lock;

  static void check(const char* block, size_t bytes) {
    for (int i = 0; i < GUARDS; i++)
      if (memcmp(block + bytes + 8 * i, &GUARD, 8)) {
        fprintf(stderr, "stand-in driver: something was written behind an allocation of %zu bytes\n", bytes);
        abort();
      }
  }

public:
  size_t used() const {
    std::lock_guard<std::mutex> hold(lock);
    return total;
  }
  /** Null where the limit does not allow it. */
  void* take(size_t bytes, size_t limit) {
    std::lock_guard<std::mutex> hold(lock);
    if (total + bytes > limit) return nullptr;
    char* block = (char*)aligned_alloc(256, (bytes + 8 * GUARDS + 255) & ~(size_t)255);
    if (!block) return nullptr;
    memset(block, 0xff, bytes);
    for (int i = 0; i < GUARDS; i++) memcpy(block + bytes + 8 * i, &GUARD, 8);
    blocks[block] = bytes;
    total += bytes;
    return block;
  }
  /** False where no allocation begins there. */
  bool give(void* address) {
    std::lock_guard<std::mutex> hold(lock);
    auto it = blocks.find((char*)address);
    if (it == blocks.end()) return false;
    check(it->first, it->second);
    total -= it->second;
    free(it->first);
    blocks.erase(it);
    return true;
  }
  /** One allocation holds these bytes. */
  bool holds(const void* address, size_t bytes) const {
    std::lock_guard<std::mutex> hold(lock);
    auto it = blocks.upper_bound((char*)address);
    if (it == blocks.begin()) return false;
    --it;
    return (char*)address + bytes <= it->first + it->second;
  }
  /** Checks the words behind the allocation that an address lies in. */
  void checkAround(const void* address) const {
    std::lock_guard<std::mutex> hold(lock);
    auto it = blocks.upper_bound((char*)address);
    if (it == blocks.begin()) return;
    --it;
    check(it->first, it->second);
  }
};
