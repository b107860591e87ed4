// The entries on a device.
#pragma once
#include "../errorDraws/devicePlace.h"
extern "C" __global__ void __launch_bounds__(THREADS, MIN_BLOCKS) sendFrames(const __grid_constant__ symbolErrors::Launch launch) {
  symbolErrors::sendFrames(launch, PLACE, dynamicShared);
}
extern "C" __global__ void __launch_bounds__(THREADS) tallyFrames(const __grid_constant__ symbolErrors::Launch launch) {
  __shared__ symbolErrors::Sums parts[THREADS];
  symbolErrors::tallyFrames(launch, PLACE, parts);
}
