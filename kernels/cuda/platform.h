// Where the kernel runs: CUDA under nvcc; under g++ one fiber for each thread of a block, or one OS thread with -DRACES.
#pragma once
#ifndef THREADS
#error "THREADS: threads of a block, a power of two, 1 to 128"
#endif
typedef unsigned u32;
static constexpr int T = THREADS;
#ifndef WARP_LANES
#define WARP_LANES 32
#endif
/** Threads of a warp; fewer than a device has in a test whose blocks are small and yet of several warps. */
static constexpr int WARP = T < WARP_LANES ? T : WARP_LANES;
static_assert(T >= 1 && T <= 128 && (T & (T - 1)) == 0, "THREADS is a power of two from 1 to 128");

#ifdef __CUDACC__
#include "device.h"
#elif defined(RACES)
#include "emulator/host.h"
#include "emulator/threads.h"
#else
#include "emulator/host.h"
#include "emulator/fibers.h"
#endif

// what a build that counts (-DPROFILE) defines: accesses of elements at o, multiply-adds, step of the algorithm
#ifndef COUNT_LD
#define COUNT_LD(o, n)
#define COUNT_ST(o, n)
#define COUNT_IN(o, n)
#define COUNT_SHARED(p, n)
#define FLOP(n)
#define STEP_HOOK(i)
#endif
// macros of math.h that are names of the kernel
#undef HUGE
#undef OVERFLOW

/** Functions of WGSL. One text for all platforms, so that NaN and signed zeros fare alike. */
namespace conic {
template <class A> struct Vec2 { A x, y; };
template <class A> struct Vec3 { A x, y, z; };
template <class A> DEV A min(A a, A b) { return b < a ? b : a; }
template <class A> DEV A max(A a, A b) { return a < b ? b : a; }
template <class A> DEV A select(A f, A t, bool c) { return c ? t : f; }
}
