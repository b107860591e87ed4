import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStudy } from '../../src/study/parseStudy.ts';
import { studyJsonSchema } from '../../src/study/schema.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { isacMc, linesOf } from './command.ts';

const folder = temporaryFolder();

/** Names of the commands in the overview. */
async function commands(): Promise<string[]> {
  const { stdout } = await isacMc(['--help'], folder);
  return [...stdout.matchAll(/^ {2}isac-mc ([a-z]+)/gm)].map((m) => m[1] ?? '');
}

describe('isac-mc --help', () => {
  it('has an example for every command', async () => {
    const names = (await commands()).filter((name) => name !== 'completion');
    expect(names).toEqual(expect.arrayContaining(['run', 'list', 'solve', 'init', 'schema']));
    const pages = await Promise.all(names.map((name) => isacMc([name, '--help'], folder)));
    pages.forEach(({ code, stdout, stderr }, i) => {
      const name = names[i] ?? '';
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(new RegExp(`Examples:\\n +isac-mc ${name}\\b`));
    });
  });
});

describe('isac-mc init', () => {
  it('writes a valid study, names it on stdout, and never overwrites one', async () => {
    expect(await isacMc(['init', 'mine.yaml'], folder)).toMatchObject({ code: 0, stdout: 'mine.yaml\n', stderr: '' });
    const text = readFileSync(join(folder, 'mine.yaml'), 'utf8');
    expect(readStudy(join(folder, 'mine.yaml')).title).toBe('RCRB against the SINR threshold');
    const again = await isacMc(['init', 'mine.yaml'], folder);
    expect(again).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'isac-mc: mine.yaml: exists already\n  give another name\n',
    });
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe(text);
  });

  it('refuses other endings and places that are not there', async () => {
    expect(await isacMc(['init', 'mine.json'], folder)).toMatchObject({
      code: 2,
      stderr: 'isac-mc: mine.json: expected a name that ends in .yaml or .yml\n',
    });
    const absent = await isacMc(['init', join('absent', 'mine.yaml')], folder);
    expect(absent.code).toBe(2);
    expect(absent.stderr).toMatch(/^isac-mc: absent.mine\.yaml: cannot be written \(ENOENT/);
  });
});

describe('isac-mc schema', () => {
  it('prints the JSON Schema of study files', async () => {
    const { code, stdout, stderr } = await isacMc(['schema'], folder);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual(studyJsonSchema());
  });
});

describe('isac-mc completion', () => {
  it('prints a script, and completes commands, options and the names of shipped studies', async () => {
    expect((await isacMc(['completion'], folder)).stdout).toContain('isac-mc --get-yargs-completions');
    const complete = async (...words: string[]): Promise<string[]> =>
      linesOf((await isacMc(['--get-yargs-completions', 'isac-mc', ...words], folder)).stdout);
    expect(await complete('')).toEqual(expect.arrayContaining(await commands()));
    expect(await complete('run', 'fig')).toEqual(expect.arrayContaining(['fig3', 'fig5', 'fig7']));
    expect(await complete('run', 'rho')).toEqual(['rho-sweep']);
    expect(await complete('run', '--lim')).toContain('--limit');
    expect(await complete('run', '--lim')).not.toContain('fig3');
  });
});
