import { leastPrecise, type SolverPath } from '../../conic/solverPath.ts';
import { type ConicStatus, isSolved } from '../../conic/status.ts';
import { noiseCovariance } from '../../model/echoCovariance.ts';
import type { PrecodingForm, PrecodingProgram, PrecodingSettings } from '../precodingProgram.ts';
import type { Normalization } from '../types.ts';
import type { BlockTask } from './relaxedDesign.ts';
import { largestSinr, LEAST_SINR } from './largestSinr.ts';
import { hasOneBeam } from './relaxedDesign.ts';
import { solveWithRestart } from './solveWithRestart.ts';
import { channelKey } from './channelKey.ts';

/** NFR and NFC of a weighted task, or why it has none, and what the programs behind them took. */
export interface Normalized {
  /** Null in the threshold form, where a program failed, and where no g of at least -60 dB is in reach. */
  readonly pair: Normalization | null;
  /** Status of a program that failed, `infeasible` where no such g is in reach; null otherwise. */
  readonly failed: ConicStatus | null;
  readonly solverIterations: number;
  readonly solverPath: SolverPath;
}

/** Of the threshold form, which needs no normalisation. */
export const UNNORMALIZED: Normalized = { pair: null, failed: null, solverIterations: 0, solverPath: 'float64' };

/** Of a channel that leaves every g of at least -60 dB out of reach (`largestSinr`): no program is needed to tell. */
export const OUT_OF_REACH: Normalized = {
  pair: null,
  failed: 'infeasible',
  solverIterations: 0,
  solverPath: 'float64',
};

/** Iterations and path of the programs behind a normalisation. */
export function costOf(
  solutions: readonly { readonly iterations: number; readonly path: SolverPath }[],
): Pick<Normalized, 'solverIterations' | 'solverPath'> {
  return {
    solverIterations: solutions.reduce((sum, s) => sum + s.iterations, 0),
    solverPath: leastPrecise(solutions.map((s) => s.path)),
  };
}

/**
 * NFR and NFC of the paper's weighted form, from A at the start of the alternation (I = Imax, P_leak = Pleakmax,
 * C = sr2 I): NFR is t at the rho = 1 end, NFC the largest g. Every BS of CBF has its own pair. Tasks that differ in rho
 * alone share the programs, and all programs are one batch.
 *
 * @returns one entry per task; tasks that share programs are each charged with them.
 */
export async function paperNormalization(
  tasks: readonly BlockTask[],
  settings: PrecodingSettings,
): Promise<Normalized[]> {
  const keys = tasks.map((t) => (t.form.kind === 'weighted' ? channelKey(t) : null));
  const first = new Map<string, { start: number; count: number }>();
  const programs: PrecodingProgram[] = [];
  tasks.forEach((task, i) => {
    const key = keys[i];
    if (key === undefined || key === null || first.has(key) || largestSinr(task) < LEAST_SINR) return;
    const count = task.scheme === 'BLP-CBF' ? task.scenario.cells : 1;
    first.set(key, { start: programs.length, count });
    for (let bs = 0; bs < count; bs++) programs.push(endProgram(task, bs, 'weighted'), endProgram(task, bs, 'maxSinr'));
  });
  const solutions = await solveWithRestart(programs, settings);
  return keys.map((key) => {
    if (key === null) return UNNORMALIZED;
    const programsOf = first.get(key);
    if (!programsOf) return OUT_OF_REACH;
    const { start, count } = programsOf;
    const own = solutions.slice(start, start + 2 * count);
    const cost = costOf(own);
    const failed = own.find((s) => !isSolved(s.status));
    if (failed) return { pair: null, failed: failed.status, ...cost };
    const nfr = own.filter((_, i) => i % 2 === 0).map((s) => -(s.objective ?? Number.NaN));
    const nfc = own.filter((_, i) => i % 2 === 1).map((s) => s.sinr);
    if (nfc.some((g) => g < LEAST_SINR)) return { pair: null, failed: 'infeasible', ...cost };
    const positive = [...nfr, ...nfc].every((x) => x > 0);
    const pair = positive ? { nfr: Float64Array.from(nfr), nfc: Float64Array.from(nfc) } : null;
    return { pair, failed: positive ? null : 'numericalError', ...cost };
  });
}

/** A at rho = 1 (form `weighted`) or rho = 0 (`maxSinr`). */
function endProgram(task: BlockTask, bs: number, form: PrecodingForm): PrecodingProgram {
  const { scheme, robustness, scenario, realization } = task;
  const cap = scenario.maxInterference;
  const oneBeam = hasOneBeam(task);
  const common = { scheme, robustness, scenario, realization, oneBeam, form, rho: 1, nfr: 1, nfc: 1 };
  if (scheme === 'BLP-CoMP') return { ...common, problem: 'P2.A', interference: { coMP: cap } };
  return {
    ...common,
    problem: 'P1.A',
    bs,
    interference: { intraCell: cap, interCell: cap },
    leakage: scenario.maxLeakage,
    echoCovariance: [noiseCovariance(scenario)],
  };
}
