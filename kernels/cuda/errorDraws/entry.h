// The entries on a device.
#pragma once
#include "devicePlace.h"
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
