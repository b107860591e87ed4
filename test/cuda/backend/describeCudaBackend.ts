import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CudaArithmetic } from '../../../src/device/cuda/cudaArithmetic.ts';
import type { SolverPath } from '../../../src/conic/solverPath.ts';
import { currentBackend, startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import type { ConicCuda } from '../../../src/conic/kernels/cuda/conicCuda.ts';
import { readInstance } from '../../../src/problems/instance.ts';
import { solvePrecodingPrograms } from '../../../src/problems/solvePrecodingPrograms.ts';
import { solveProgram } from '../../../src/conic/solveProgram.ts';
import { describeGolden } from '../../device/describeGolden.ts';
import { describeStudy, designRows, type Setting } from '../../device/describeStudy.ts';
import { blockLevelNames, readGolden } from '../../problems/goldenFiles.ts';
import { describeCentring } from '../../conic/describeCentring.ts';
import { describeTensors } from '../../conic/kernels/describeTensors.ts';
import { describeSolver } from '../../conic/describeSolver.ts';
import { randomProgram } from '../../conic/randomProgram.ts';
import { selectPrograms } from '../../conic/selectPrograms.ts';
import { temporaryFolder } from '../../study/tinyStudy.ts';
import { conicCudaOf, noStandIn, skipNote, useStandIn } from './standIn.ts';

/** Programs that the host may have to solve, of all that a suite solves. */
const ON_HOST = 0.01;
/** Iterations beside those of the cpu backend. */
const MORE_ITERATIONS = 1.05;

const ONE_GROUP = { seed: 3, rows: 5, nonneg: 2, psd: [{ size: 3, count: 2, vectors: 2, termsPerRow: 1 }] };
const conicOf = async (): Promise<ConicCuda> => conicCudaOf((await currentBackend()).backend);

/** The suites of every backend on the stand-in driver, in one arithmetic of the card. */
export function describeCudaBackend(arithmetic: CudaArithmetic): void {
  const path: SolverPath = arithmetic === 'float64' ? 'float64' : 'double-single';
  const finishedPath: SolverPath = arithmetic === 'float64' ? 'float64' : 'double-single+float64';

  describe.skipIf(noStandIn)(`cuda on the stand-in driver, ${arithmetic}${skipNote}`, () => {
    const folder = temporaryFolder();
    const rows = new Map<Setting, Record<string, unknown>[]>();
    let iterationsOfCpu = 0;
    const programs =
      noStandIn === undefined ? blockLevelNames().flatMap((f) => readInstance(readGolden(f), f).programs) : [];
    const iterationsOf = async (): Promise<number> =>
      (await solvePrecodingPrograms(programs, { tolerance: 1e-8 })).reduce((sum, s) => sum + s.iterations, 0);

    beforeAll(async () => {
      await startBackend('cpu');
      iterationsOfCpu = await iterationsOf();
      for (const setting of ['fast', 'precise'] as const)
        rows.set(setting, await designRows(join(folder, `cpu-${setting}`), setting));
      await useStandIn();
      process.env['ISAC_MC_CUDA_ARITHMETIC'] = arithmetic;
      await startBackend('cuda');
    });
    afterAll(async () => {
      await stopBackend();
      delete process.env['ISAC_MC_CUDA_ARITHMETIC'];
    });

    it('names its device, which is never a card, and its arithmetic', async () => {
      const { backend } = await currentBackend();
      expect(backend.device).toMatch(/^stand-in 0, CUDA 13\.0, /);
      expect(backend.arithmetic).toEqual(arithmetic === 'float64' ? ['float64'] : ['doubleSingle', 'float64']);
    });

    describeGolden(`cuda, ${arithmetic}`, { tolerance: 1e-8, merit: 1e-8, alone: [path] });

    it('solves the reference instances in the iterations of cpu, to 5%', async () => {
      const { counters } = await conicOf();
      const before = { ...counters };
      expect(await iterationsOf()).toBeLessThan(MORE_ITERATIONS * iterationsOfCpu);
      expect(counters.programs - before.programs).toBeGreaterThanOrEqual(programs.length);
    });

    it('has solved 99% of them without float64 on the host', async () => {
      const { programs: solved, onHost } = (await conicOf()).counters;
      expect(onHost).toBeLessThanOrEqual(ON_HOST * solved);
    });

    describeSolver(`cuda, ${arithmetic}`, solveProgram, {
      merit: 1e-8,
      accuracy: 1e-7,
      arithmetics: arithmetic === 'float64' ? 2 : 3,
    });
    describeStudy('cuda', (setting) => rows.get(setting) ?? [], { fast: [path], precise: [path] });
    describeCentring('cuda', { path, finishedPath, centred: 1e-5 });

    describeTensors('cuda');

    it('a program with more groups than the kernel has room for is solved by float64 on the host', async () => {
      const groups = Array.from({ length: 17 }, (_, i) => ({
        size: 2 + (i % 3),
        count: 1,
        vectors: 1,
        termsPerRow: 1,
      }));
      const { program, optimum } = randomProgram({ seed: 9, rows: 4, psd: groups });
      const { counters } = await conicOf();
      const before = { ...counters };
      const { status, objective, path: paths } = await solveProgram(program);
      expect([status, paths]).toEqual([['optimal'], ['float64']]);
      expect(Math.abs((objective[0] ?? Number.NaN) - (optimum[0] as number))).toBeLessThan(1e-6);
      expect([counters.launches - before.launches, counters.onHost - before.onHost]).toEqual([0, 1]);
    });

    it('solves at once in one thread are taken one after the other, with the answers that they have alone', async () => {
      const all = [ONE_GROUP, { ...ONE_GROUP, seed: 4, rows: 4 }, { ...ONE_GROUP, seed: 5, nonneg: 5 }];
      const drawn = all.map((options) => randomProgram({ ...options, batch: 5 }).program);
      const alone = [];
      for (const program of drawn) alone.push((await solveProgram(program)).state);
      const together = await Promise.all(drawn.map(async (program) => solveProgram(program)));
      expect(together.map(({ state }) => state)).toEqual(alone);
    });

    it('a batch of many launches has the bytes of each program alone', async () => {
      const { program } = randomProgram({ ...ONE_GROUP, batch: 100 });
      const conic = await conicOf();
      const before = conic.counters.launches;
      const { state } = await solveProgram(program);
      expect(conic.counters.launches - before).toBeGreaterThan(10);
      const size = state.length / 100;
      for (const i of [0, 57, 99])
        expect((await solveProgram(selectPrograms(program, [i]))).state).toEqual(state.slice(i * size, (i + 1) * size));
    });
  });
}
