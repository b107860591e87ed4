import type { StartedBackend } from '../../device/startBackend.ts';
import { openChannelFile, type SharedChannels } from '../channelFile/openChannelFile.ts';
import type { Study } from '../schema.ts';
import type { StudyPlan } from '../studyPlan.ts';
import { type ChunkExecutor, inProcessExecutor } from './chunkExecutor.ts';
import { dealWorkers, spread } from './spread.ts';

/** Who computes the chunks of a run. */
export interface Workforce {
  /** Threads in all; 1 computes in this thread. */
  readonly workers: number;
  /** Devices that they are dealt out to, as `BackendOptions.device` names them; default: the one that the backend was started on. */
  readonly devices?: readonly string[] | undefined;
  readonly stop: AbortSignal | undefined;
  /** Called when the run goes on with fewer workers, with a line that says why. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** Called after every batch of programs of this thread. */
  readonly onDesigns?: (() => void) | undefined;
}

/**
 * Starts what computes the chunks of a study with the backend of this process: this thread, a pool, or a pool for each device.
 *
 * @throws InputError when the channel file of the study cannot be used (`openChannelFile`).
 */
export async function startExecutor(
  plan: StudyPlan,
  { backend, options }: StartedBackend,
  { workers, devices = [], stop, onWarning, onDesigns }: Workforce,
): Promise<ChunkExecutor> {
  if (workers === 1) return inProcessExecutor(plan, stop, { onDesigns });
  const { chunkPool } = await import('./chunkPool.ts'); // a run in one thread starts without it
  const input = { study: plan.study, backend: backend.name, stop, onWarning, channels: channelsOf(plan.study) };
  if (devices.length < 2) return chunkPool({ ...input, workers, backendOptions: options });
  return spread(
    dealWorkers(workers, devices).map(({ device, workers: own }) => ({
      device,
      executor: chunkPool({ ...input, workers: own, backendOptions: { ...options, device } }),
    })),
  );
}

/** The channel file of a study for its threads: it is read once, and they share its bytes. */
function channelsOf(study: Study): SharedChannels | undefined {
  return study.scenario.channelModel === 'file' ? openChannelFile(study).shared : undefined;
}
