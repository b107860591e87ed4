// IsacErrorDraws in float64: error draws, SINRs, and what is kept of them, with the bytes of kernels/wasm/errorDraws.
#include "../platform.h"
#include "../float64.h"
#include "platform.h"
#include "places.h"
#include "launch.h"
#include "philox.h"
#include "elementary.h"
#include "errors.h"
#include "amplitudes.h"
#include "sinr.h"
#include "draws.h"
#include "reduce.h"
#include "tail.h"
#ifdef __CUDACC__
#include "entry.h"
#elif defined(RACES)
#include "../emulator/errorDrawsThreads.h"
#else
#include "../emulator/errorDrawsEntry.h"
#endif
