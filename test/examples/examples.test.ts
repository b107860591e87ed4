import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readRows, temporaryFolder } from '../study/tinyStudy.ts';

const FOLDER = fileURLToPath(new URL('../../examples/', import.meta.url));

/** Lines that an example prints; it must end with exit code 0 and say nothing on stderr. */
async function linesOf(name: string, ...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(FOLDER, name), ...args]);
  expect(stderr).toBe('');
  return stdout.trimEnd().split('\n');
}

describe('examples/', () => {
  it('has a test for every program', () => {
    expect(readdirSync(FOLDER).filter((name) => name.endsWith('.mjs'))).toEqual([
      'checkPrecoders.mjs',
      'conicProgram.mjs',
      'design.mjs',
      'studyFromCode.mjs',
    ]);
  });

  it('design.mjs: every scheme keeps 15 dB over the error ball, SLP-CoMP has the smallest RCRB', async () => {
    const rows = (await linesOf('design.mjs')).slice(1).map((line) => line.trim().split(/ +/));
    expect(rows.map(([scheme, status]) => [scheme, status])).toEqual(
      ['BLP-CBF', 'BLP-CoMP', 'SLP-CBF', 'SLP-CoMP'].map((scheme) => [scheme, 'optimal']),
    );
    for (const row of rows) {
      const [nominal, sampled, exact] = row.slice(3).map(Number) as [number, number, number];
      expect(exact).toBeGreaterThanOrEqual(15);
      expect(sampled).toBeGreaterThanOrEqual(exact);
      expect(nominal).toBeGreaterThan(exact);
    }
    const rcrb = rows.map((row) => Number(row[2]));
    expect(Math.min(...rcrb)).toBe(rcrb[3]);
  });

  it('checkPrecoders.mjs: a thousand error draws do not find the worst case of zero forcing', async () => {
    const lines = await linesOf('checkPrecoders.mjs');
    const db = new Map(lines.slice(0, 4).map((line) => line.split(/ +/) as [string, string]));
    const [nominal, sampled, exact, bound] = ['nominal', 'sampled', 'exact', 'bound'].map((n) => Number(db.get(n)));
    expect(bound).toBeLessThan(exact as number);
    expect(exact).toBeLessThan(sampled as number);
    expect(sampled).toBeLessThan(nominal as number);
    expect(lines[4]).toMatch(/: false \(worstCase\)$/);
  });

  it('conicProgram.mjs: all programs optimal, without a gap, every constraint met', async () => {
    const [solved, , quality] = await linesOf('conicProgram.mjs');
    expect(solved).toMatch(/^64 of 64 programs optimal/);
    const [, gap, received] = /gap at most (\S+), smallest received power (\S+)/.exec(quality ?? '') ?? [];
    expect(Number(gap)).toBeLessThan(1e-6);
    expect(Number(received)).toBeCloseTo(1, 6);
  });

  it('studyFromCode.mjs: writes a complete study and prints its designs', async () => {
    const out = join(temporaryFolder(), 'study');
    const [first, , ...rows] = await linesOf('studyFromCode.mjs', out);
    expect(first).toBe(`complete: ${out}`);
    expect(existsSync(join(out, '_SUCCESS'))).toBe(true);
    expect(rows).toHaveLength(readRows(out, 'designs').length);
    expect(rows).toHaveLength(18);
    for (const row of rows) expect(row).toMatch(/ true$/);
  });
});
