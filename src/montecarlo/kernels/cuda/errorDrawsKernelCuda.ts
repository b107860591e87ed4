import type { CudaBackend } from '../../../device/cuda/cudaBackend.ts';
import { onCard, startLaunch } from '../../../device/cuda/faults.ts';
import { inTurn } from '../../../device/inTurn.ts';
import type { ErrorDrawsAnswer, ErrorDrawsBatch, ErrorDrawsKernel } from '../errorDraws.ts';
import { ErrorDrawsCuda } from './errorDrawsCuda.ts';

/** The error draws on a card, with what tests and benchmarks want to see of them. */
export interface CudaErrorDraws extends ErrorDrawsKernel {
  readonly draws: ErrorDrawsCuda;
  readonly runAll: (batches: Iterable<ErrorDrawsBatch>) => Promise<ErrorDrawsAnswer[][]>;
}

/**
 * IsacErrorDraws on an NVIDIA card. It starts in the middle of a run, when another thread may have lost the card.
 *
 * @throws BackendUnavailable when the card does not take the kernel.
 * @throws DeviceFault when the card is lost or has no room.
 */
export async function startErrorDrawsCuda(backend: CudaBackend): Promise<CudaErrorDraws> {
  const { cuda: device } = backend;
  const draws = await onCard(device, 'started the error draws', async () =>
    startLaunch(() => new ErrorDrawsCuda(device)),
  );
  backend.onStop(() => {
    if (device.fault === undefined) draws.close();
  });
  const runAll = inTurn(backend, 'error draws', async (batches: Iterable<ErrorDrawsBatch>) => draws.runAll(batches));
  return { draws, runAll, run: async (batch) => (await runAll([batch]))[0] ?? [] };
}
