import type { Argv, CommandModule } from 'yargs';
import { kubernetesManifest } from '../cluster/kubernetesManifest.ts';
import { arrayScript, finishScript, type SlurmJob } from '../cluster/slurmScripts.ts';
import { submitSlurm } from '../cluster/submitSlurm.ts';
import { BACKEND_CHOICES, GPU_WORKERS } from '../device/backend.ts';
import { requireOwner } from '../study/studyRecord.ts';
import { isFinished } from '../study/studyStatus.ts';
import { PRECISION_OPTION } from './precision.ts';
import { kubernetesJob, slurmJob } from './submit/jobs.ts';
import { checkSubmitArguments, type SubmitArguments } from './submit/submitArguments.ts';
import { warn } from './warn.ts';

/** `kubectl apply` keeps a copy of the manifest in an annotation, which Kubernetes refuses beyond so many bytes. */
const MOST_APPLIED = 250_000;

export const submitCommand: CommandModule<object, SubmitArguments> = {
  builder: (y) =>
    y
      .positional('study', { type: 'string', demandOption: true, describe: 'study file or name' })
      .option('engine', {
        choices: ['slurm', 'kubernetes'] as const,
        requiresArg: true,
        demandOption: true,
        describe: 'Slurm job array, or Kubernetes Indexed Job (with --dry-run)',
      })
      .option('tasks', { type: 'number', demandOption: true, requiresArg: true, describe: 'number of shards' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'study directory that all nodes share (default output/<name>); kubernetes: within the volume',
      })
      .option('backend', {
        choices: BACKEND_CHOICES,
        requiresArg: true,
        default: 'auto' as const,
        describe: 'backend of every task',
      })
      .option('precision', PRECISION_OPTION)
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
      .option('time', {
        type: 'string',
        requiresArg: true,
        describe: 'slurm: time limit in a format of sbatch, for example 4:00:00; at least 3 minutes',
      })
      .option('partition', { type: 'string', requiresArg: true, describe: 'slurm: partition' })
      .option('account', { type: 'string', requiresArg: true, describe: 'slurm: account' })
      .option('sbatch', {
        type: 'string',
        requiresArg: true,
        describe: 'slurm: an option that is passed through to sbatch, for example "--qos=long"; repeatable',
      })
      .option('requeues', {
        type: 'number',
        default: 5,
        requiresArg: true,
        describe: 'an unfinished task is run again, until so many of its restarts in a row finished no chunk',
      })
      .option('image', { type: 'string', requiresArg: true, describe: 'kubernetes: container image with isac-mc' })
      .option('claim', { type: 'string', requiresArg: true, describe: 'kubernetes: persistent volume claim' })
      .option('channels', {
        type: 'string',
        requiresArg: true,
        describe: 'kubernetes: where the channel file of the study is within the volume, for example /measured.npz',
      })
      .option('dry-run', { type: 'boolean', default: false, describe: 'print the scripts or the manifest, do nothing' })
      .example('$0 submit fig7 --engine slurm --tasks 4 --cpus-per-task 8', 'four tasks, and a check after them')
      .example(
        '$0 submit fig7 --engine kubernetes --tasks 4 --image .. --claim .. --dry-run',
        'an Indexed Job',
      ) as unknown as Argv<SubmitArguments>,
  handler: (args) => {
    const devices = checkSubmitArguments(args);
    if (args.engine === 'slurm') {
      const job = slurmJob(args, devices);
      warnOfFewerTasks(args.tasks, job.tasks);
      requireOwner(job.out, job.studyHash, devices.backend === 'auto' ? undefined : { name: devices.backend });
      slurm(job, args.dryRun);
      return;
    }
    const job = kubernetesJob(args, devices);
    const manifest = kubernetesManifest(job);
    warnOfFewerTasks(args.tasks, job.tasks);
    if (Buffer.byteLength(job.studyText) > MOST_APPLIED)
      warn('the study is too long for kubectl apply: use kubectl create -f, or kubectl apply --server-side');
    process.stdout.write(manifest);
  },
};

function slurm(job: SlurmJob, dryRun: boolean): void {
  if (dryRun) {
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

function warnOfFewerTasks(asked: number, tasks: number): void {
  if (tasks < asked) warn(`--tasks ${asked}: the study has ${tasks} chunks, so it runs as ${tasks} tasks`);
}
