import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../bench/gpu/options.ts';
import { metricsOf } from '../../../bench/gpu/profile.ts';
import { readPrograms, writePrograms } from '../../../bench/gpu/programs/files.ts';
import { recordKinds } from '../../../bench/gpu/programs/prepare.ts';
import { Budget, STEP_NAMES, STEPS } from '../../../bench/gpu/steps.ts';
import { describeTarget, targetsOf } from '../../../bench/gpu/targets.ts';
import { InputError } from '../../../src/errors.ts';
import { temporaryFolder } from '../../study/tinyStudy.ts';

type Reported = Parameters<typeof targetsOf>[0];

describe('options of the GPU benchmark', () => {
  it('have every step and cuda by default', () => {
    expect(readOptions([])).toMatchObject({ backend: 'cuda', steps: STEP_NAMES, seconds: 450, out: undefined });
    expect(readOptions(['--help'])).toBeNull();
  });

  it.each([
    [['--backend', 'cpu'], '--backend: expected one of cuda, webgpu, tensorflow, got cpu'],
    [['--steps', 'suites,all'], /^--steps: expected one of suites, .*, got all$/],
    [['--batches', '1024,0'], '--batches: expected a positive integer, got 0'],
    [['--threads', '48'], '--threads: expected powers of two, got 48'],
    [['--seconds', 'long'], '--seconds: expected a positive number, got long'],
    [['--frobnicate'], /frobnicate/],
  ])('refuse %j', (argv, message) => {
    expect(() => readOptions(argv)).toThrow(InputError);
    expect(() => readOptions(argv)).toThrow(message);
  });
});

describe('the time of the GPU benchmark', () => {
  it('is shared out in the order of the steps, and all of it is used', () => {
    const shares = STEP_NAMES.map((name) => STEPS[name].until);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const budget = new Budget(1000);
    expect(budget.left('suites')).toBeCloseTo(1000 * STEPS.suites.until, 0);
    expect(new Budget(1e-9).left('studies')).toBe(0);
  });
});

describe('recorded programs', () => {
  it('come back from their files bit by bit, with the answers of the emulator', async () => {
    const folder = temporaryFolder();
    const [kind] = await recordKinds(['BLP-CBF d=0'], 4);
    if (!kind) throw new Error('a kind');
    expect(kind.batch.programs).toBeGreaterThan(0);
    const answers = Float64Array.of(0, 13, -0, 1e-300, Number.NaN);
    const emulated = { threads: 32, tolerance: 1e-8, sources: 'abc', answers };
    writePrograms(folder, [{ ...kind, emulated }]);
    expect(readPrograms(folder)).toEqual([{ ...kind, emulated }]);
    expect(readPrograms(temporaryFolder())).toBeUndefined();
  });

  it('are refused by a wrong name, with the right ones', async () => {
    await expect(recordKinds(['BLP-CBF d=1'], 4)).rejects.toThrow(
      /--kinds: expected some of BLP-CBF d=0, .* got "BLP-CBF d=1"/,
    );
  });
});

describe('targets', () => {
  const study = { study: 'block level, d = 0', precision: 'precise' };
  const report = {
    kinds: [
      {
        case: 'BLP-CBF d=0',
        measured: [
          { tolerance: 1e-8, programsPerSecond: 200_000, kernel: { programsPerSecond: 310_000 } },
          { tolerance: 1e-6, programsPerSecond: 900_000, kernel: { programsPerSecond: 900_000 } },
        ],
        together: { programsPerSecond: 239_000 },
      },
    ],
    studies: [
      { ...study, backend: 'cpu', workers: 16, designsPerSecond: 100 },
      { ...study, backend: 'cuda', workers: 8, designsPerSecond: 450 },
      { ...study, backend: 'cuda', workers: 1, designsPerSecond: 90 },
    ],
    errorDraws: [
      { scheme: 'BLP-CBF', where: 'cuda, kernels alone', designs: 1, draws: 7, realizationsPerSecond: 5e8 },
      { scheme: 'BLP-CBF', where: 'cuda, with read-back', designs: 1, draws: 7, realizationsPerSecond: 2e8 },
      { scheme: 'BLP-CBF', where: 'cuda, with read-back', designs: 64, draws: 7, realizationsPerSecond: 9e8 },
    ],
  } as unknown as Reported;

  it('are held against the best measurement at merit 1e-8', () => {
    expect(targetsOf(report)).toEqual([
      { what: 'BLP-CBF d=0, kernel alone, programs/s', target: 300_000, measured: 310_000, met: true },
      {
        what: 'BLP-CBF d=0, with upload, check and read-back, programs/s',
        target: 240_000,
        measured: 239_000,
        met: false,
      },
      { what: 'CSI errors of a BLP-CBF design, realizations/s', target: 1e8, measured: 2e8, met: true },
      {
        what: 'study of block level, d = 0, times the cpu backend on 16 cores',
        target: 4,
        measured: 4.5,
        met: true,
      },
    ]);
    expect(targetsOf(report).map(describeTarget)[1]).toBe(
      'MISSED BLP-CBF d=0, with upload, check and read-back, programs/s: 239000 of 240000',
    );
  });

  it('are none where nothing was measured', () => {
    expect(targetsOf({ kinds: [], studies: [] })).toEqual([]);
  });
});

describe("the metrics of ncu's page of details", () => {
  it('are those of its CSV lines, by section, and none of any other output', () => {
    const csv = [
      '==PROF== Connected to process 12',
      'BLP-CBF d=0: 8 of 8 solved',
      '"ID","Kernel Name","Section Name","Metric Name","Metric Unit","Metric Value","Rule Name","Rule Description"',
      '"0","conicSolve","GPU Speed Of Light Throughput","DRAM Throughput","%","41.20","",""',
      '"0","conicSolve","Launch Statistics","Registers Per Thread","register/thread","165","",""',
      '"0","conicSolve","Launch Statistics","Grid Size","","1,320","",""',
      '"0","conicSolve","Occupancy","","","","Achieved","a ""rule"", not a metric"',
    ].join('\n');
    expect(metricsOf(csv)).toEqual({
      'GPU Speed Of Light Throughput: DRAM Throughput': '41.20 %',
      'Launch Statistics: Registers Per Thread': '165 register/thread',
      'Launch Statistics: Grid Size': '1,320',
    });
    expect(metricsOf('==ERROR== ERR_NVGPUCTRPERM')).toEqual({});
  });
});
