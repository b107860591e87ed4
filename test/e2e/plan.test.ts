import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunEstimate } from '../../src/study/estimate/estimateRun.ts';
import { temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { isacMc, linesOf } from './command.ts';

const folder = temporaryFolder();
beforeAll(() => {
  writeFileSync(join(folder, 'tiny.yaml'), TINY);
});
const plan = (...args: string[]): ReturnType<typeof isacMc> =>
  isacMc(['plan', 'tiny.yaml', '--backend', 'cpu', ...args], folder);

describe('isac-mc plan', () => {
  it('tells what a run takes, a line each, and writes nothing', async () => {
    const { code, stdout, stderr } = await plan('--limit', '2', '--workers', '2', '--seconds', '1');
    expect(code).toBe(0);
    expect(linesOf(stderr)).toEqual([expect.stringMatching(/^backend cpu on .+ \(asked for\)$/)]);
    const [title, ...lines] = linesOf(stdout);
    expect(title).toBe('tiny');
    expect(lines[0]).toBe('designs    4: 2 channel realizations, 2 grid points; 2 chunks');
    expect(lines.map((line) => line.slice(0, 11).trim()).filter((name) => name !== '')).toEqual([
      'designs',
      'programs',
      'time',
      'processor',
      'memory',
      'disk',
      'timed',
    ]);
    expect(stdout).toMatch(/^time +about [\d.]+ s.* with 2 workers/m);
    expect(stdout).toMatch(/^ +designs +[\d.]+ KiB, 4 rows$/m);
    expect(readdirSync(folder)).toEqual(['tiny.yaml']);
  });

  it('prints one JSON object with --json', async () => {
    const { code, stdout } = await plan('--json', '--seconds', '1');
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(1);
    const told = JSON.parse(stdout) as RunEstimate;
    expect(told).toMatchObject({ study: 'tiny', backend: 'cpu', designs: 6, realizations: 3, points: 2, chunks: 3 });
    expect(told.seconds.low).toBeLessThanOrEqual(told.seconds.high);
  });

  it('refuses in one line what run refuses', async () => {
    for (const [args, message] of [
      [['--limit', '0'], /^isac-mc: --limit: expected a positive integer, got 0$/m],
      [['--seconds', '0'], /^isac-mc: --seconds: expected a positive integer, got 0$/m],
      [['--workers', '1.5'], /^isac-mc: --workers: expected a positive integer, got 1.5$/m],
      [['--out', 'x'], /^isac-mc: .*out/m],
    ] as const) {
      const { code, stdout, stderr } = await plan(...args);
      expect(stderr).toMatch(message);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    }
    expect((await isacMc(['plan', 'absent.yaml'], folder)).code).toBe(2);
    expect(readdirSync(folder)).toEqual(['tiny.yaml']);
  });
});
