import type { CudaBackend } from '../../../device/cuda/cudaBackend.ts';
import type { CudaDevice } from '../../../device/cuda/device.ts';
import { onCard, startLaunch } from '../../../device/cuda/faults.ts';
import { inTurn } from '../../../device/inTurn.ts';

/** A kernel on a card. */
interface CardKernel<Batch, Answer> {
  /** One run at a time. */
  readonly runAll: (batches: Iterable<Batch>) => Promise<Answer[]>;
  readonly close: () => void;
}

/**
 * Starts a kernel on an NVIDIA card, in the middle of a run, when another thread may have lost the card, and gives it back when the backend is stopped.
 *
 * @param what it does for people, as in `error draws`.
 * @returns the kernel, and `runAll` that runs one call after the other.
 * @throws BackendUnavailable when the card does not take the kernel.
 * @throws DeviceFault when the card is lost or has no room.
 */
export async function startOnCard<Batch, Answer, Kernel extends CardKernel<Batch, Answer>>(
  backend: CudaBackend,
  what: string,
  make: (device: CudaDevice) => Kernel & CardKernel<Batch, Answer>,
): Promise<{ readonly kernel: Kernel } & Pick<CardKernel<Batch, Answer>, 'runAll'>> {
  const { cuda: device } = backend;
  const kernel = await onCard(device, `started the ${what}`, async () => startLaunch(() => make(device)));
  backend.onStop(() => {
    if (device.fault === undefined) kernel.close();
  });
  return { kernel, runAll: inTurn(backend, what, async (batches: Iterable<Batch>) => kernel.runAll(batches)) };
}
