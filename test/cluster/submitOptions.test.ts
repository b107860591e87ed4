import { describe, expect, it } from 'vitest';
import { checkSubmitArguments, type SubmitArguments } from '../../src/cli/submit/submitArguments.ts';
import { parseMemory } from '../../src/cluster/memory.ts';
import { sbatchEnvironment } from '../../src/cluster/sbatchEnvironment.ts';
import { parseSbatchOption } from '../../src/cluster/sbatchOptions.ts';
import { parseTimeLimit } from '../../src/cluster/timeLimit.ts';
import { InputError } from '../../src/errors.ts';
import { ARGUMENTS } from './submitArguments.ts';

describe('parseTimeLimit', () => {
  it.each([
    ['3', 180],
    ['30', 1800],
    ['2:60', 180],
    ['90:30', 5430],
    ['1:02:03', 3723],
    ['0:3:0', 180],
    ['100:00:00', 360_000],
    ['1-2', 93_600],
    ['1-0', 86_400],
    ['0-1:30', 5400],
    ['2-03:04:05', 183_845],
  ])('reads %s', (text, seconds) => {
    expect(parseTimeLimit(text)).toBe(seconds);
  });

  it.each([
    '',
    'soon',
    '1h',
    '1.5',
    '-5',
    '+5',
    ' 5',
    '5 ',
    '1:',
    ':1',
    '1:2:3:4',
    '1-',
    '-',
    '1-2:3:4:5',
    '1-2-3',
    '1e3',
    'UNLIMITED',
    '٣',
  ])('refuses %j', (text) => {
    expect(() => parseTimeLimit(text)).toThrow(InputError);
    expect(() => parseTimeLimit(text)).toThrow(/^--time: expected minutes, minutes:seconds, .* got "/);
  });

  it.each([
    ['2', '2 (120 s)'],
    ['2:59', '2:59 (179 s)'],
    ['0:0:1', '0:0:1 (1 s)'],
    ['0', '0 (0 s, which sbatch takes for no limit)'],
    ['0-0:2', '0-0:2 (120 s)'],
  ])('refuses %s, which leaves no time to work', (text, got) => {
    expect(() => parseTimeLimit(text)).toThrow(`--time: expected at least 3 minutes, got ${got}`);
  });
});

describe('parseMemory', () => {
  it.each([
    ['64', 64],
    ['500M', 500],
    ['4G', 4096],
    ['1T', 1_048_576],
    ['131072K', 128],
    ['100000K', 98],
  ])('reads %s', (text, mebibytes) => {
    expect(parseMemory(text)).toBe(mebibytes);
  });

  it.each([
    '',
    '0',
    '0G',
    '4',
    '63M',
    '65T',
    '-4G',
    '4g',
    '8GB',
    '8Gi',
    '4 GB',
    '1.5G',
    '1e9',
    '99999999999999999999',
    'G',
  ])('refuses %j', (text) => {
    expect(() => parseMemory(text)).toThrow(
      `--memory: expected a whole number of MiB, or one with K, M, G or T, from 64M to 64T, got "${text}"`,
    );
  });
});

describe('parseSbatchOption', () => {
  it.each([
    ['--qos=long', { name: 'qos', value: 'long' }],
    ['--exclusive', { name: 'exclusive' }],
    ['--comment=a = b', { name: 'comment', value: 'a = b' }],
    ['--comment=', { name: 'comment', value: '' }],
    ['--gres=gpu:a100:1', { name: 'gres', value: 'gpu:a100:1' }],
    ['--mem-bind=local', { name: 'mem-bind', value: 'local' }],
  ])('reads %s', (text, option) => {
    expect(parseSbatchOption(text, false)).toEqual(option);
  });

  it.each([
    '',
    'qos=long',
    '-q long',
    '-q',
    '--',
    '--=x',
    '--Qos=x',
    '--qos long',
    '--qos=a\n#SBATCH --array=1-9',
    '--qos --exclusive',
  ])('refuses %j', (text) => {
    expect(() => parseSbatchOption(text, false)).toThrow(/^--sbatch: expected /);
  });

  it.each([
    ['--array=1-9', /use --tasks of isac-mc submit/],
    ['--arr=1-9', /use --tasks/],
    ['--time=3', /use --time/],
    ['--tim=3', /use --time/],
    ['--t=3', /use --time/],
    ['--partition=x', /use --partition/],
    ['--mem=4G', /use --memory/],
    ['--mem-per-cpu=4G', /use --memory/],
    ['--no-requeue', /use --requeues/],
    ['--job-name=x', undefined],
    ['--output=x', undefined],
    ['--error=x', undefined],
  ])('refuses %s, which the scripts set', (text, hint) => {
    const refusal = (): unknown => parseSbatchOption(text, false);
    expect(refusal).toThrow(/^--sbatch: expected an option that the scripts do not set, got --/);
    if (hint) expect(refusal).toThrow(expect.objectContaining({ hint: expect.stringMatching(hint) as string }));
  });

  it.each(['--wait', '--wrap=true', '--test-only', '--clusters=x', '--help', '--version'])('refuses %s', (text) => {
    expect(() => parseSbatchOption(text, false)).toThrow(/^--sbatch: expected an option of a job that isac-mc submits/);
  });

  it.each(['--gres=gpu:1', '--gpus=1', '--gpus-per-node=1', '--gr=gpu:1'])(
    'refuses %s beside GPUs of the tasks',
    (text) => {
      expect(() => parseSbatchOption(text, true)).toThrow(/^--sbatch: expected no --g[a-z-]+ beside GPUs/);
      expect(() => parseSbatchOption(text, false)).not.toThrow();
    },
  );
});

describe('sbatchEnvironment', () => {
  const environment = {
    PATH: '/bin',
    SLURM_CONF: '/x',
    SBATCH_ACCOUNT: 'mine',
    SBATCH_ARRAY_INX: '1-99',
    SBATCH_CLUSTERS: 'elsewhere',
    SBATCH_GPUS: '8',
    SBATCH_GRES: 'gpu:8',
    SBATCH_OPEN_MODE: 'truncate',
    SBATCH_QOS: 'long',
    SBATCH_TIMELIMIT: '1',
    SBATCH_WAIT: '1',
  };

  it('keeps what the user chose for all jobs, and lets nothing replace what a script asks for', () => {
    const array = '#!/bin/bash\n#SBATCH --array=1-4\n#SBATCH --open-mode=append\n#SBATCH --time=30\n';
    const {
      SBATCH_ARRAY_INX: _a,
      SBATCH_CLUSTERS: _c,
      SBATCH_OPEN_MODE: _o,
      SBATCH_TIMELIMIT: _t,
      SBATCH_WAIT: _w,
      ...kept
    } = environment;
    expect(sbatchEnvironment(array, environment)).toEqual(kept);
    const { SBATCH_GPUS: _g, SBATCH_GRES: _r, ...withoutGpus } = kept;
    expect(sbatchEnvironment(`${array}#SBATCH --gres=gpu:1\n`, environment)).toEqual(withoutGpus);
  });

  it('lets nothing ask for a GPU where a script is no array', () => {
    const { PATH, SLURM_CONF, SBATCH_ACCOUNT, SBATCH_QOS, SBATCH_ARRAY_INX, SBATCH_TIMELIMIT } = environment;
    const kept = { PATH, SLURM_CONF, SBATCH_ACCOUNT, SBATCH_QOS, SBATCH_ARRAY_INX, SBATCH_TIMELIMIT };
    expect(sbatchEnvironment('#SBATCH --open-mode=append\n', environment)).toEqual(kept);
  });
});

describe('checkSubmitArguments', () => {
  const change = (more: Partial<SubmitArguments>) => (): unknown => checkSubmitArguments({ ...ARGUMENTS, ...more });

  it.each<[string, Partial<SubmitArguments>, RegExp]>([
    ['no task', { tasks: 0 }, /^--tasks: expected a positive integer, got 0$/],
    ['a number of tasks that is none', { tasks: Number.NaN }, /^--tasks: .* got NaN$/],
    [
      'more tasks than any array has',
      { tasks: 1e9 },
      /^--tasks: expected an integer of at most 1000000, got 1000000000$/,
    ],
    ['no core', { cpusPerTask: 0 }, /^--cpus-per-task: expected a positive integer, got 0$/],
    ['fewer than no cores', { cpusPerTask: -1 }, /^--cpus-per-task: .* got -1$/],
    ['more cores than any machine has', { cpusPerTask: 1e9 }, /^--cpus-per-task: .* at most 4096, got 1000000000$/],
    ['fewer than no GPUs', { gpusPerTask: -1 }, /^--gpus-per-task: .* at least 0, got -1$/],
    ['more GPUs than any machine has', { gpusPerTask: 1e9 }, /^--gpus-per-task: .* at most 64, got 1000000000$/],
    ['fewer than no restarts', { requeues: -1 }, /^--requeues: .* got -1$/],
    ['restarts without end', { requeues: Infinity }, /^--requeues: .* got Infinity$/],
    ['an image on Slurm', { image: 'i' }, /^--image: expected --engine kubernetes beside it, got --engine slurm$/],
    ['channels on Slurm', { channels: '/a' }, /^--channels: expected --engine kubernetes/],
    ['a time on Kubernetes', { engine: 'kubernetes', time: '30' }, /^--time: expected --engine slurm beside it/],
    ['sbatch on Kubernetes', { engine: 'kubernetes', sbatch: '--qos=x' }, /^--sbatch: expected --engine slurm/],
  ])('refuses %s', (_name, more, message) => {
    expect(change(more)).toThrow(InputError);
    expect(change(more)).toThrow(message);
  });
});
