import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentBackend, startBackend, stopBackend } from '../../src/device/startBackend.ts';
import { DeviceFault } from '../../src/device/deviceFault.ts';
import { conicKernelOf } from '../../src/conic/kernels/conicKernelOf.ts';
import type { ConicGpu } from '../../src/conic/kernels/webgpu/conicGpu.ts';
import type { WebgpuConicKernel } from '../../src/conic/kernels/webgpu/conicKernelWebgpu.ts';
import { CASES, type Draw, feasibleDraws } from '../../src/problems/benchmark/cases.ts';
import { runPipeline } from '../../src/problems/benchmark/pipeline.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import { errorDrawsOnGpu } from '../../src/montecarlo/kernels/errorDrawsOf.ts';
import { HEAD } from '../../src/montecarlo/kernels/webgpu/head.ts';
import { describeCentring } from '../conic/describeCentring.ts';
import { describeTensors } from '../conic/kernels/describeTensors.ts';
import { describeSolver } from '../conic/describeSolver.ts';
import { randomProgram } from '../conic/randomProgram.ts';
import { runStudy } from '../../src/study/runner.ts';
import { solveAgain } from '../../src/study/verify/solveAgain.ts';
import { verifyStudy } from '../../src/study/verify/verifyStudy.ts';
import { isacMc } from '../e2e/command.ts';
import { dataBytes, temporaryFolder, TINY, tinyStudy } from '../study/tinyStudy.ts';
import {
  describeFeasibilityEdge,
  type EdgeAmount,
  type FeasibilityEdge,
  feasibilityEdge,
} from './describeFeasibilityEdge.ts';
import { describeGolden } from './describeGolden.ts';
import { describeDetermination, describeStudy, designRows, type Setting } from './describeStudy.ts';
import { noSwiftShader } from './swiftShader.ts';

const ONE_GROUP = { seed: 3, rows: 5, nonneg: 2, psd: [{ size: 3, count: 2, vectors: 2, termsPerRow: 1 }] };

/** Small enough for SwiftShader: a robust CoMP program takes it seconds. */
const EDGES: Record<string, EdgeAmount> = {
  'BLP-CBF d=0': { draws: 3 },
  'BLP-CBF d=0.01': { draws: 2, precise: [0.01, 0.001] },
  'BLP-CoMP d=0': { draws: 1, precise: [0.01, 0.001] },
  'BLP-CoMP d=0.01': { draws: 1, fast: [0.01], precise: [0.01] },
  'SLP-CBF d=0': { draws: 1, fast: [0.01], precise: [0.01] },
};

// all suites of the backend in one process: SwiftShader takes most of a minute to compile the kernels, once in each process
describe.skipIf(noSwiftShader)(`webgpu on SwiftShader${noSwiftShader ? `: skipped, ${noSwiftShader}` : ''}`, () => {
  const folder = temporaryFolder();
  let pipelineDraws: readonly Draw[] = [];
  const edges = new Map<string, FeasibilityEdge>();
  const cpu = new Map<Setting, Record<string, unknown>[]>();
  const rowsOf = (setting: Setting): Record<string, unknown>[] => cpu.get(setting) ?? [];
  const conicOf = async (): Promise<ConicGpu> =>
    ((await conicKernelOf((await currentBackend()).backend)) as WebgpuConicKernel).conic;

  beforeAll(async () => {
    await startBackend('cpu');
    for (const [kind, { draws }] of Object.entries(EDGES)) edges.set(kind, await feasibilityEdge(kind, draws));
    for (const setting of ['fast', 'precise', 'uncentred'] as const)
      cpu.set(setting, await designRows(join(folder, `cpu-${setting}`), setting));
    pipelineDraws = await feasibleDraws(CASES[0] as (typeof CASES)[number], 24);
    await startBackend('webgpu', { allowSoftware: true });
    // compiles both kernels
    const { program } = randomProgram(ONE_GROUP);
    await solveProgram(program, { tolerance: 1e-5 });
    await solveProgram(program);
  }, 600_000);
  afterAll(stopBackend);

  describeDetermination(rowsOf);
  describeStudy('webgpu', rowsOf);

  // float32 or double-single, checked in float64; the merit bounds objectives to a few times 1e-5
  describeSolver('fast', async (program, settings) => solveProgram(program, { tolerance: 1e-5, ...settings }), {
    merit: 1e-5,
    accuracy: 1e-4,
    arithmetics: 3,
  });
  describeSolver('precise', solveProgram, { merit: 1e-8, accuracy: 1e-7, arithmetics: 2 });

  describeCentring('webgpu', { path: 'double-single', finishedPath: 'float32+float64', centred: 1e-5 });

  describeGolden('fast', { tolerance: 1e-6, merit: 1e-5, relative: 1e-3 });
  describeGolden('precise', { tolerance: 1e-8, merit: 1e-8 });

  describeFeasibilityEdge('webgpu', EDGES, (kind) => edges.get(kind) as FeasibilityEdge);

  describeTensors('webgpu');

  it('names the arithmetic of every answer: float32 where it will do, double-single below 1e-6', async () => {
    const { program } = randomProgram({ ...ONE_GROUP, batch: 2 });
    expect((await solveProgram(program, { tolerance: 1e-5 })).path).toEqual(['float32', 'float32']);
    expect((await solveProgram(program)).path).toEqual(['double-single', 'double-single']);
  });

  it('solves a batch larger than its workgroups in one dispatch for each arithmetic', async () => {
    const { program, optimum } = randomProgram({ ...ONE_GROUP, batch: 20 });
    const gpu = await conicOf();
    const before = gpu.counters.dispatches;
    const solution = await solveProgram(program, { tolerance: 1e-5 });
    const arithmetics = solution.path.every((path) => path === 'float32') ? 1 : 2;
    expect(gpu.counters.dispatches - before).toBe(arithmetics);
    solution.objective.forEach((v, i) => {
      expect(Math.abs(v - (optimum[i] as number)) / (1 + Math.abs(v))).toBeLessThan(1e-4);
    });
  });

  it('from channels to results every draw meets its claim: those that float32 leaves short of a check are finished in double-single', async () => {
    const [benchCase] = CASES;
    if (!benchCase) throw new Error('no case');
    const { meetsClaim, draws, solutions } = await runPipeline(benchCase, pipelineDraws, { tolerance: 1e-6 });
    expect(draws).toBe(12);
    expect(meetsClaim).toBe(draws);
    const paths = solutions.map(({ path }) => path);
    expect(paths.filter((path) => path === 'float32').length).toBeGreaterThan(solutions.length / 2);
    expect(paths).toContain('double-single');
  }, 600_000);

  it('a study of more CSI errors than the processor draws verifies, and its chunks come out again byte for byte', async () => {
    const out = join(folder, 'drawn');
    await runStudy(
      tinyStudy((text) => text.replace('errors: 4', 'errors: 20000')),
      { out, precision: 'fast' },
    );
    const { backend } = await currentBackend();
    if (backend.name !== 'webgpu') throw new Error('the webgpu backend');
    const { counters } = (await errorDrawsOnGpu(backend)).draws;
    expect(counters).toMatchObject({ draws: 3 * (20_000 - HEAD), refused: 0 });
    expect(verifyStudy(out)).toMatchObject({ findings: [], tolerance: 0, redrawn: { draws: 20_000, first: 10_000 } });
    expect(await solveAgain(out, { chunks: 1 })).toMatchObject({ findings: [] });
  }, 600_000);

  it('two workers, each with a device of its own, give the bytes of one', async () => {
    const [alone, two] = [join(folder, 'alone'), join(folder, 'two')];
    writeFileSync(join(folder, 'tiny.yaml'), TINY);
    await runStudy(tinyStudy(), { out: alone, precision: 'fast' });
    const args = ['--backend', 'webgpu', '--allow-software', '--precision', 'fast', '--workers', '2', '--batch', '4'];
    const { code, stderr } = await isacMc(['run', 'tiny.yaml', ...args, '--out', two], folder);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('3 chunks computed, 0 found done; the study is complete');
    expect(dataBytes(two)).toEqual(dataBytes(alone));
  }, 600_000);

  // the last test: it takes the device away
  it('a lost device is an error that names the batch, and a new start works', async () => {
    const { program } = randomProgram({ ...ONE_GROUP, batch: 7 });
    const gpu = await conicOf();
    gpu.device.destroy();
    const failure: unknown = await solveProgram(program).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(DeviceFault);
    expect(failure).toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/GPU was lost while it solved 7 programs/) as string,
    });
    await stopBackend();
    const { backend } = await startBackend('webgpu', { allowSoftware: true });
    expect(backend.name).toBe('webgpu');
  });
});
