import { availableParallelism } from 'node:os';
import type { Backend } from '../device/backend.ts';
import { InputError } from '../errors.ts';
import { requireWhole } from './requireWhole.ts';

/**
 * Worker threads of a run: as asked for, else the cores, no more than the backend is good for on its devices and no fewer than
 * these, and no more than there is memory for. The cores are those that the task was given (ISAC_MC_CORES, which `isac-mc submit` sets on Kubernetes, or
 * SLURM_CPUS_PER_TASK), or all that this process may use.
 *
 * @param devices that the workers are spread over.
 * @param room workers that there is memory for, see `workerRoom`.
 * @throws InputError when what is asked for is no positive integer, or leaves a device without a worker.
 */
export function workerCount(
  asked: number | undefined,
  { mostWorkers }: Pick<Backend, 'mostWorkers'>,
  environment: NodeJS.ProcessEnv,
  devices = 1,
  room = Infinity,
): number {
  if (asked !== undefined) {
    requireWhole('--workers', asked);
    if (asked < devices)
      throw new InputError(
        `--workers: expected at least ${devices}, one for each device, got ${asked}`,
        'give more --workers, or name fewer devices with --device',
      );
    return asked;
  }
  const given = ['ISAC_MC_CORES', 'SLURM_CPUS_PER_TASK'].map((name) => Number(environment[name]));
  const cores = given.find((n) => Number.isInteger(n) && n > 0) ?? availableParallelism();
  return Math.max(devices, Math.min(cores, devices * mostWorkers, room));
}
