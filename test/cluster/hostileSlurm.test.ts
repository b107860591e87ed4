import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMemory } from '../../src/cluster/memory.ts';
import { parseSbatchOption } from '../../src/cluster/sbatchOptions.ts';
import { arrayScript, finishScript, type SlurmJob } from '../../src/cluster/slurmScripts.ts';
import { parseTimeLimit } from '../../src/cluster/timeLimit.ts';
import { checkSubmitArguments } from '../../src/cli/submit/submitArguments.ts';
import { InputError } from '../../src/errors.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { HOSTILE_NAMES, HOSTILE_TEXTS } from './hostileTexts.ts';
import { sbatchWords } from './sbatchWords.ts';
import { exitCodeOf, recorded, recorder, writeTool } from './standIn.ts';
import { ARGUMENTS } from './submitArguments.ts';

const folder = temporaryFolder();
const tools = join(folder, 'tools');
const cwd = join(folder, 'cwd');
for (const name of [tools, cwd]) mkdirSync(name);
const asked = join(folder, 'asked');
const node = writeTool(join(tools, 'node'), recorder(asked, 2));
writeTool(join(tools, 'scontrol'), 'exit 1');

const JOB: SlurmJob = {
  name: 'study',
  studyFile: '/shared/study.yaml',
  out: '/shared/out',
  studyHash: 'abc',
  tasks: 4,
  cpusPerTask: 8,
  gpusPerTask: 1,
  mebibytes: 4096,
  seconds: 3600,
  partition: 'gpu',
  account: 'isac',
  runArguments: ['--backend', 'cuda'],
  command: [node, '/opt/main.js'],
  requeues: 3,
  sbatch: [{ name: 'comment', value: 'plain' }],
};
const runOf = (job: SlurmJob): string[] => [
  job.command[1],
  'run',
  job.studyFile,
  '--out',
  job.out,
  '--log',
  'json',
  '--shard',
  '2/4',
  ...job.runArguments,
];

/** What a script asks sbatch for, and what it calls isac-mc with when it runs. */
function effect(script: string): { options: string[]; argv: string[] } {
  const options = sbatchWords(script);
  const file = writeTool(join(folder, 'script.sh'), script.replace(/^#!.*\n/, ''));
  const env = {
    PATH: `${tools}:${process.env['PATH']}`,
    HOME: folder,
    SLURM_ARRAY_JOB_ID: '77',
    SLURM_ARRAY_TASK_ID: '2',
  };
  expect(exitCodeOf('bash', [file], { cwd, env })).toBe(2);
  expect(readdirSync(cwd)).toEqual([]); // no touch X, no redirection
  return { options, argv: recorded(asked) };
}

/** Refused with one printable line that names the field. */
function expectRefusal(error: unknown, field: string): void {
  expect(error).toBeInstanceOf(InputError);
  const { message } = error as InputError;
  expect(message).toContain(`${field}: expected`);
  expect(message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
  expect(message.length).toBeLessThan(400);
}

/** The scripts of a job, or the reason why there are none. */
function scriptsOf(job: SlurmJob): { array: string; finish: string } | { error: unknown } {
  try {
    return { array: arrayScript(job), finish: finishScript(job) };
  } catch (error) {
    return { error };
  }
}

const plain = { array: effect(arrayScript(JOB)), finish: effect(finishScript(JOB)) };
const changed = (options: readonly string[], name: string, value: string): string[] =>
  options.map((o) => (o.startsWith(`--${name}=`) ? `--${name}=${value}` : o));
const jobNames = (options: readonly string[]): string[] => options.filter((o) => !o.startsWith('--job-name='));

describe('the scripts for Slurm', () => {
  it('ask for what they should and call isac-mc', () => {
    expect(plain.array.argv).toEqual(runOf(JOB));
    expect(plain.finish.argv).toEqual(['/opt/main.js', 'finish', '/shared/out']);
  });

  it('hold any study directory as it is, or refuse it', () => {
    const refused: string[] = [];
    for (const text of HOSTILE_TEXTS) {
      const job = { ...JOB, out: `/shared/${text}` };
      const scripts = scriptsOf(job);
      if ('error' in scripts) {
        expectRefusal(scripts.error, '--out');
        refused.push(text);
        continue;
      }
      const log = `/shared/${text.replaceAll('%', '%%')}/slurm`;
      const [array, finish] = [effect(scripts.array), effect(scripts.finish)];
      expect(array.argv).toEqual(runOf(job));
      expect(jobNames(array.options)).toEqual(jobNames(changed(plain.array.options, 'output', `${log}/task-%a.log`)));
      expect(finish.argv).toEqual(['/opt/main.js', 'finish', job.out]);
      expect(jobNames(finish.options)).toEqual(jobNames(changed(plain.finish.options, 'output', `${log}/finish.log`)));
    }
    // line breaks, control characters and backslashes, and nothing else
    expect(refused).toEqual(HOSTILE_TEXTS.filter((t) => /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\\]/u.test(t)));
  });

  it('hold any path of a study file and of isac-mc as it is, or refuse it', () => {
    for (const text of HOSTILE_TEXTS) {
      const job: SlurmJob = { ...JOB, studyFile: `/shared/${text}`, command: [node, `/opt/${text}`] };
      const scripts = scriptsOf(job);
      if ('error' in scripts) {
        expectRefusal(scripts.error, 'study file');
        expect(text).toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
        const main = scriptsOf({ ...job, studyFile: JOB.studyFile });
        expectRefusal('error' in main ? main.error : undefined, 'path of isac-mc');
        continue;
      }
      expect(effect(scripts.array)).toEqual({ ...plain.array, argv: runOf(job) });
      expect(effect(scripts.finish)).toEqual({ ...plain.finish, argv: [job.command[1], 'finish', '/shared/out'] });
    }
  });

  it('call node wherever it is', () => {
    for (const [i, text] of HOSTILE_NAMES.entries()) {
      const place = join(folder, `${i}`, text);
      mkdirSync(place, { recursive: true });
      const own = writeTool(join(place, 'node'), recorder(asked, 2));
      const scripts = scriptsOf({ ...JOB, command: [own, '/opt/main.js'] });
      if ('error' in scripts) expectRefusal(scripts.error, 'path of node');
      else expect(effect(scripts.array)).toEqual(plain.array);
    }
  });

  it('hold the name of a study in the name of the job alone, as letters, digits and -', () => {
    const otherLines = arrayScript(JOB)
      .split('\n')
      .slice(1)
      .filter((line) => !line.startsWith('#SBATCH --job-name='));
    for (const name of HOSTILE_TEXTS) {
      const job = { ...JOB, name };
      const [first, jobLine, ...rest] = arrayScript(job).split('\n').slice(1);
      expect(jobLine).toMatch(/^#SBATCH --job-name=isac-mc-[a-z0-9-]{1,41}$/);
      expect([first, ...rest]).toEqual(otherLines);
    }
  });

  it('hold the value of an option that is passed through, and refuse what is no option', () => {
    for (const text of HOSTILE_TEXTS) {
      expect(() => parseSbatchOption(text, false)).toThrow(InputError);
      try {
        const option = parseSbatchOption(`--comment=${text}`, false);
        const scripts = scriptsOf({ ...JOB, sbatch: [option] });
        if ('error' in scripts) throw scripts.error;
        expect(effect(scripts.array)).toEqual({
          ...plain.array,
          options: changed(plain.array.options, 'comment', text),
        });
      } catch (error) {
        expectRefusal(error, '--sbatch');
        expect(text).toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
      }
    }
  });

  it('hold a partition and an account that are names, and refuse others', () => {
    for (const option of ['partition', 'account'] as const) {
      const taken = HOSTILE_TEXTS.filter((text) => {
        try {
          checkSubmitArguments({ ...ARGUMENTS, [option]: text });
          return true;
        } catch (error) {
          expectRefusal(error, `--${option}`);
          return false;
        }
      });
      for (const text of taken)
        expect(effect(arrayScript({ ...JOB, [option]: text }))).toEqual({
          ...plain.array,
          options: changed(plain.array.options, option, text),
        });
      expect(taken).toEqual(
        HOSTILE_TEXTS.filter((t) => /^[A-Za-z0-9_.-]*$/.test(t) && /^\w/.test(t) && t.length < 255),
      );
    }
  });

  it('take no hostile text for a time or an amount of memory', () => {
    for (const text of HOSTILE_TEXTS) {
      if (!/^\d+$/.test(text) && text !== '190:20:30') expect(() => parseTimeLimit(text)).toThrow(/^--time: expected/);
      expect(() => parseMemory(text)).toThrow(/^--memory: expected/);
    }
  });
});
