// Runs a block: its fibers from barrier to barrier, whatever the kernel is.
#pragma once

/** One thread of the block, from its first line to its last. */
static void runThread(u32 thread);
static thread_local Fault lastFault;

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
