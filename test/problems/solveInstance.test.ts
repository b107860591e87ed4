import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { sinrCbf } from '../../src/model/sinr.ts';
import { readComplexArray } from '../../src/problems/complexJson.ts';
import { readInstance } from '../../src/problems/instance.ts';
import { solveInstanceFile, solveInstanceFiles } from '../../src/problems/solveInstance.ts';
import { goldenPath, readGolden } from './goldenFiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'isac-mc-instance-'));
afterAll(() => rmSync(folder, { recursive: true }));

function flatten(value: unknown): number[] {
  return Array.isArray(value) ? value.flatMap((v) => flatten(v)) : [Number(value)];
}

function expectSame(actual: unknown, expected: unknown, relative: number): void {
  const [a, b] = [flatten(actual), flatten(expected)];
  expect(a.length).toBe(b.length);
  const largest = Math.max(...b.map((x) => Math.abs(x)));
  a.forEach((x, i) => expect(Math.abs(x - (b[i] ?? Number.NaN))).toBeLessThanOrEqual(relative * largest));
}

describe('solveInstanceFile', () => {
  it('returns a line per file, with a result per problem in its order', async () => {
    const names = ['blp-single-cell.json', 'blp-cbf-infeasible.json'];
    const lines = await solveInstanceFiles(names.map(goldenPath));
    expect(lines.map((l) => l.name)).toEqual(['blp-single-cell', 'blp-cbf-infeasible']);
    for (const [i, name] of names.entries()) {
      const { problems } = readGolden(name);
      const results = lines[i]?.results ?? [];
      expect(results.map((r) => r.index)).toEqual(problems.map((_, k) => k));
      expect(results.map((r) => r.status)).toEqual(problems.map((p) => p.expected.status));
      for (const r of results) {
        expect(r.seconds).toBeGreaterThan(0);
        expect(r.iterations).toBeGreaterThan(0);
        expect('precoders' in r).toBe(false);
      }
    }
    expect(lines[0]?.evaluation).toBeNull();
    expect(lines[1]?.results[0]?.objective).toBeNull();
  });

  it.each(['blp-cbf-default-single.json', 'blp-cbf-paper.json', 'blp-comp-small-robust.json'])(
    'evaluates the precoders of %s as the reference does',
    async (name) => {
      const golden = readGolden(name);
      const { evaluation } = await solveInstanceFile({ ...golden, problems: [] });
      expectSame(evaluation?.fim, golden.evaluation?.fim, 1e-12);
      expectSame(evaluation?.crb, golden.evaluation?.crb, 1e-12);
      expectSame(evaluation?.rcrbDeg, golden.evaluation?.rcrbDeg, 1e-12);
      expectSame(evaluation?.sinr, golden.evaluation?.sinr, 1e-10);
      const worst = (golden.evaluation as unknown as { exactWorstCase: { d: number; sinr: unknown } }).exactWorstCase;
      expect(evaluation?.exactWorstCase.d).toBe(worst.d);
      expectSame(evaluation?.exactWorstCase.sinr, worst.sinr, 1e-8);
    },
  );

  it('adds precoders that reach the threshold of a tight relaxation', async () => {
    const golden = readGolden('blp-cbf-default.json');
    const joint = golden.problems.findIndex((p) => p.problem === 'joint');
    const problems = [golden.problems[joint]];
    const { results } = await solveInstanceFile({ ...golden, problems }, { precoders: true });
    const { scenario, realization } = readInstance(golden);
    const precoders = readComplexArray(results[0]?.precoders, [2, 3, 6], 'precoders');
    const sinr = sinrCbf(scenario, realization.channels, precoders);
    // the relaxation is tight here: the principal eigenvectors carry the covariances
    for (const g of sinr) expect(g).toBeGreaterThan(31.622776 * (1 - 1e-4));
  });

  it('gives JSON without NaN or infinity', async () => {
    const line = await solveInstanceFile(goldenPath('blp-comp-default.json'), { precoders: true });
    expect(JSON.parse(JSON.stringify(line))).toEqual(line);
  });

  it('refuses a file that cannot be read or is not JSON', async () => {
    await expect(solveInstanceFile(join(folder, 'absent.json'))).rejects.toThrow(InputError);
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{"format": ');
    await expect(solveInstanceFile(broken)).rejects.toThrow(/broken\.json: not JSON/);
  });

  it('refuses a key that an object has twice', async () => {
    const text = readFileSync(goldenPath('blp-comp-default.json'), 'utf8');
    const twice = join(folder, 'twice.json');
    for (const again of ['"noisePower": 1, "noisePower": 2', '"noisePower": 1, "noise\\u0050ower": 2']) {
      writeFileSync(twice, text.replace(/"noisePower": ?[\d.]+/, again));
      await expect(solveInstanceFile(twice)).rejects.toThrow(
        `${twice}: noisePower: expected a key once in its object, got it again`,
      );
    }
  });
});
