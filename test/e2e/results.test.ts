import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../src/study/verify/verifyStudy.ts';
import { temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { copyOf } from '../study/verify/tamper.ts';
import { isacMc, linesOf } from './command.ts';
import { commandHere } from './commandHere.ts';

const folder = temporaryFolder();
const out = join(folder, 'study');
beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), TINY);
  await isacMc(['run', 'tiny.yaml', '--out', out, '--backend', 'cpu'], folder);
});

describe('isac-mc verify', () => {
  it('ends with 0 and says what it checked', async () => {
    const { code, stdout, stderr } = await isacMc(['verify', out], folder);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^chunks +3 of 3 present$/m);
    expect(stdout).toMatch(
      /^rows +designs 6, errors 12, precoders 6, convergence \d+, certificates \d+, sinr_distribution \d+: checksums/m,
    );
    expect(stdout).toMatch(/^metrics +recomputed for 3 of 3 designs with stored vectors, compared bit for bit$/m);
    expect(stdout).toMatch(/^claims +of the solver, checked for consistency only: status, failure, iterations/m);
  });

  it('designs chunks again and compares every byte with --solve', async () => {
    const { code, stdout } = await isacMc(['verify', out, '--solve', '2'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^solved +again, every byte compared, with these claims: chunks 1 2$/m);
    const other = await isacMc(['verify', out, '--solve', '0'], folder);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/--solve: expected a positive integer, got 0/);
  });

  it('ends with 4 and names the file of a flipped byte', async () => {
    const copy = copyOf(out);
    const file = join(copy, 'data', 'errors', 'part-00001.arrow');
    const bytes = readFileSync(file);
    bytes[900] = (bytes[900] as number) ^ 1;
    writeFileSync(file, bytes);
    const { code, stdout, stderr } = await isacMc(['verify', copy], folder);
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /^data\/errors\/part-00001\.arrow: expected sha256 [0-9a-f]{64} of the manifest, found sha256/m,
    );
    expect(stderr).toMatch(/^isac-mc: .*1 value or file is not as recomputed\n {2}delete/);
    const json = await isacMc(['verify', copy, '--json'], folder);
    expect(json.code).toBe(4);
    const report = JSON.parse(json.stdout) as VerifyReport;
    expect(report).toMatchObject({ findingCount: 1, findings: [{ file: 'data/errors/part-00001.arrow', row: null }] });
  });

  it('ends with 3 when what is there is right and chunks are missing', async () => {
    const copy = copyOf(out);
    rmSync(join(copy, '_SUCCESS'));
    rmSync(join(copy, 'data', 'designs', 'part-00002.arrow'));
    const { code, stdout, stderr } = await isacMc(['verify', copy], folder);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^chunks +2 of 3 present, missing 2$/m);
    expect(stderr).toMatch(/what is there is right, 1 of 3 chunks are missing\n {2}run the study again/);
  });

  it.each([
    [['verify', folder], /expected a study directory, got one without study\.json/],
    [['verify', out, '--designs', '0'], /--designs: expected a positive integer, got 0/],
    [['verify', out, '--tolerance', '-1'], /--tolerance: expected a number of at least 0, got -1/],
  ])('refuses %j with 2', async (args, message) => {
    const { code, stdout, stderr } = await commandHere(args, folder);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(linesOf(stderr)[0]).toMatch(message);
  });
});

describe('isac-mc extract', () => {
  it('writes an instance file that solve reads back with the metrics of the row', async () => {
    const { code, stdout } = await isacMc(['extract', out, '--row', '0'], folder);
    expect(code).toBe(0);
    expect(stdout).toBe(`${join(folder, 'design-0.json')}\n`);
    const text = readFileSync(join(folder, 'design-0.json'), 'utf8');
    const solved = await isacMc(['solve', 'design-0.json', '--backend', 'cpu'], folder);
    expect(solved.code).toBe(0);
    const [file, line] = [text, solved.stdout].map((t) => JSON.parse(t) as { evaluation: Record<string, unknown> });
    expect(file?.evaluation).toMatchObject(line?.evaluation ?? {});
    const piped = await isacMc(['extract', out, '--row', '0', '--out', '-'], folder);
    expect(piped.stdout).toBe(text);
  });

  it.each([
    [['--row', 'x'], 2, /--row: expected a design_id, got x/],
    [['--row', '6'], 2, /--row: expected a design_id from 0 to 5, got 6/],
    [['--row', '0', '--out', 'tiny.yaml/file.json'], 2, /--out .*: cannot be written \(E(NOTDIR|EXIST)/],
    [['--row', '0', '--channels', 'x.npz'], 2, /expected a study on a channel file, got channelModel rayleigh/],
  ])('refuses %j with %i', async (args, expected, message) => {
    const { code, stdout, stderr } = await commandHere(['extract', out, ...args], folder);
    expect(code).toBe(expected);
    expect(stdout).toBe('');
    expect(linesOf(stderr)[0]).toMatch(message);
  });
});

describe('isac-mc export', () => {
  it('writes Parquet beside the Arrow files, prints where, and does nothing the second time', async () => {
    const { code, stdout, stderr } = await isacMc(['export', out, '--parquet'], folder);
    expect([code, stdout]).toEqual([0, `${join(out, 'parquet')}\n`]);
    expect(stderr).toMatch(
      /^6 tables of 3 chunks, \d+ rows: [\d.]+ MiB of Parquet from [\d.]+ MiB of Arrow; 0 files were there$/m,
    );
    const again = await isacMc(['export', out, '--parquet', '--json'], folder);
    expect(JSON.parse(again.stdout)).toMatchObject({ chunks: 3, unchanged: 18, missing: [] });
    expect((await isacMc(['verify', out], folder)).code).toBe(0);
  });

  it('refuses to guess the format, and ends with 3 for an unfinished study', async () => {
    const unnamed = await isacMc(['export', out], folder);
    expect([unnamed.code, unnamed.stdout]).toEqual([2, '']);
    expect(unnamed.stderr).toMatch(/expected a format, got none\n {2}add --parquet/);
    const copy = copyOf(out);
    rmSync(join(copy, 'data', 'designs', 'part-00002.arrow'));
    const { code, stderr } = await isacMc(['export', copy, '--parquet'], folder);
    expect(code).toBe(3);
    expect(stderr).toMatch(/expected every one of 3 chunks, got 2\n {2}run the study again/);
    expect((await isacMc(['export', copy, '--parquet', '--partial'], folder)).code).toBe(0);
  });
});
