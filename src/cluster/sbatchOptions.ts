import { InputError } from '../errors.ts';
import { quoted } from '../plainText.ts';
import { requirePlainText } from './requireText.ts';
import { isPlainWord } from './shell.ts';

/** An option of sbatch, for example `--qos=long` or `--exclusive`. */
export interface SbatchOption {
  readonly name: string;
  readonly value?: string;
}

/** Options that the scripts set, each with the option of `submit` to use in its place, if there is one. */
const OWN: Readonly<Record<string, string | undefined>> = {
  account: '--account',
  array: '--tasks',
  'cpus-per-task': '--cpus-per-task',
  error: undefined,
  'job-name': undefined,
  mem: '--memory',
  'mem-per-cpu': '--memory',
  'no-requeue': '--requeues',
  ntasks: '--tasks',
  'open-mode': undefined,
  output: undefined,
  partition: '--partition',
  requeue: '--requeues',
  signal: '--time',
  time: '--time',
};

/** Options after which sbatch would not submit, or submit where nobody looks, or not come back. */
const UNUSABLE = ['clusters', 'help', 'parsable', 'test-only', 'usage', 'version', 'wait', 'wrap'];

/** Options on who asks for what and where: the finish job has them too. The others are resources of the tasks. */
const FOR_ALL_JOBS = new Set(
  'comment constraint exclude export mail-type mail-user nice nodelist qos reservation wckey'.split(' '),
);

/**
 * Reads an option that is passed through to sbatch.
 *
 * @param asksForGpus the script asks for GPUs itself.
 * @throws InputError where it is not one long option, or one that the scripts set.
 */
export function parseSbatchOption(text: string, asksForGpus: boolean): SbatchOption {
  requirePlainText('--sbatch', text);
  const [, name, value] = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/.exec(text) ?? [];
  if (name === undefined)
    throw new InputError(
      `--sbatch: expected one option of sbatch as --name or --name=value, got ${quoted(text)}`,
      'for example --sbatch "--qos=long"; repeat --sbatch for each option',
    );
  // sbatch takes an option by the beginning of its name
  const own = Object.keys(OWN).find((option) => option.startsWith(name));
  if (own !== undefined)
    throw new InputError(
      `--sbatch: expected an option that the scripts do not set, got --${name}`,
      OWN[own] === undefined ? undefined : `use ${OWN[own]} of isac-mc submit`,
    );
  if (asksForGpus && (name.startsWith('gpus') || 'gres'.startsWith(name)))
    throw new InputError(
      `--sbatch: expected no --${name} beside GPUs that the tasks ask for, got ${quoted(text)}`,
      'leave it to --gpus-per-task, or ask for all GPUs with it and add --gpus-per-task 0',
    );
  const unusable = UNUSABLE.find((option) => option.startsWith(name));
  if (unusable !== undefined)
    throw new InputError(`--sbatch: expected an option of a job that isac-mc submits and follows, got --${name}`);
  return value === undefined ? { name } : { name, value };
}

/** The options that the finish job has too. */
export function forFinishJob(options: readonly SbatchOption[]): SbatchOption[] {
  return options.filter(({ name }) => FOR_ALL_JOBS.has(name));
}

/** A line of a batch script that sbatch reads as exactly this option: it splits lines at blanks and knows quotes and backslashes. */
export function directive({ name, value }: SbatchOption): string {
  if (value === undefined) return `#SBATCH --${name}`;
  requirePlainText(`--${name}`, value);
  const word = isPlainWord(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
  return `#SBATCH --${name}=${word}`;
}

/**
 * A path that sbatch fills in (`%a`), in a folder that it takes as it is.
 *
 * @throws InputError on a backslash, for which Slurm has no escape.
 */
export function filledPath(folder: string, pattern: string): string {
  if (folder.includes('\\'))
    throw new InputError(
      `--out: expected a path without a backslash, got ${quoted(folder)}`,
      'Slurm cannot write logs to such a path: choose another directory with --out',
    );
  return `${folder.replaceAll('%', '%%')}/${pattern}`;
}
