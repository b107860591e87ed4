import { describe, expect, it } from 'vitest';
import { CUDA_ARITHMETICS } from '../../../src/device/cuda/cudaArithmetic.ts';
import { startBackend } from '../../../src/device/startBackend.ts';
import { type InstanceLine, solveInstanceFiles } from '../../../src/problems/solveInstance.ts';
import { solveProgram } from '../../../src/conic/solveProgram.ts';
import { blockLevelNames, goldenPath, readGolden, symbolLevelNames } from '../../problems/goldenFiles.ts';
import { describeSolver } from '../../conic/describeSolver.ts';
import { emulateBackend, type EmulatedStats } from './emulatedBackend.ts';
import { emulatedKernel, missing, onEmulator, skipped } from './startEmulated.ts';

const TOLERANCE = 1e-8;
/** The second arithmetic is float64 on the host, where the kernel has no answer. */
const PROMISE = { merit: 1e-8, accuracy: 1e-7, arithmetics: 2 };
const files = [...blockLevelNames(), ...symbolLevelNames()];

const iterationsOf = (lines: readonly InstanceLine[]): number =>
  lines.flatMap(({ results }) => results).reduce((sum, { iterations }) => sum + iterations, 0);

describe.skipIf(missing)(`the CUDA kernel on the emulator, one thread${skipped}`, () => {
  describe.each(CUDA_ARITHMETICS)('reference instances in %s', (arithmetic) => {
    let plain: readonly InstanceLine[] = [];
    let lines: readonly InstanceLine[] = [];
    let stats: EmulatedStats | undefined;

    it('are all solved', async () => {
      await startBackend('cpu');
      plain = await solveInstanceFiles(files.map(goldenPath), { tolerance: TOLERANCE });
      const emulated = await emulateBackend(await emulatedKernel(arithmetic, 1), arithmetic);
      try {
        lines = await solveInstanceFiles(files.map(goldenPath), { tolerance: TOLERANCE });
      } finally {
        emulated.restore();
      }
      stats = emulated.stats;
      expect(lines.flatMap(({ results }) => results)).toHaveLength(83);
    });

    it.each(files.map((file, i) => ({ file, i })))('$file: statuses, optima and merits', ({ file, i }) => {
      const { problems } = readGolden(file);
      const results = lines[i]?.results ?? [];
      expect(results.map((r) => r.status)).toEqual(problems.map((p) => p.expected.status));
      results.forEach(({ objective, merit }, k) => {
        expect(merit).toBeLessThan(TOLERANCE);
        const { objective: expected, relTolerance = 0 } = problems[k]?.expected ?? { objective: null };
        if (expected === null) expect(objective).toBeNull();
        else expect(Math.abs((objective ?? Number.NaN) / expected - 1)).toBeLessThanOrEqual(relTolerance);
      });
    });

    it('99 % of the answers hold in float64 as they come, after as many iterations as on the cpu', () => {
      expect(stats?.programs).toBe(83);
      expect(stats?.alone).toBeGreaterThanOrEqual(82);
      expect(iterationsOf(lines)).toBeLessThan(1.05 * iterationsOf(plain));
    });
  });

  describe('float64', () => {
    onEmulator('float64', 1);
    describeSolver('the emulated float64 kernel', solveProgram, PROMISE);
  });
  describe('double-single', () => {
    onEmulator('doubleSingle', 1);
    describeSolver('the emulated double-single kernel', solveProgram, PROMISE);
  });
});
