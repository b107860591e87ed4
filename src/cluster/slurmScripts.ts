import { EXIT } from '../errors.ts';
import { type ClusterJob, jobName } from './clusterJob.ts';
import { requirePlainText } from './requireText.ts';
import { directive, filledPath, forFinishJob, type SbatchOption } from './sbatchOptions.ts';
import { runToItsEnd, shellWord } from './shell.ts';
import { signalLead } from './timeLimit.ts';

/** A study as a Slurm job array. */
export interface SlurmJob extends ClusterJob {
  /** Study file, absolute, on a file system that all nodes share. */
  readonly studyFile: string;
  /** Node and main.js of isac-mc, absolute. */
  readonly command: readonly [string, string];
  /** Time limit of a task, in seconds; none: that of the partition. */
  readonly seconds?: number;
  readonly partition?: string;
  readonly account?: string;
  /** Options that are passed through to sbatch. */
  readonly sbatch: readonly SbatchOption[];
}

/** The completeness check reads one table file at a time: this memory (MiB) and time (s) are enough. */
const FINISH = { memory: 512, seconds: 1800 };

/** Folder of the scripts and logs of a job. */
export function slurmFolder({ out }: Pick<ClusterJob, 'out'>): string {
  return `${out}/slurm`;
}

/** Lines on what a job asks for; an option without a value here is left out. */
function directives(
  options: Readonly<Record<string, string | number | undefined>>,
  more: readonly SbatchOption[],
): string {
  const own = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [value === '' ? { name } : { name, value: String(value) }],
  );
  return [...own, ...more].map(directive).join('\n');
}

/** What both scripts of a job ask for. */
function common({ partition, account }: SlurmJob): Record<string, string | number | undefined> {
  return { partition, account, ntasks: 1, requeue: '', 'open-mode': 'append' };
}

/** Minutes of a time limit as sbatch takes it, which rounds up too. */
function minutes(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.ceil(seconds / 60);
}

/**
 * Batch script of the array: each task runs its shard.
 *
 * A task that was killed, or whose time is nearly over, asks Slurm to run it once more; what it had finished stays. SIGTERM
 * comes from Slurm itself (scancel, preemption): the run ends with exit code 3 and the script leaves the rest to Slurm.
 * Slurm counts the restarts of a task. The file task-<i>.restarts holds the last one that finished a chunk; where it cannot
 * be written all restarts count, so that no task goes into the queue for ever.
 *
 * @throws InputError on a path that the script cannot hold.
 */
export function arrayScript(job: SlurmJob): string {
  requirePaths(job);
  const run = [...job.command, 'run', job.studyFile, '--out', job.out, '--log', 'json'].map(shellWord);
  const shard = `--shard "$SLURM_ARRAY_TASK_ID/${job.tasks}"`;
  const folder = slurmFolder(job);
  return `#!/bin/bash
# ${job.tasks} shards of a study; written by isac-mc submit
${directives(
  {
    'job-name': jobName(job),
    array: `1-${job.tasks}`,
    ...common(job),
    'cpus-per-task': job.cpusPerTask,
    gres: job.gpusPerTask > 0 ? `gpu:${job.gpusPerTask}` : undefined,
    mem: job.mebibytes === undefined ? undefined : `${job.mebibytes}M`,
    time: minutes(job.seconds),
    signal: `B:USR1@${signalLead(job.seconds)}`,
    output: filledPath(folder, 'task-%a.log'),
  },
  job.sbatch,
)}
set -u
most_requeues=${job.requeues}
restarts=\${SLURM_RESTART_COUNT:-0}
echo "task $SLURM_ARRAY_TASK_ID of job $SLURM_ARRAY_JOB_ID on $(uname -n), start $((restarts + 1)), $(date -u +%FT%TZ)"

# the last restart of this job that finished a chunk
fruitful=0
state=${shellWord(folder)}/"task-$SLURM_ARRAY_TASK_ID.restarts"
if read -r job count 2>/dev/null <"$state" && [ "$job" = "$SLURM_ARRAY_JOB_ID" ] && [[ "$count" =~ ^[0-9]{1,9}$ ]]; then
  fruitful=$count
fi

by_slurm=0
${runToItsEnd([...run, shard, ...job.runArguments.map(shellWord)].join(' '), shellWord(job.out), [
  `trap 'by_slurm=1; stop' TERM INT`,
  'trap stop USR1 # the time is nearly over',
])}
echo "isac-mc ended with exit code $code"
if [ "$progress" -eq 1 ]; then
  fruitful=$restarts
  echo "$SLURM_ARRAY_JOB_ID $restarts" >"$state"
fi

case $code in
  ${EXIT.done}) exit 0 ;;
  ${EXIT.failedRows}) echo "done: draws that cannot be computed are rows with status failed"; exit 0 ;;
  ${EXIT.invalid}) exit ${EXIT.invalid} ;; # a repetition does not mend it
esac
fruitless=$((restarts - fruitful))
if [ "$by_slurm" -eq 0 ] && [ "$fruitless" -lt "$most_requeues" ]; then
  echo "unfinished: into the queue again"
  # Slurm ends this script as soon as it has the request
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}" && sleep 60
elif [ "$by_slurm" -eq 0 ]; then
  echo "unfinished: not into the queue again, restarts that finished no chunk: $fruitless"
fi
exit ${EXIT.unfinished}
`;
}

/**
 * Batch script that runs after all tasks, however they ended: checks that everything is there and writes _SUCCESS. It asks
 * for a core, for no GPU, and for no more memory and time than the tasks.
 *
 * @throws InputError on a path that the script cannot hold.
 */
export function finishScript(job: SlurmJob): string {
  requirePaths(job);
  const finish = [...job.command, 'finish', job.out];
  return `#!/bin/bash
# completeness check of a study; written by isac-mc submit
${directives(
  {
    'job-name': `${jobName(job)}-finish`,
    ...common(job),
    'cpus-per-task': 1,
    mem: `${Math.min(FINISH.memory, job.mebibytes ?? Infinity)}M`,
    time: job.seconds === undefined ? undefined : minutes(Math.min(FINISH.seconds, job.seconds)),
    output: filledPath(slurmFolder(job), 'finish.log'),
  },
  forFinishJob(job.sbatch),
)}
${finish.map(shellWord).join(' ')}
code=$?
if [ "$code" -eq ${EXIT.failedRows} ]; then exit 0; fi # done: draws that cannot be computed are rows with status failed
exit "$code"
`;
}

function requirePaths({ out, studyFile, command: [node, main] }: SlurmJob): void {
  requirePlainText('--out', out);
  requirePlainText('study file', studyFile);
  requirePlainText('path of node', node);
  requirePlainText('path of isac-mc', main);
}
