import { availableParallelism } from 'node:os';
import type { BackendName } from '../device/backend.ts';
import { InputError } from '../errors.ts';

/**
 * Worker threads of a run: as asked for, else 1 on a GPU, which one thread keeps busy, else the cores: those that Slurm
 * gives to the task (SLURM_CPUS_PER_TASK), or all that this process may use.
 *
 * @throws InputError when it is no positive integer.
 */
export function workerCount(asked: number | undefined, backend: BackendName, environment: NodeJS.ProcessEnv): number {
  if (asked !== undefined) {
    if (!Number.isInteger(asked) || asked < 1)
      throw new InputError(`--workers: expected a positive integer, got ${asked}`);
    return asked;
  }
  if (backend !== 'cpu') return 1;
  const slurm = Number(environment['SLURM_CPUS_PER_TASK']);
  return Number.isInteger(slurm) && slurm > 0 ? slurm : availableParallelism();
}
