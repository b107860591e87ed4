import { BackendUnavailable } from '../backend.ts';
import { DeviceFault, NoRoom } from '../deviceFault.ts';
import type { CudaDevice } from './device.ts';
import { CUDA, CudaError } from './driver.ts';

/** What a kernel needs on a card before its first launch. @throws BackendUnavailable when the driver fails. */
export function startKernel<T>({ card }: CudaDevice, start: () => T): T {
  try {
    return start();
  } catch (error) {
    if (!(error instanceof CudaError)) throw error;
    throw new BackendUnavailable(
      'cuda',
      `the kernel does not start on ${card.name} (${error.message})`,
      'nvidia-smi shows the state of the card and what else runs on it',
    );
  }
}

/** The start of a launch. @throws NoRoom when the card has no memory for it. */
export function startLaunch<T>(start: () => T): T {
  try {
    return start();
  } catch (error) {
    if (error instanceof CudaError && error.code === CUDA.outOfMemory) throw new NoRoom(error.message);
    throw error;
  }
}

/**
 * Work on a card; once the card has failed, nothing more is asked of it.
 *
 * @param done for people, as in `solved 7 programs`.
 * @throws DeviceFault when the card is lost, or was before.
 */
export async function onCard<T>(device: CudaDevice, done: string, work: () => Promise<T>): Promise<T> {
  if (device.fault !== undefined) throw lost(device.fault, done);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CudaError) || !error.ofDevice) throw error;
    device.fault = error.message;
    throw lost(error.message, done);
  }
}

function lost(fault: string, done: string): DeviceFault {
  return new DeviceFault(
    `the CUDA device was lost while it ${done}: ${fault}`,
    "run the same command again; dmesg has the driver's reason (Xid), and --device can leave a broken card out",
  );
}
