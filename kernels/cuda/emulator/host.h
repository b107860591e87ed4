// g++: what the kernel asks of its platform, but for barriers and atomics. Compile with the flags of scripts/cuda/buildEmulator.ts.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>
#define DEV inline
#define UNROLL_NOT
#define UNROLL_SUM
#define UNROLL_ALL
#define UNROLL_TWO
#define READ_ONLY(type) const type*
#define READ_WRITE(type) type*

/** What ends a block: barriers that do not fit together, or an address that the device would not take. */
struct Fault {
  char text[240];
};

static inline int countTrailingZeros(u32 a) { return __builtin_ctz(a); }

namespace conic {
DEV uint64_t bitsOf(double a) { uint64_t u; memcpy(&u, &a, 8); return u; }
DEV u32 bitsOf(float a) { u32 u; memcpy(&u, &a, 4); return u; }
template <class A> DEV A addOf(A a, A b) { return a + b; }
template <class A> DEV A subOf(A a, A b) { return a - b; }
template <class A> DEV A mulOf(A a, A b) { return a * b; }
template <class A> DEV A divOf(A a, A b) { return a / b; }
template <class A> DEV A fmaOf(A a, A b, A c) { return std::fma(a, b, c); }
template <class A> DEV A squareRoot(A a) { return std::sqrt(a); }

[[noreturn, gnu::noinline, gnu::cold]] static void misaligned(const void* p) {
  Fault fault;
  snprintf(fault.text, sizeof fault.text, "a complex number lies at %p, not at a multiple of 16 bytes", p);
  throw fault;
}
template <class W> DEV W loadWords(const int* table, int o) {
  if (o & 3) misaligned(table + o);
  W words;
  memcpy(&words, table + o, sizeof words);
  return words;
}
/** The device faults where 16 bytes at once are not aligned; so does the emulator. */
template <class C, class R> DEV C loadPair(const R* p) {
  if (reinterpret_cast<uintptr_t>(p) & 15) misaligned(p);
  C v;
  memcpy(&v, p, sizeof v);
  return v;
}
template <class C, class R> DEV void storePair(R* p, C v) {
  if (reinterpret_cast<uintptr_t>(p) & 15) misaligned(p);
  memcpy(p, &v, sizeof v);
}
}
