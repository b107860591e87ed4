import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, ResumableError } from '../errors.ts';
import { oneLine, quoted } from '../plainText.ts';
import { writeWhole } from '../study/writeWhole.ts';
import { refused } from '../systemErrors.ts';
import { jobName } from './clusterJob.ts';
import { sbatchEnvironment } from './sbatchEnvironment.ts';
import { arrayScript, finishScript, slurmFolder, type SlurmJob } from './slurmScripts.ts';

/** Jobs of a submission; `queued` ones were there before. */
export interface Submission {
  readonly array: { readonly id: string; readonly queued: boolean };
  readonly finish: { readonly id: string; readonly queued: boolean };
}

/**
 * Writes the scripts and submits the array and the completeness check after it. Repeatable: a job of this study and
 * directory that is still in the queue is left alone and only what is missing is submitted.
 *
 * @throws InputError on a path that the scripts cannot hold, and when Slurm is not there or refuses the job.
 * @throws ResumableError when the controller does not answer.
 */
export function submitSlurm(job: SlurmJob): Submission {
  const texts = { array: arrayScript(job), finish: finishScript(job) };
  const name = jobName(job);
  const queued = {
    array: queuedJob(name),
    finish: queuedJob(`${name}-finish`),
  };
  requireArraySize(job.tasks);
  const scripts = {
    array: writeScript(job, 'array.sh', texts.array),
    finish: writeScript(job, 'finish.sh', texts.finish),
  };
  const array = queued.array ?? sbatch(scripts.array);
  if (queued.finish !== undefined && queued.array === undefined) {
    // the check of an earlier array: it would not wait for this one
    slurm('scancel', [queued.finish]);
    queued.finish = undefined;
  }
  const finish = queued.finish ?? sbatch(scripts.finish, `--dependency=afterany:${array}`);
  return {
    array: { id: array, queued: queued.array !== undefined },
    finish: { id: finish, queued: queued.finish !== undefined },
  };
}

/** A script in a file. */
interface Script {
  readonly file: string;
  readonly text: string;
}

/** Slurm numbers the tasks of an array below its MaxArraySize. */
function requireArraySize(tasks: number): void {
  const [, size] = /^MaxArraySize\s*=\s*(\d+)/m.exec(slurm('scontrol', ['show', 'config'])) ?? [];
  if (size !== undefined && tasks >= Number(size))
    throw new InputError(
      `--tasks: expected at most ${Number(size) - 1}, since this Slurm has MaxArraySize ${size}, got ${tasks}`,
    );
}

function writeScript(job: SlurmJob, name: string, text: string): Script {
  const folder = slurmFolder(job);
  const file = join(folder, name);
  try {
    writeWhole(file, text);
    chmodSync(file, 0o755);
  } catch (error) {
    throw refused(`${file}: cannot be written`, error);
  }
  return { file, text };
}

/** Id of the job of a name that is waiting or running. */
function queuedJob(name: string): string | undefined {
  // of an array one line, its own id (%F), for any number of tasks
  const ids = slurm('squeue', ['--noheader', '--me', `--name=${name}`, '--format=%F']).split('\n');
  return ids.find((id) => /^\d+$/.test(id.trim()))?.trim();
}

function sbatch({ file, text }: Script, ...options: string[]): string {
  const answer = slurm('sbatch', ['--parsable', ...options, file], sbatchEnvironment(text, process.env)).trim();
  const [id = ''] = answer.split(';'); // a federation adds its cluster's name
  if (!/^\d+$/.test(id)) throw new ResumableError(`sbatch: expected a job id, got ${quoted(answer)}`);
  return id;
}

function slurm(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env });
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string | null };
    if (code === 'ENOENT')
      throw new InputError(
        `${command}: not found`,
        'submit on a node of a Slurm cluster; --dry-run shows the scripts anywhere',
      );
    if (code !== undefined) throw refused(`${command}: cannot be run`, error);
    const reason = (stderr ?? '').trim().replace(/\s*\n\s*/g, '; ') || oneLine(message);
    if (/Unable to contact|Connection (refused|timed out)|Socket timed out/i.test(reason))
      throw new ResumableError(`${command}: ${reason}`, 'submit again later: nothing is submitted twice');
    throw new InputError(`${command}: ${reason}`, 'mend the options and submit again: nothing is submitted twice');
  }
}
