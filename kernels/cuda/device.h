// CUDA: what the kernel asks of its platform.
#pragma once
#define DEV __device__ __forceinline__
// How far loops are unrolled. Left to itself the compiler makes twice the code, with 40 registers more a thread: a third fewer warps.
/** Bodies of more than one statement. */
#define UNROLL_NOT _Pragma("unroll 1")
/** Sums: four terms are on their way from memory at once. */
#define UNROLL_SUM _Pragma("unroll 4")
/** Tiles in registers. */
#define UNROLL_ALL _Pragma("unroll")
#define UNROLL_TWO _Pragma("unroll 2")
#define READ_ONLY(type) const type* __restrict__
#define READ_WRITE(type) type* __restrict__
#define TABLE const int* __restrict__

/** All threads of the block arrive, and see what each other wrote. A block of one warp needs no more than the warp's own barrier. */
__device__ __forceinline__ void barrier() {
  if (T <= 32) __syncwarp();
  else __syncthreads();
}
__device__ __forceinline__ u32 uniformLoad(const u32& v) {
  barrier();
  const u32 r = v;
  barrier();
  return r;
}
__device__ __forceinline__ int countTrailingZeros(u32 a) { return __ffs(int(a)) - 1; }
__device__ __forceinline__ u32 atomicLoad(const u32* p) { return *p; }
__device__ __forceinline__ void atomicStore(u32* p, u32 v) { *p = v; }

namespace conic {
DEV unsigned long long bitsOf(double a) { return (unsigned long long)__double_as_longlong(a); }
DEV u32 bitsOf(float a) { return __float_as_uint(a); }
// one rounding each, whatever the compiler is told: the emulator gives the same bytes
DEV double addOf(double a, double b) { return __dadd_rn(a, b); }
DEV double subOf(double a, double b) { return __dsub_rn(a, b); }
DEV double mulOf(double a, double b) { return __dmul_rn(a, b); }
DEV double divOf(double a, double b) { return __ddiv_rn(a, b); }
DEV double fmaOf(double a, double b, double c) { return __fma_rn(a, b, c); }
DEV double squareRoot(double a) { return __dsqrt_rn(a); }
DEV float addOf(float a, float b) { return __fadd_rn(a, b); }
DEV float subOf(float a, float b) { return __fsub_rn(a, b); }
DEV float mulOf(float a, float b) { return __fmul_rn(a, b); }
DEV float divOf(float a, float b) { return __fdiv_rn(a, b); }
DEV float fmaOf(float a, float b, float c) { return __fmaf_rn(a, b, c); }
DEV float squareRoot(float a) { return __fsqrt_rn(a); }
/** One access of 16 bytes. */
template <class W> DEV W loadWords(const int* table, int o) { return *reinterpret_cast<const W*>(table + o); }
template <class C, class R> DEV C loadPair(const R* p) { return *reinterpret_cast<const C*>(p); }
template <class C, class R> DEV void storePair(R* p, C v) { *reinterpret_cast<C*>(p) = v; }
}
