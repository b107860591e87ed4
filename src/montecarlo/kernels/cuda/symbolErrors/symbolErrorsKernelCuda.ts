import type { CudaBackend } from '../../../../device/cuda/cudaBackend.ts';
import { onCard, startLaunch } from '../../../../device/cuda/faults.ts';
import { inTurn } from '../../../../device/inTurn.ts';
import type { FramesBatch, SymbolErrorsKernel } from '../../symbolErrors.ts';
import { SymbolErrorsCuda } from './symbolErrorsCuda.ts';

/** The symbol errors on a card, with what tests and benchmarks want to see of them. */
export interface CudaSymbolErrors extends SymbolErrorsKernel {
  readonly frames: SymbolErrorsCuda;
}

/**
 * IsacSymbolErrors on an NVIDIA card. It starts in the middle of a run, when another thread may have lost the card.
 *
 * @throws BackendUnavailable when the card does not take the kernel.
 * @throws DeviceFault when the card is lost or has no room.
 */
export async function startSymbolErrorsCuda(backend: CudaBackend): Promise<CudaSymbolErrors> {
  const { cuda: device } = backend;
  const frames = await onCard(device, 'started the symbol errors', async () =>
    startLaunch(() => new SymbolErrorsCuda(device)),
  );
  backend.onStop(() => {
    if (device.fault === undefined) frames.close();
  });
  const runAll = inTurn(backend, 'symbol errors', async (batches: Iterable<FramesBatch>) => frames.runAll(batches));
  return { frames, runAll };
}
