import { readdirSync, readFileSync } from 'node:fs';
import { type ConicInput, type ConicSettings, solveConic } from '../../../src/index.ts';
import { asInput, withConstraintRows, withSlackVariables } from '../../conic/conicTrialProgram.ts';
import { drawConicTrial, drawRandomTrial } from '../../conic/drawConicTrial.ts';
import { testRandom } from '../../conic/testRandom.ts';
import { inTurn, type Solutions } from './solutions.ts';

const folder = new URL('../../reference/conic/', import.meta.url);
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

/** A program in the fields of conic.json. */
interface StoredProgram {
  readonly cones: ConicInput['cones'];
  readonly cost: number[];
  readonly A: number[][];
  readonly b: number[];
  readonly G: number[][];
  readonly h: number[];
}

/** Programs with every kind of cone. */
function storedPrograms(): ConicInput[] {
  const { programs } = readJson('conic.json') as { programs: StoredProgram[] };
  return programs.map(({ cones, cost, A, b, G, h }) => {
    const inequality = h.length > 0 ? { inequality: { matrix: G, rhs: h } } : {};
    return { cones, cost, equality: { matrix: A, rhs: b }, ...inequality };
  });
}

/** Programs of other solvers' suites. */
function storedCases(): ConicInput[] {
  const cases = readdirSync(new URL('cases/', folder)).sort();
  return cases.map((name) => (readJson(`cases/${name}`) as { input: ConicInput }).input);
}

/** The first seeds, and those whose programs go through rare steps: the reference solver on every cone, stricter certificates, tiny and equal rows. */
const SEEDS = [...Array.from({ length: 40 }, (_, i) => 900 + i), 1023, 1049, 1180, 1784, 4721, 5836, 6003, 11287];

/** Random programs: optimal, infeasible and unbounded, with free variables, rows that depend on others or contradict them, and bad scales. */
const TRIALS = SEEDS.flatMap((seed) =>
  [drawConicTrial, drawRandomTrial].map((draw) => {
    const uniform = testRandom(seed);
    return draw(() => (uniform() + 1) / 2);
  }),
);

/** Every kind of cone in a batch of three, with a row that has no bound; the last right-hand side is infeasible. */
const BATCH: ConicInput = {
  batch: 3,
  cost: [1, 2, 0.5, 1, 0, 0, 0.3, 0.2, 0.1, -0.2],
  equality: {
    matrix: [
      [1, 1, 2, 0, 0, 0, 0, 0, 0, 0],
      [0, 1, 0, 0, 1, 0.5, 0, 0, 0, 0],
      [0, 0, 1, 0, 0, 0, 1, 1, 0.5, 0.25],
    ],
    rhs: [
      [3, 1, 2],
      [5, 1, 0.5],
      [-1, 0, 2],
    ],
  },
  inequality: {
    matrix: [
      [0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
    ],
    rhs: [4, 1e20],
  },
  cones: { nonneg: 3, secondOrder: [{ size: 3, count: 1 }], psd: [{ size: 2, count: 1 }] },
};
/** The same with a matrix and bounds for each program, one of which has a row without a bound and one a row twice. */
const MIXED: ConicInput = {
  ...BATCH,
  equality: {
    matrix: Float64Array.from({ length: 90 }, (_, i) => {
      const [at, index] = [i % 30, Math.floor(i / 30)];
      const row = index === 2 && at >= 20 ? at - 10 : at;
      return row % 11 === 0 ? 1 + index : 0.25 * Math.cos(row + 3 * index);
    }),
    rhs: Float64Array.of(1, 2, 3, 2, 1, 1, 1, 1, 1),
    rows: 3,
  },
  inequality: {
    matrix: [[1, 1, 1, 1, 0, 0, 1, 0, 0, 0]],
    rhs: [[9], [1e20], [8]],
  },
};

const SETTINGS: Readonly<Record<string, ConicSettings>> = {
  default: {},
  centred: { tolerance: 1e-10 },
  loose: { tolerance: 1e-4 },
  'cut short': { maxIterations: 4 },
};

async function solve(input: ConicInput, settings: ConicSettings = {}): Promise<unknown> {
  const { state: _state, ...answer } = await solveConic(input, settings);
  return answer;
}

/** A program from the answer to the same constraints at another cost. */
async function goOn(input: ConicInput): Promise<unknown> {
  const { state } = await solveConic(input, { tolerance: 1e-4 });
  const cost = (input.cost as number[]).map((c, i) => c + (i % 2 === 0 ? 0.1 : 0));
  return solve({ ...input, cost }, { warmStart: state });
}

/** Answers of `solveConic`. */
export const CONIC_ANSWERS: Solutions = {
  cases: () => inTurn(storedCases(), solve),
  'trials, rows': () => inTurn(TRIALS, (trial) => solve(asInput(trial))),
  'trials, slack variables': () => inTurn(TRIALS, (trial) => solve(asInput(withSlackVariables(trial)))),
  'trials, constraint rows': () => inTurn(TRIALS, (trial) => solve(asInput(withConstraintRows(trial)))),
  'warm start': () => inTurn([...storedPrograms(), BATCH, MIXED], goOn),
  ...Object.fromEntries(
    Object.entries(SETTINGS).map(([name, settings]) => [
      `programs, ${name}`,
      () => inTurn([...storedPrograms(), BATCH, MIXED], (input) => solve(input, settings)),
    ]),
  ),
};
