// The entries on a device.
#pragma once
extern __shared__ __align__(16) unsigned char dynamicShared[];
#define PLACE errorDraws::Place{blockIdx.x, gridDim.x, threadIdx.x, blockDim.x}
// four blocks of a multiprocessor: 16 warps of up to 128 registers
#ifndef MIN_BLOCKS
#define MIN_BLOCKS 4
#endif
extern "C" __global__ void __launch_bounds__(THREADS, MIN_BLOCKS) drawErrors(const __grid_constant__ errorDraws::Launch launch) {
  errorDraws::drawErrors(launch, PLACE, dynamicShared);
}
extern "C" __global__ void __launch_bounds__(THREADS) summarize(const __grid_constant__ errorDraws::Launch launch) {
  __shared__ double sums[errorDraws::PAIRS][errorDraws::LANES];
  errorDraws::summarize(launch, PLACE, sums);
}
extern "C" __global__ void __launch_bounds__(THREADS) findBins(const __grid_constant__ errorDraws::Launch launch) {
  __shared__ errorDraws::u64 parts[THREADS];
  errorDraws::findBins(launch, PLACE, parts);
}
extern "C" __global__ void __launch_bounds__(THREADS) collect(const __grid_constant__ errorDraws::Launch launch) {
  errorDraws::collect(launch, PLACE);
}
