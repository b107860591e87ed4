// The entries on a device.
#pragma once
extern __shared__ __align__(16) unsigned char dynamicShared[];
#define PLACE errorDraws::Place{blockIdx.x, gridDim.x, threadIdx.x, blockDim.x}
// four blocks of a multiprocessor: 16 warps of up to 128 registers
#ifndef MIN_BLOCKS
#define MIN_BLOCKS 4
#endif
extern "C" __global__ void __launch_bounds__(THREADS, MIN_BLOCKS) sendFrames(const __grid_constant__ symbolErrors::Launch launch) {
  symbolErrors::sendFrames(launch, PLACE, dynamicShared);
}
extern "C" __global__ void __launch_bounds__(THREADS) tallyFrames(const __grid_constant__ symbolErrors::Launch launch) {
  __shared__ symbolErrors::Sums parts[THREADS];
  symbolErrors::tallyFrames(launch, PLACE, parts);
}
