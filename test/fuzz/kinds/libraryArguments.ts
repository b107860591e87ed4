import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/packageRoot.ts';
import * as library from '../../../src/index.ts';
import { drawDesignTask, drawRealization, makeScenario, parseStudy } from '../../../src/index.ts';
import { SMALL_STUDIES } from './smallStudies.ts';

/** Functions of the library, by their names. */
export type LibraryFunction = {
  [K in keyof typeof library]: (typeof library)[K] extends abstract new (...args: never[]) => unknown
    ? never
    : (typeof library)[K] extends (...args: never[]) => unknown
      ? K
      : never;
}[keyof typeof library];

const SYSTEM = { usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 3, csiErrorRadius: 0.01 };
const scenario = makeScenario(SYSTEM);
const key = { seed: 1n, realization: 0 };
const realization = drawRealization(scenario, key);
const { channels } = realization;
/** Of CBF and of CoMP. */
const precoders = Float64Array.from({ length: 8 }, (_, i) => 10 * Math.sin(i + 1));
const stacked = Float64Array.from({ length: 16 }, (_, i) => 10 * Math.cos(i + 1));
const task = drawDesignTask({ scheme: 'BLP-CBF', thresholdDb: 3, scenario: SYSTEM, robustness: 'guaranteed' });
const symbolTask = drawDesignTask({ scheme: 'SLP-CoMP', rho: 0.5, scenario: SYSTEM, seed: 2n, pskOrder: 8 });
const golden = join(packageRoot(), 'test', 'reference', 'golden', 'blp-single-cell.json');

/** min x_0 subject to x_0 - x_1 = 1, x >= 0, and a second-order cone and a Hermitian block without a say. */
const program: library.ConicProgram = {
  shape: {
    rows: 1,
    nonneg: 2,
    secondOrder: [{ size: 3, count: 1 }],
    psd: [
      {
        size: 2,
        count: 1,
        vectors: 1,
        terms: { left: Int32Array.of(0), right: Int32Array.of(0), row: Int32Array.of(0) },
        denseCount: 1,
        denseRow: Int32Array.of(1),
        coupled: null,
      },
    ],
    entryRow: Int32Array.of(0, 0, 1, 1),
    entryColumn: Int32Array.of(0, 1, 0, 2),
  },
  data: {
    batch: 1,
    rhs: Float64Array.of(1),
    entries: Float64Array.of(1, -1, 1, 1),
    psd: [
      {
        vectors: Float64Array.of(1, 0, 0, 1),
        weights: Float64Array.of(1, 0),
        dense: Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0),
      },
    ],
  },
};

const precoding: library.PrecodingProgram = {
  scheme: 'BLP-CBF',
  problem: 'joint',
  robustness: 'guaranteed',
  form: 'threshold',
  scenario,
  realization,
  threshold: 2,
  echoCovariance: [Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0), Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0)],
};

/**
 * Lists of right arguments of every function of the library; `folder` is an empty one. The type demands an entry for every
 * function, so that a new one is tried too.
 */
export const LIBRARY_ARGUMENTS: Readonly<Record<LibraryFunction, (folder: string) => readonly unknown[][]>> = {
  currentBackend: () => [[]],
  startBackend: () => [['cpu'], ['cpu', { allowSoftware: false }]],
  stopBackend: () => [[]],
  designPrecoders: () => [
    [[task], { tighten: 1e-6, tolerance: 1e-6, lowerBounds: true }],
    [[symbolTask, task], { lowerBounds: false }],
  ],
  drawDesignTask: () => [
    [
      {
        scheme: 'BLP-CBF',
        thresholdDb: 3,
        scenario: SYSTEM,
        design: 'paper',
        robustness: 'paper',
        seed: 1n,
        realizationIndex: 2,
      },
    ],
    [{ scheme: 'SLP-CBF', rho: 0.5, scenario: SYSTEM, pskOrder: 8, reflectionPhase: 'uniform', interCellLoss: 2 }],
    [{ scheme: 'BLP-CoMP', thresholdDb: 0, scenario: SYSTEM, channelModel: 'file', channels }],
    [
      {
        scheme: 'BLP-CoMP',
        thresholdDb: 0,
        scenario: SYSTEM,
        channelModel: 'lineOfSight',
        userAnglesDeg: [
          [[1], [2]],
          [[3], [4]],
        ],
      },
    ],
  ],
  evaluateWorstCase: () => [
    [
      {
        scheme: 'BLP-CBF',
        scenario,
        realization,
        precoders,
        robustness: 'paper',
        radius: 0.1,
        errors: 3,
        errorLaw: 'sphere',
        seed: 4n,
        realizationIndex: 1,
      },
    ],
    [{ ...symbolTask, transmit: Float64Array.from({ length: 24 }, (_, i) => i - 12) }],
  ],
  certify: () => [
    [
      scenario,
      realization,
      {
        cooperation: 'cbf',
        precoders,
        threshold: 1,
        robustness: 'guaranteed',
        leakageCap: 1e3,
        crb: Float64Array.of(1, 1),
      },
    ],
    [scenario, realization, { cooperation: 'comp', precoders: stacked, threshold: 1, robustness: 'none' }],
  ],
  exactWorstCase: () => [
    [scenario, channels, precoders, 'cbf', 0.1],
    [scenario, channels, stacked, 'comp'],
  ],
  sampledWorstCase: () => [[scenario, channels, precoders, 'cbf', { ...key, draws: 3, radius: 0.1, errorLaw: 'ball' }]],
  worstCaseBound: () => [[scenario, channels, precoders, 'cbf', 'guaranteed', 0.1]],
  sinrCbf: () => [[scenario, channels, precoders]],
  sinrComp: () => [[scenario, channels, stacked]],
  sensingCbf: () => [[scenario, realization, precoders]],
  sensingComp: () => [[scenario, realization, stacked]],
  defaultScenario: () => [[]],
  layoutAnglesDeg: () => [
    [
      [
        { x: 0, y: 0, broadsideDeg: 90 },
        { x: 2, y: 0, broadsideDeg: -45 },
      ],
      [{ x: 1, y: 2 }],
    ],
  ],
  makeScenario: () => [
    [SYSTEM],
    [
      {
        ...SYSTEM,
        cells: 1,
        targetAnglesDeg: [[10]],
        powerBudgetDb: 30,
        noisePower: 2,
        maxInterferenceDb: 5,
        maxLeakage: 9,
        interferenceSnapshots: 'frame',
      },
    ],
  ],
  drawRealization: () => [
    [scenario, { ...key, interCellLoss: 2, reflectionPhase: 'uniform', channelModel: 'rayleigh' }],
    [scenario, { ...key, channelModel: 'file', channels }],
    [
      scenario,
      {
        ...key,
        channelModel: 'lineOfSight',
        userAnglesDeg: [
          [[1], [2]],
          [[3], [4]],
        ],
      },
    ],
  ],
  drawCsiErrors: () => [[scenario, { ...key, draw: 0, errorLaw: 'ball', radius: 0.1 }]],
  drawSymbolPhases: () => [
    [scenario, { ...key, pskOrder: 4 }],
    [scenario, { ...key, pskOrder: 4, frame: 1 }],
  ],
  smat: () => [[2, Float64Array.of(1, 2, 3, 4), new Float64Array(8)]],
  svec: () => [[2, Float64Array.of(1, 0, 2, 3, 2, -3, 4, 0), new Float64Array(4)]],
  solveConic: () => [
    [
      {
        batch: 2,
        cost: [1, 1, 0, 0, 1, 0, 1, 0],
        inequality: { matrix: [[-1, 0, 0, 0, 0, 0, 0, 0]], rhs: [-1] },
        equality: { matrix: [[0, 0, 0, 0, 1, 0, 1, 0]], rhs: [1] },
        cones: { nonneg: 1, secondOrder: [{ size: 3, count: 1 }], psd: [{ size: 2, count: 1 }] },
      },
      { tolerance: 1e-8, maxIterations: 30 },
    ],
  ],
  solveProgram: () => [[program, { tolerance: 1e-8, maxIterations: 30 }]],
  solvePrecodingPrograms: () => [[[precoding], { tolerance: 1e-7, maxIterations: 40 }]],
  solveInstanceFile: () => [
    [golden, { tolerance: 1e-7, precoders: true }],
    [JSON.parse(readFileSync(golden, 'utf8')) as unknown],
  ],
  solveInstanceFiles: () => [[[golden, golden], { maxIterations: 50 }]],
  parseStudy: () => [[SMALL_STUDIES[0], 'study.yaml']],
  readStudy: (folder) => [[join(folder, 'study.yaml')]],
  runStudy: (folder) => [
    [
      parseStudy(SMALL_STUDIES[0], 'study.yaml'),
      { out: join(folder, 'out'), limit: 1, shard: { index: 1, count: 2 }, precision: 'fast', workers: 1, batch: 2 },
    ],
  ],
  estimateRun: () => [
    [
      parseStudy(SMALL_STUDIES[0], 'study.yaml'),
      { limit: 1, precision: 'fast', workers: 2, devices: ['0', '1'], seconds: 0.1 },
    ],
  ],
  finishStudy: (folder) => [[join(folder, 'study')]],
  studyStatus: (folder) => [[join(folder, 'study')]],
  studyJsonSchema: () => [[]],
};

/** Calls a function of the library with whatever arguments. */
export async function callLibrary(name: LibraryFunction, args: readonly unknown[]): Promise<void> {
  const functions: Readonly<Record<string, unknown>> = library;
  await (functions[name] as (...given: readonly unknown[]) => unknown)(...args);
}
