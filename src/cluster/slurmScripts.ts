import { type ClusterJob, jobName } from './clusterJob.ts';

/** A study as a Slurm job array. */
export interface SlurmJob extends ClusterJob {
  /** Node and main.js of isac-mc, absolute. */
  readonly command: readonly [string, string];
  /** As sbatch takes it: minutes, `hh:mm:ss` or `days-hh:mm:ss`. */
  readonly time?: string;
  readonly partition?: string;
  readonly account?: string;
  /** A task that ends unfinished puts itself into the queue again so many times at most. */
  readonly requeues: number;
}

/** Folder of the scripts and logs of a job. */
export function slurmFolder({ out }: Pick<ClusterJob, 'out'>): string {
  return `${out}/slurm`;
}

/** A text as one word of a shell. */
export function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function directives(lines: readonly (string | undefined)[]): string {
  return lines.flatMap((l) => (l === undefined ? [] : [`#SBATCH ${l}`])).join('\n');
}

/** sbatch splits a directive at blanks and reads a path up to its closing quote; % begins a pattern of its own. */
function logPath(job: SlurmJob, pattern: string): string {
  return `"${slurmFolder(job).replaceAll('%', '%%')}/${pattern}"`;
}

/** What both scripts of a job ask for. */
function common(job: SlurmJob): (string | undefined)[] {
  return [
    job.partition === undefined ? undefined : `--partition=${job.partition}`,
    job.account === undefined ? undefined : `--account=${job.account}`,
    '--ntasks=1',
    '--requeue',
    '--open-mode=append',
  ];
}

/**
 * Batch script of the array: each task runs its shard (`isac-mc run` reads it from the environment of the task).
 *
 * A task that was killed, or whose time is nearly over, asks Slurm to run it once more; what it had finished stays. SIGTERM
 * comes from Slurm itself (scancel, preemption): the run ends with exit code 3 and the script leaves the rest to Slurm.
 */
export function arrayScript(job: SlurmJob): string {
  const run = [...job.command, 'run', job.studyFile, '--out', job.out, '--log', 'json', ...job.runArguments];
  return `#!/bin/bash
# ${job.tasks} shards of a study; written by isac-mc submit
${directives([
  `--job-name=${jobName(job)}`,
  `--array=1-${job.tasks}`,
  ...common(job),
  `--cpus-per-task=${job.cpusPerTask}`,
  job.gpusPerTask > 0 ? `--gres=gpu:${job.gpusPerTask}` : undefined,
  job.memory === undefined ? undefined : `--mem=${job.memory}`,
  job.time === undefined ? undefined : `--time=${job.time}`,
  '--signal=B:USR1@60', // a minute before the time is over
  `--output=${logPath(job, 'task-%a.log')}`,
])}
set -u
most_requeues=${job.requeues}
restarts=\${SLURM_RESTART_COUNT:-0}
echo "task $SLURM_ARRAY_TASK_ID of job $SLURM_ARRAY_JOB_ID on $(hostname), start $((restarts + 1)), $(date -u +%FT%TZ)"

${run.map(shellWord).join(' ')} &
child=$!
by_slurm=0
trap 'by_slurm=1; kill -TERM "$child" 2>/dev/null' TERM INT
trap 'kill -TERM "$child" 2>/dev/null' USR1
# a signal that is trapped ends wait before the child has ended
while wait "$child"; code=$?; kill -0 "$child" 2>/dev/null; do :; done
echo "isac-mc ended with exit code $code"

if [ "$code" -eq 0 ] || [ "$code" -eq 2 ]; then exit "$code"; fi # done, or an error that a repetition does not mend
if [ "$by_slurm" -eq 0 ] && [ "$restarts" -lt "$most_requeues" ]; then
  echo "unfinished: into the queue again"
  # Slurm ends this script as soon as it has the request
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}" && sleep 60
fi
exit 3
`;
}

/** Batch script that runs after all tasks, however they ended: checks that everything is there and writes _SUCCESS. */
export function finishScript(job: SlurmJob): string {
  const finish = [...job.command, 'finish', job.out];
  return `#!/bin/bash
# completeness check of a study; written by isac-mc submit
${directives([
  `--job-name=${jobName(job)}-finish`,
  ...common(job),
  '--cpus-per-task=1',
  `--output=${logPath(job, 'finish.log')}`,
])}
exec ${finish.map(shellWord).join(' ')}
`;
}
