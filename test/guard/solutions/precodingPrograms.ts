import {
  type BasisOptions,
  drawRealization,
  makeScenario,
  type PrecodingProgram,
  type PrecodingSettings,
  type ScenarioInput,
  solvePrecodingPrograms,
} from '../../../src/index.ts';
import { PAIRS, SINGLES, THREE_CELLS } from '../studies/studyFields.ts';
import type { Solutions } from './solutions.ts';

type Change = Partial<PrecodingProgram>;

/** A joint program of BLP-CBF, or another one, of a drawn channel. */
function program(input: ScenarioInput, change: Change): PrecodingProgram {
  const scenario = makeScenario({ csiErrorRadius: 0.02, ...input });
  const identity = Float64Array.from({ length: 2 * scenario.rxAntennas ** 2 }, (_, i) =>
    i % (2 * scenario.rxAntennas + 2) === 0 ? 1 : 0,
  );
  const covariances = change.problem?.startsWith('P1') ? 1 : scenario.cells;
  return {
    scheme: 'BLP-CBF',
    problem: 'joint',
    robustness: 'none',
    form: 'threshold',
    scenario,
    realization: drawRealization(scenario, { seed: 5n, realization: 1, reflectionPhase: 'uniform' }),
    threshold: 2,
    ...(change.scheme === 'BLP-CoMP' ? {} : { echoCovariance: Array.from({ length: covariances }, () => identity) }),
    ...change,
  };
}

const P1A: Change = { problem: 'P1.A', bs: 1, interference: { intraCell: 10, interCell: 10 }, leakage: 1e5 };
const P1B: Change = { problem: 'P1.B', bs: 0, crbCap: 1e-3 };
const P2: Change = { scheme: 'BLP-CoMP', problem: 'P2.A', interference: { coMP: 10 } };
const COMP: Change = { scheme: 'BLP-CoMP' };

/** What the golden instances do not show. */
const CHANGES: readonly Change[] = [
  {},
  { robustness: 'guaranteed' },
  { robustness: 'guaranteedSum' },
  { robustness: 'paper' },
  { oneBeam: true },
  { sensingBs: [1] },
  { threshold: 1e5 },
  COMP,
  { ...COMP, robustness: 'guaranteed' },
  { ...COMP, sensingBs: [0, 1] },
  { ...COMP, threshold: 1e7 },
  { problem: 'capsFree' },
  { ...COMP, problem: 'capsFree', robustness: 'guaranteedSum' },
  { ...P1A, omitInterCellRows: true },
  { ...P1A, form: 'maxSinr', robustness: 'guaranteed' },
  { ...P1A, form: 'weighted', rho: 0.4, nfr: 1e-3, nfc: 50 },
  { ...P1A, form: 'weighted', rho: 1, nfr: 1e-3, nfc: 50 },
  P1B,
  { ...P1B, sinrRow: 'received', interference: { received: 2 }, robustness: 'paper' },
  { ...P1B, amplitudeCrbCaps: [10, 10] },
  { ...P2, form: 'maxSinr' },
  { ...P2, form: 'weighted', rho: 0.7, nfr: 1e-3, nfc: 50, robustness: 'guaranteed' },
  { ...COMP, problem: 'P2.B', crbCap: 1e-3 },
];
const SYSTEMS: Readonly<Record<string, ScenarioInput>> = {
  pairs: { ...PAIRS, txAntennas: 4 },
  singles: SINGLES,
  'three cells': { ...SINGLES, ...THREE_CELLS, txAntennas: 3 },
};
const SETTINGS: Readonly<Record<string, PrecodingSettings & BasisOptions>> = {
  default: {},
  centred: { tolerance: 1e-10 },
  'as written': { reduce: false, zeroForcing: false },
  'scalars only': { tolerance: 1e-6, scalarsOnly: true },
};

async function solve(programs: PrecodingProgram[], settings: PrecodingSettings & BasisOptions): Promise<unknown> {
  const solutions = await solvePrecodingPrograms(programs, settings);
  return solutions.map(({ state: _state, certificate, ...solution }) => ({ ...solution, certificate: certificate() }));
}

/** Answers of `solvePrecodingPrograms`, all programs of a system in one call. */
export const PRECODING_ANSWERS: Solutions = Object.fromEntries(
  Object.entries(SYSTEMS).flatMap(([system, input]) =>
    Object.entries(SETTINGS).map(([kind, settings]) => [
      `${system}, ${kind}`,
      () =>
        solve(
          CHANGES.map((change) => program(input, change)),
          settings,
        ),
    ]),
  ),
);
