import { join } from 'node:path';
import * as library from '../../src/index.ts';
import { goldenPath, readGolden } from '../problems/goldenFiles.ts';
import { temporaryFolder, TINY } from '../study/tinyStudy.ts';

/** A call of an exported function that is right as it is. */
export interface Call {
  /** Its arguments, made anew. */
  readonly args: () => unknown[];
  /**
   * Paths whose values no schema knows: whatever stands there is refused or not by what reads it later, and unknown keys are data. A path
   * names arguments by their place.
   */
  readonly free?: readonly string[];
}

const small = { usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 2, csiErrorRadius: 0.01 };
const seed = 1n;
const drawn = (scheme: library.Scheme): library.DesignTask =>
  library.drawDesignTask({ scheme, thresholdDb: 0, scenario: small });
const system = (): [library.Scenario, library.Realization] => {
  const scenario = library.makeScenario(small);
  return [scenario, library.drawRealization(scenario, { seed, realization: 0 })];
};
const beams = (count: number): Float64Array => Float64Array.from({ length: 2 * count }, (_, i) => 1 + Math.sin(i));
/** 2 cells, 1 user each, 2 antennas. */
const [CBF, COMP] = [4, 8];

function givenBeams(coMP: boolean): unknown[] {
  const [scenario, { channels }] = system();
  return [scenario, channels, beams(coMP ? COMP : CBF)];
}

function sensedBeams(coMP: boolean): unknown[] {
  return [...system(), beams(coMP ? COMP : CBF)];
}

const conic = {
  cost: [-2, -2, -Math.SQRT2],
  equality: { matrix: [[1, 1, 0]], rhs: [1] },
  cones: { psd: [{ size: 2, count: 1, real: true }] },
};
/** min x1 + x2 with x1 + 2 x2 = 1, x >= 0. */
const program = (): library.ConicProgram => ({
  shape: {
    rows: 1,
    nonneg: 2,
    secondOrder: [],
    psd: [],
    entryRow: Int32Array.of(0, 0, 1, 1),
    entryColumn: Int32Array.of(0, 1, 0, 1),
  },
  data: { batch: 1, rhs: Float64Array.of(1), entries: Float64Array.of(1, 2, 1, 1), psd: [] },
});

/** One right call of every exported function that takes arguments. */
export const CALLS: Readonly<Record<string, Call>> = {
  startBackend: { args: () => ['cpu', {}] },
  designPrecoders: { args: () => [[drawn('BLP-CBF'), drawn('SLP-CoMP')], { tolerance: 1e-6, lowerBounds: false }] },
  drawDesignTask: {
    args: () => [{ scheme: 'SLP-CBF', thresholdDb: 0, scenario: small, seed, realizationIndex: 2, pskOrder: 8 }],
  },
  evaluateWorstCase: {
    args: () => [{ ...drawn('BLP-CBF'), precoders: beams(CBF), radius: 0.1, errors: 2, errorLaw: 'sphere' }],
    free: ['0.design', '0.form'],
  },
  certify: {
    args: () => [...system(), { cooperation: 'cbf', precoders: beams(CBF), threshold: 1, robustness: 'guaranteed' }],
  },
  exactWorstCase: { args: () => [...givenBeams(false), 'cbf', 0.1] },
  worstCaseBound: { args: () => [...givenBeams(true), 'comp', 'guaranteedSum', 0.1] },
  sampledWorstCase: { args: () => [...givenBeams(false), 'cbf', { draws: 2, seed, realization: 0 }] },
  sinrCbf: { args: () => givenBeams(false) },
  sinrComp: { args: () => givenBeams(true) },
  sensingCbf: { args: () => sensedBeams(false) },
  sensingComp: { args: () => sensedBeams(true) },
  layoutAnglesDeg: { args: () => [[{ x: 0, y: 0, broadsideDeg: 90 }], [{ x: 1, y: 2 }]] },
  makeScenario: { args: () => [{ ...small, powerBudgetDb: 30 }] },
  drawRealization: {
    args: () => [system()[0], { seed, realization: 3, interCellLoss: 2, reflectionPhase: 'uniform' }],
  },
  drawCsiErrors: { args: () => [system()[0], { seed, realization: 0, draw: 1, errorLaw: 'ball', radius: 0.2 }] },
  drawSymbolPhases: { args: () => [system()[0], { seed, realization: 0, pskOrder: 4, frame: 2 }] },
  solveConic: { args: () => [structuredClone(conic), { tolerance: 1e-8, maxIterations: 40 }] },
  solveProgram: { args: () => [program(), { tolerance: 1e-8, scalarsOnly: true }] },
  svec: { args: () => [2, beams(4), new Float64Array(4)] },
  smat: { args: () => [2, new Float64Array(4), beams(4)] },
  solvePrecodingPrograms: {
    args: () => {
      const [scenario, realization] = system();
      const given = { scheme: 'BLP-CoMP', problem: 'joint', robustness: 'none', form: 'threshold', threshold: 1 };
      return [[{ ...given, scenario, realization }], { tolerance: 1e-6, reduce: true }];
    },
  },
  solveInstanceFile: { args: () => [readGolden('blp-cbf-small.json'), { precoders: false }], free: ['0'] },
  solveInstanceFiles: { args: () => [[goldenPath('blp-cbf-small.json')], { tolerance: 1e-6 }] },
  parseStudy: { args: () => [TINY, 'tiny.yaml'] },
  readStudy: { args: () => [join(packageFolder, 'experiments', 'fig7.yaml')] },
  runStudy: {
    args: () => [
      library.parseStudy(TINY, 'tiny.yaml'),
      { out: join(temporaryFolder(), 'study'), limit: 1, shard: { index: 1, count: 3 }, precision: 'fast', workers: 1 },
    ],
  },
  estimateRun: {
    args: () => [library.parseStudy(TINY, 'tiny.yaml'), { limit: 1, precision: 'fast', workers: 1, seconds: 0.1 }],
  },
  finishStudy: { args: () => [finished()] },
  studyStatus: { args: () => [finished()] },
};

/** Functions that take no arguments. */
export const WITHOUT_ARGUMENTS = ['currentBackend', 'stopBackend', 'defaultScenario', 'studyJsonSchema'];

const packageFolder = join(import.meta.dirname, '..', '..');
let study: string | undefined;

/** A finished study, which `runFinished` has made. */
function finished(): string {
  if (study === undefined) throw new Error('runFinished comes first');
  return study;
}

/** Runs the study that calls read. */
export async function runFinished(): Promise<void> {
  const out = join(temporaryFolder(), 'finished');
  await library.runStudy(library.parseStudy(TINY.replace('channels: 3', 'channels: 1'), 'tiny.yaml'), { out });
  study = out;
}
