import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import type { ClusterJob } from '../cluster/clusterJob.ts';
import { kubernetesManifest } from '../cluster/kubernetesManifest.ts';
import { arrayScript, finishScript, type SlurmJob } from '../cluster/slurmScripts.ts';
import { submitSlurm } from '../cluster/submitSlurm.ts';
import { BACKEND_CHOICES, type BackendChoice, type BackendName, GPU_WORKERS } from '../device/backend.ts';
import { packageRoot } from '../device/packageRoot.ts';
import { InputError } from '../errors.ts';
import { studyChunks } from '../study/chunks.ts';
import { studyHash } from '../study/hash.ts';
import { readStudy } from '../study/parseStudy.ts';
import { requireOwner } from '../study/studyRecord.ts';
import { isFinished } from '../study/studyStatus.ts';
import { pathArgument } from './pathArgument.ts';
import { studyFile } from './shippedStudies.ts';
import { withPrecision } from '../study/withPrecision.ts';

/** The backend that spreads its workers over several GPUs. */
const MANY_GPUS: BackendName = 'cuda';

interface GivenArguments extends Omit<SubmitArguments, 'gpusPerTask'> {
  gpusPerTask: number | undefined;
}

interface SubmitArguments {
  study: string;
  engine: 'slurm' | 'kubernetes';
  tasks: number;
  out: string | undefined;
  backend: BackendChoice;
  precision: 'fast' | 'precise' | undefined;
  gpusPerTask: number;
  cpusPerTask: number;
  memory: string | undefined;
  time: string | undefined;
  partition: string | undefined;
  account: string | undefined;
  requeues: number;
  image: string | undefined;
  claim: string | undefined;
  dryRun: boolean;
}

export const submitCommand: CommandModule<object, GivenArguments> = {
  command: 'submit <study>',
  describe: 'run a study as an array of shards on a cluster; repeatable',
  builder: (y) =>
    y
      .positional('study', { type: 'string', demandOption: true, describe: 'study file or name' })
      .option('engine', {
        choices: ['slurm', 'kubernetes'] as const,
        demandOption: true,
        describe: 'Slurm job array, or Kubernetes Indexed Job (with --dry-run)',
      })
      .option('tasks', { type: 'number', demandOption: true, requiresArg: true, describe: 'number of shards' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'study directory that all nodes share (default output/<name>); kubernetes: within the volume',
      })
      .option('backend', { choices: BACKEND_CHOICES, default: 'auto' as const, describe: 'backend of every task' })
      .option('precision', { choices: ['fast', 'precise'] as const, describe: 'override the precision of the study' })
      .option('cpus-per-task', {
        type: 'number',
        default: 1,
        requiresArg: true,
        describe: `cores, a worker on each (at most ${GPU_WORKERS} beside each GPU)`,
      })
      .option('gpus-per-task', {
        type: 'number',
        requiresArg: true,
        describe: 'GPUs (default 1 with --backend cuda, else 0); of several, a task uses all: --device all',
      })
      .option('memory', { type: 'string', requiresArg: true, describe: 'of a task, for example 4G' })
      .option('time', { type: 'string', requiresArg: true, describe: 'slurm: time limit, as of sbatch' })
      .option('partition', { type: 'string', requiresArg: true, describe: 'slurm: partition' })
      .option('account', { type: 'string', requiresArg: true, describe: 'slurm: account' })
      .option('requeues', {
        type: 'number',
        default: 5,
        requiresArg: true,
        describe: 'an unfinished task is run again so many times at most',
      })
      .option('image', { type: 'string', requiresArg: true, describe: 'kubernetes: container image with isac-mc' })
      .option('claim', { type: 'string', requiresArg: true, describe: 'kubernetes: persistent volume claim' })
      .option('dry-run', { type: 'boolean', default: false, describe: 'print the scripts or the manifest, do nothing' })
      .example('$0 submit fig7 --engine slurm --tasks 4 --cpus-per-task 8', 'four tasks, and a check after them')
      .example(
        '$0 submit fig7 --engine kubernetes --tasks 4 --image .. --claim .. --dry-run',
        'an Indexed Job',
      ) as unknown as Argv<GivenArguments>,
  handler: (given) => {
    const args = { ...given, gpusPerTask: given.gpusPerTask ?? (given.backend === MANY_GPUS ? 1 : 0) };
    requireCounts(args);
    requireText('--memory', args.memory, /^\d+[KMGT]?$/, 'a number of MiB, or one with K, M, G or T');
    const file = resolve(studyFile(args.study));
    const study = readStudy(file);
    const { precision } = args;
    const backend = taskBackend(args);
    const resolved = withPrecision(study, precision);
    const name = basename(file).replace(/\.ya?ml$/, '');
    const common = {
      name,
      studyFile: file,
      studyHash: studyHash(resolved),
      tasks: Math.min(args.tasks, studyChunks(resolved).length),
      cpusPerTask: args.cpusPerTask,
      gpusPerTask: args.gpusPerTask,
      ...(args.memory === undefined ? {} : { memory: args.memory }),
      runArguments: [
        ...(backend === 'auto' ? [] : ['--backend', backend]),
        ...(args.gpusPerTask > 1 ? ['--device', 'all'] : []),
        ...(precision ? ['--precision', precision] : []),
      ],
    };
    if (args.engine === 'kubernetes') printManifest(args, common);
    else slurm(args, backend, { ...common, out: pathArgument('--out', args.out ?? join('output', name)) });
  },
};

/**
 * Backend of every task. Several GPUs need one that spreads its workers over them, and then `auto` is that one: a node that lacks it
 * must fail rather than leave all GPUs of the task but one idle.
 */
function taskBackend({ backend, gpusPerTask }: SubmitArguments): BackendChoice {
  if (gpusPerTask > 0 && backend === 'cpu')
    throw new InputError(
      `--gpus-per-task ${gpusPerTask}: expected another backend than cpu, which uses no GPU`,
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

function slurm(args: SubmitArguments, backend: BackendChoice, common: ClusterJob): void {
  requireText('--time', args.time, /^(\d+-)?\d+(:\d+){0,2}$/, 'minutes, hh:mm:ss or days-hh:mm:ss');
  requireText('--partition', args.partition, /^[\w.,-]+$/, 'the name of a partition');
  requireText('--account', args.account, /^[\w.-]+$/, 'the name of an account');
  const job: SlurmJob = {
    ...common,
    command: [process.execPath, join(packageRoot(), 'dist', 'cli', 'main.js')],
    requeues: args.requeues,
    ...(args.time === undefined ? {} : { time: args.time }),
    ...(args.partition === undefined ? {} : { partition: args.partition }),
    ...(args.account === undefined ? {} : { account: args.account }),
  };
  requireOwner(job.out, job.studyHash, backend === 'auto' ? undefined : { name: backend });
  if (args.dryRun) {
    process.stdout.write(`${arrayScript(job)}\n${finishScript(job)}`);
    return;
  }
  if (isFinished(job.out, job.studyHash)) {
    process.stdout.write(`${job.out}: complete, nothing to submit\n`);
    return;
  }
  const { array, finish } = submitSlurm(job);
  const how = (queued: boolean): string => (queued ? 'already in the queue' : 'submitted');
  process.stdout.write(
    [
      `array ${array.id}: ${job.tasks} tasks, ${how(array.queued)}`,
      `finish ${finish.id}: after the array, ${how(finish.queued)}`,
      `logs in ${job.out}/slurm; isac-mc status ${job.out} tells what is done`,
      '',
    ].join('\n'),
  );
}

function printManifest(args: SubmitArguments, common: Omit<ClusterJob, 'out'>): void {
  if (!args.dryRun)
    throw new InputError(
      '--engine kubernetes: expected --dry-run beside it, got none',
      'isac-mc prints the manifest: add --dry-run and pipe it to kubectl apply -f -',
    );
  const required = (option: string, value: string | undefined, what: string): string => {
    if (value === undefined) throw new InputError(`${option}: expected ${what} with --engine kubernetes, got none`);
    return value;
  };
  const { studyFile: file, ...rest } = common;
  process.stdout.write(
    kubernetesManifest({
      ...rest,
      studyText: readFileSync(file, 'utf8'),
      image: required('--image', args.image, 'a container image that has isac-mc'),
      claim: required('--claim', args.claim, 'a persistent volume claim that all pods can write'),
      out: join('/', args.out ?? rest.name),
      requeues: args.requeues,
    }),
  );
}

function requireCounts(args: SubmitArguments): void {
  const check = (option: string, value: number, least: number): void => {
    if (!Number.isInteger(value) || value < least)
      throw new InputError(`${option}: expected an integer of at least ${least}, got ${value}`);
  };
  check('--tasks', args.tasks, 1);
  check('--cpus-per-task', args.cpusPerTask, 1);
  check('--gpus-per-task', args.gpusPerTask, 0);
  check('--requeues', args.requeues, 0);
  if (args.gpusPerTask > 1 && args.cpusPerTask < args.gpusPerTask)
    throw new InputError(
      `--cpus-per-task: expected at least ${args.gpusPerTask}, a core for each GPU (--gpus-per-task), got ${args.cpusPerTask}`,
    );
}

function requireText(option: string, value: string | undefined, pattern: RegExp, expected: string): void {
  if (value !== undefined && !pattern.test(value))
    throw new InputError(`${option}: expected ${expected}, got ${JSON.stringify(value)}`);
}
