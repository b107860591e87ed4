import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { isacMc, linesOf } from './command.ts';

const folder = temporaryFolder();

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), TINY);
  const { code } = await isacMc(['run', 'tiny.yaml', '--out', 'study', '--limit', '2'], folder);
  expect(code).toBe(0);
});

describe('isac-mc plot', () => {
  it('prints the files that it wrote and says on stderr what is missing', async () => {
    const { code, stdout, stderr } = await isacMc(['plot', 'study', '--format', 'svg,json'], folder);
    expect(code).toBe(0);
    expect(stderr).toBe('incomplete: 2 of 3 draws; the figures say so\n');
    const files = linesOf(stdout);
    expect(files).toContain(join(folder, 'study', 'figures', 'study-rcrb-threshold.svg'));
    expect(files.every((f) => existsSync(f))).toBe(true);
    expect(files.every((f) => /\.(svg|vl\.json)$/.test(f))).toBe(true);
  });

  it('draws several selected figures into a chosen folder', async () => {
    const { stdout } = await isacMc(
      ['plot', 'study', '--select', 'rcrb', 'convergence', '--format', 'png', '--scale', '1', '--out', 'pictures'],
      folder,
    );
    expect(linesOf(stdout)).toHaveLength(2);
    expect(readdirSync(join(folder, 'pictures'))).toEqual(['study-convergence.png', 'study-rcrb-threshold.png']);
  });

  it.each<[string, string[], RegExp]>([
    ['what is no study', ['plot', '.'], /expected a study directory, got one without study\.json/],
    ['another format', ['plot', 'study', '--format', 'pdf'], /--format: expected some of svg, png, json, got "pdf"/],
    ['a scale of 0', ['plot', 'study', '--scale', '0'], /--scale: expected a number from 0\.5 to 8, got 0/],
    ['a name with a path', ['plot', 'study', '--name', '../x'], /--name: expected letters, digits/],
  ])('refuses %s', async (_name, args, message) => {
    const { code, stdout, stderr } = await isacMc(args, folder);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(linesOf(stderr)[0]).toMatch(message);
  });
});

describe('isac-mc report', () => {
  it('prints the file that it wrote', async () => {
    const { code, stdout, stderr } = await isacMc(['report', 'study'], folder);
    expect(code).toBe(0);
    expect(stdout).toBe(`${join(folder, 'study', 'report.html')}\n`);
    expect(stderr).toBe('incomplete: 2 of 3 draws; the page says so\n');
    expect(existsSync(join(folder, 'study', 'report.html'))).toBe(true);
  });
});
