import { DeviceFault, NoRoom } from '../deviceFault.ts';
import type { OpenGpu } from './gpuDevice.ts';

const SCOPES = ['validation', 'internal', 'out-of-memory'] as const;

/** What a device is asked for. */
export interface GpuWork<T> {
  /** For people, as in `solved 7 programs`: past tense, and on what. */
  readonly done: string;
  readonly on: string;
  /** Allocates and submits. */
  readonly submit: () => void;
  /** Waits for the results. */
  readonly read: () => Promise<T>;
}

/**
 * Work on a device whose errors become faults of the device.
 *
 * @throws NoRoom when the device refuses the work: less of it may do.
 * @throws DeviceFault when it is lost.
 */
export async function onGpu<T>({ device, fault }: OpenGpu, { done, on, submit, read }: GpuWork<T>): Promise<T> {
  try {
    await submitted(device, on, submit);
    return await read();
  } catch (error) {
    if (fault.lost === undefined) throw error;
    throw new DeviceFault(`the GPU was lost while it ${done} ${on} at once: ${fault.lost}`);
  }
}

async function submitted(device: GPUDevice, on: string, submit: () => void): Promise<void> {
  for (const scope of SCOPES) device.pushErrorScope(scope);
  let thrown: unknown;
  try {
    submit();
  } catch (error) {
    thrown = error;
  }
  const errors = await Promise.all(SCOPES.map(async () => device.popErrorScope()));
  const refused = errors.find((e) => e !== null)?.message ?? (isRefusal(thrown) ? thrown.message : undefined);
  if (refused !== undefined) throw new NoRoom(`the GPU failed on ${on} at once: ${refused.split('\n')[0]}`);
  if (thrown !== undefined) throw thrown;
}

/** Dawn throws a RangeError where it cannot map a new buffer; anything else that is thrown is a bug of ours, and no fault of the device. */
function isRefusal(thrown: unknown): thrown is Error {
  return thrown instanceof Error && (thrown instanceof RangeError || thrown.name === 'OperationError');
}
