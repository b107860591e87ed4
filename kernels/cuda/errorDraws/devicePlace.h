// What the entries of the error draws and of the symbol errors take from a device.
#pragma once
extern __shared__ __align__(16) unsigned char dynamicShared[];
#define PLACE errorDraws::Place{blockIdx.x, gridDim.x, threadIdx.x, blockDim.x}
// four blocks of a multiprocessor: 16 warps of up to 128 registers
#ifndef MIN_BLOCKS
#define MIN_BLOCKS 4
#endif
