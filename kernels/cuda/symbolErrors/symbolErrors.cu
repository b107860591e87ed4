// IsacSymbolErrors in float64: frames of symbols under noise and CSI errors, and the wrong decisions of their users, as many as kernels/wasm/errorDraws counts.
#include "../platform.h"
#include "../float64.h"
#include "../errorDraws/platform.h"
#include "../errorDraws/places.h"
#include "../errorDraws/philox.h"
#include "../errorDraws/elementary.h"
#include "../errorDraws/errors.h"
#include "../errorDraws/amplitudes.h"
#include "launch.h"
#include "frames.h"
#include "decisions.h"
#include "send.h"
#include "tally.h"
#ifdef __CUDACC__
#include "entry.h"
#elif defined(RACES)
#include "../emulator/symbolErrorsThreads.h"
#else
#include "../emulator/symbolErrorsEntry.h"
#endif
