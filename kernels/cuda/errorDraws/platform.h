// What the error draws ask of their platform beside ../platform.h.
#pragma once
namespace errorDraws {
using namespace conic;
// CUDA has some of these names too, which treat NaN and signed zeros in another way
using conic::max;
using conic::min;
typedef unsigned long long u64;
#ifdef __CUDACC__
DEV double numberOf(u64 bits) { return __longlong_as_double((long long)bits); }
/** The lanes of a warp see what each other wrote. */
DEV void syncWarp(u32) { __syncwarp(); }
#else
DEV double numberOf(u64 bits) { double a; memcpy(&a, &bits, 8); return a; }
/** @param thread that asks. */
inline void syncWarp(u32 thread, const char* file = __builtin_FILE(), int line = __builtin_LINE()) { meetWarp(int(thread) / WARP, file, line); }
#endif
}
