// The kernel's entry: parameters as the host passes them, and what the platform needs around a block.
#pragma once
#ifdef __CUDACC__
// 12 warps on a multiprocessor: each of its four parts has 16,384 registers, for 3 warps of 168 or 2 of more
#ifndef MIN_BLOCKS
#define MIN_BLOCKS (384 / THREADS)
#endif
extern __shared__ __align__(16) unsigned char dynamicShared[];
extern "C" __global__ void __launch_bounds__(THREADS, MIN_BLOCKS) conicSolve(
    const __grid_constant__ conic::Shape shape, const __grid_constant__ conic::RunParameter run, const int* __restrict__ table,
    const conic::R* __restrict__ input, const conic::R* __restrict__ warmState, conic::R* answer, conic::R* ws, u32* queue) {
  __shared__ conic::Solve::Shared sh;
  conic::Solve solve{shape, conic::runOf(run), table, input, warmState, answer, ws, queue, sh, dynamicShared};
  solve.main({blockIdx.x, blockIdx.y, blockIdx.z}, threadIdx.x);
}
#elif defined(RACES)
#include "emulator/threadsEntry.h"
#else
#include "emulator/fibersEntry.h"
#endif
