import { describe, expect, it } from 'vitest';
import { KINDS, type Throughput } from '../../src/problems/benchmark/throughput.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { isacMc } from './command.ts';

describe('isac-mc bench', () => {
  it('measures every kind of program, all of them solved, as JSON on stdout', async () => {
    const { code, stdout } = await isacMc(['bench', '--quick', '--backend', 'cpu', '--json'], temporaryFolder());
    expect(code).toBe(0);
    const { machine, precision, results } = JSON.parse(stdout) as {
      machine: Record<string, unknown>;
      precision: string;
      results: Throughput[];
    };
    expect(machine).toMatchObject({ backend: 'cpu', node: process.version });
    expect(precision).toBe('precise');
    expect(results.map((r) => r.case)).toEqual(KINDS);
    for (const r of results) {
      expect([r.optimal, r.programs, r.batch]).toEqual([16, 16, 16]);
      expect(r.programsPerSecond * r.msPerProgram).toBeCloseTo(1000, 6);
      expect(r.solveMsPerProgram).toBeLessThanOrEqual(r.msPerProgram);
      expect(r.meanIterations).toBeGreaterThan(8);
      expect(r.meanIterations).toBeLessThan(30);
    }
  });
});
