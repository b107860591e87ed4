import { requireForm } from '../../cluster/requireText.ts';
import { type BackendChoice, type BackendName, isGpuBackend } from '../../device/backend.ts';
import { InputError } from '../../errors.ts';
import type { Precision } from '../precision.ts';
import { requireWhole } from '../requireWhole.ts';

/** The backend that spreads its workers over several GPUs. */
const MANY_GPUS: BackendName = 'cuda';

/** Arguments of `isac-mc submit`, as yargs gives them. */
export interface SubmitArguments {
  study: string;
  engine: 'slurm' | 'kubernetes';
  tasks: number;
  out: string | undefined;
  backend: BackendChoice;
  precision: Precision | undefined;
  gpusPerTask: number | undefined;
  cpusPerTask: number;
  memory: string | undefined;
  time: string | undefined;
  partition: string | undefined;
  account: string | undefined;
  sbatch: string | string[] | undefined;
  requeues: number;
  image: string | undefined;
  claim: string | undefined;
  channels: string | undefined;
  dryRun: boolean;
}

/** What a task runs on. */
export interface TaskDevices {
  readonly backend: BackendChoice;
  readonly gpusPerTask: number;
}

/** Options that one engine alone reads. */
const OF_ONE_ENGINE = {
  slurm: ['time', 'partition', 'account', 'sbatch'],
  kubernetes: ['image', 'claim', 'channels'],
} as const;

/** A typing error beyond these numbers, no machine. */
const MOST = { tasks: 1e6, cpus: 4096, gpus: 64, requeues: 1000 };

/**
 * Checks what does not need the study.
 *
 * @returns what a task runs on.
 * @throws InputError naming the option, what was expected and what came.
 */
export function checkSubmitArguments(args: SubmitArguments): TaskDevices {
  for (const [engine, options] of Object.entries(OF_ONE_ENGINE))
    for (const option of options)
      if (engine !== args.engine && args[option] !== undefined)
        throw new InputError(`--${option}: expected --engine ${engine} beside it, got --engine ${args.engine}`);
  const gpusPerTask = args.gpusPerTask ?? (args.backend === MANY_GPUS ? 1 : 0);
  requireWhole('--tasks', args.tasks, { most: MOST.tasks });
  requireWhole('--cpus-per-task', args.cpusPerTask, { most: MOST.cpus });
  requireWhole('--gpus-per-task', gpusPerTask, { least: 0, most: MOST.gpus });
  requireWhole('--requeues', args.requeues, { least: 0, most: MOST.requeues });
  if (gpusPerTask > 1 && args.cpusPerTask < gpusPerTask)
    throw new InputError(
      `--cpus-per-task: expected at least ${gpusPerTask}, a core for each GPU (--gpus-per-task), got ${args.cpusPerTask}`,
    );
  requireForm('--partition', args.partition, /^\w[\w.,-]{0,254}$/, 'the name of a partition');
  requireForm('--account', args.account, /^\w[\w.-]{0,254}$/, 'the name of an account');
  return { backend: taskBackend(args.backend, gpusPerTask), gpusPerTask };
}

/**
 * Backend of every task. Several GPUs need one that spreads its workers over them, and then `auto` is that one: a node that lacks it
 * must fail rather than leave all GPUs of the task but one idle.
 */
function taskBackend(backend: BackendChoice, gpusPerTask: number): BackendChoice {
  if (gpusPerTask > 0 && backend !== 'auto' && !isGpuBackend(backend))
    throw new InputError(
      `--gpus-per-task ${gpusPerTask}: expected another backend than ${backend}, which uses no GPU`,
      `take --backend ${MANY_GPUS}, or leave out --gpus-per-task`,
    );
  if (gpusPerTask < 2) return backend;
  if (backend !== 'auto' && backend !== MANY_GPUS)
    throw new InputError(
      `--gpus-per-task ${gpusPerTask}: expected --backend ${MANY_GPUS} beside it, got ${backend}, which uses one GPU`,
      `take --backend ${MANY_GPUS}, or more --tasks with one GPU each`,
    );
  return MANY_GPUS;
}
