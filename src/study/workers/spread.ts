import { ResumableError } from '../../errors.ts';
import type { ChunkExecutor } from './chunkExecutor.ts';

/** The executor of one device. */
export interface DeviceExecutor {
  /** As `BackendOptions.device` names the device. */
  readonly device: string;
  readonly executor: ChunkExecutor;
}

/**
 * Workers of each of several devices, dealt out in turn: the first devices have one more where the numbers do not divide.
 * A device that would have none is left out.
 */
export function dealWorkers(workers: number, devices: readonly string[]): { device: string; workers: number }[] {
  return devices
    .map((device, i) => ({ device, workers: Math.ceil((workers - i) / devices.length) }))
    .filter((share) => share.workers > 0);
}

/**
 * The executors of several devices as one. Some chunks go to the device with the most idle workers, so that a faster device computes
 * more of them. A fault names the device that it happened on.
 */
export function spread(parts: readonly DeviceExecutor[]): ChunkExecutor {
  const lanes = parts.map(({ device, executor }) => ({ device, executor, idle: executor.concurrency }));
  return {
    underWay: () => parts.reduce((sum, { executor }) => sum + executor.underWay(), 0),
    concurrency: lanes.reduce((sum, { idle }) => sum + idle, 0),
    run: async (chunks) => {
      const lane = lanes.reduce((most, other) => (other.idle > most.idle ? other : most));
      lane.idle--;
      try {
        return await lane.executor.run(chunks);
      } catch (error) {
        if (!(error instanceof ResumableError)) throw error;
        throw new ResumableError(`device ${lane.device}: ${error.message}`, error.hint);
      } finally {
        lane.idle++;
      }
    },
    close: async () => {
      await Promise.all(lanes.map(async ({ executor }) => executor.close()));
    },
  };
}
