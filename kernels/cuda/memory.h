  // Members of Solve, one of which each thread has: what is bound to the kernel, and the accesses to it. Twin of kernels/bindings.wgsl.
  struct Shared;
  const Shape& shape;
  const Run run;
  TABLE table;
  READ_ONLY(R) input;
  READ_ONLY(R) warmState;
  R* answer;
  READ_WRITE(R) ws;
  u32* queue;
  Shared& sh;
  /** Dynamic shared memory of the block; what the launch asked for. */
  unsigned char* dynamicShared;
  int lid = 0;
  int base = 0;
  int inBase = 0;
  int outBase = 0;
  int warmBase = 0;

  DEV R ld(int o) { COUNT_LD(o, 1); return ws[base + o]; }
  DEV void st(int o, R v) { COUNT_ST(o, 1); ws[base + o] = v; }
  DEV C ldc(int o) { COUNT_LD(o, 2); return loadPair<C>(ws + (base + o)); }
  DEV void stc(int o, C v) { COUNT_ST(o, 2); storePair<C>(ws + (base + o), v); }
  /** Four words of the table at once, from a multiple of four on. */
  struct alignas(16) Words { int x, y, z, w; };
  DEV Words tableWords(int o) { return loadWords<Words>(table, o); }
  DEV R data(int o) { COUNT_IN(o, 1); return input[inBase + o]; }
  DEV C datac(int o) { COUNT_IN(o, 2); return loadPair<C>(input + (inBase + o)); }
  DEV R getShared(const R* p) { COUNT_SHARED(p, 1); return *p; }
  DEV void setShared(R* p, R v) { COUNT_SHARED(p, 1); *p = v; }
  /** Two numbers of shared memory at once. */
  DEV C getSharedPair(const R* p) { COUNT_SHARED(p, 2); return loadPair<C>(p); }
  DEV void setShared(R* p, C v) { COUNT_SHARED(p, 2); storePair<C>(p, v); }
#ifdef __CUDACC__
  /** The lanes of a warp see what each other wrote. */
  DEV void syncWarp() { __syncwarp(); }
#else
  void syncWarp(const char* file = __builtin_FILE(), int line = __builtin_LINE()) { meetWarp(lid / WARP, file, line); }
#endif
#ifdef __CUDACC__
  DEV void sync() { barrier(); }
#else
  void sync(const char* file = __builtin_FILE(), int line = __builtin_LINE()) { barrier(file, line); }
#endif
