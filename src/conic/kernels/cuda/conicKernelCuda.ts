import type { CudaBackend } from '../../../device/cuda/cudaBackend.ts';
import { startKernel } from '../../../device/cuda/faults.ts';
import type { ConicKernel } from '../conicSolve.ts';
import { registerOnArrays } from '../conicTensors.ts';
import { inTurn } from '../../../device/inTurn.ts';
import { ConicCuda } from './conicCuda.ts';
import { solveInStages } from './solveInStages.ts';

/** The solve on a card, with what tests and benchmarks want to see of it. */
export interface CudaConicKernel extends ConicKernel {
  readonly conic: ConicCuda;
}

/** Designs for each block that a card holds: launches then overlap, and its last blocks are not alone for long. */
const DESIGNS_PER_BLOCK = 4;
/** Threads of the smallest block. */
const FEWEST_THREADS = 32;

/**
 * The conic solve on an NVIDIA card.
 *
 * @throws BackendUnavailable when the card does not take the kernel.
 */
export function startConicCuda(backend: CudaBackend): CudaConicKernel {
  const { cuda: device, cardArithmetic } = backend;
  const { conic, blocks, image } = startKernel(device, () => {
    const own = new ConicCuda(device);
    const kernel = own.images.get(cardArithmetic, FEWEST_THREADS);
    return { conic: own, blocks: kernel.resident(FEWEST_THREADS), image: kernel.image };
  });
  backend.onStop(() => {
    if (device.fault === undefined) conic.close();
  });
  const solve: ConicKernel['solve'] = inTurn(backend, 'solve', (batch, attributes) =>
    solveInStages(conic, cardArithmetic, batch, attributes),
  );
  registerOnArrays(backend, solve);
  return { designsAtOnce: DESIGNS_PER_BLOCK * blocks, facts: { image: image.file }, conic, solve };
}
