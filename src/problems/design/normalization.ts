import type { SolverPath } from '../../conic/solverPath.ts';
import { type ConicStatus, isSolved } from '../../conic/status.ts';
import { noiseCovariance } from '../../model/echoCovariance.ts';
import type { PrecodingForm, PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { solveGroups } from '../solveGroups.ts';
import { solveShared } from '../solveShared.ts';
import { costOf, NO_COST, type SolverCost } from '../solverCost.ts';
import { times } from '../times.ts';
import type { DesignTask, Normalization } from '../types.ts';
import { channelKey } from './channelKey.ts';
import { largestSinr, LEAST_SINR } from './largestSinr.ts';
import { type BlockTask, programFields } from './relaxedDesign.ts';
import { solveWithRestart } from './solveWithRestart.ts';

/** NFR and NFC of a weighted task, or why it has none, and what the programs behind them took. */
export interface Normalized extends SolverCost {
  /** Null in the threshold form, where a program failed, and where no g of at least -60 dB is in reach. */
  readonly pair: Normalization | null;
  /** Status of a program that failed, `infeasible` where no such g is in reach; null otherwise. */
  readonly failed: ConicStatus | null;
}

/** Of the threshold form, which needs no normalisation. */
export const UNNORMALIZED: Normalized = { pair: null, failed: null, ...NO_COST };

/** Of a channel that leaves every g of at least -60 dB out of reach (`largestSinr`): no program is needed to tell. */
const OUT_OF_REACH: Normalized = { pair: null, failed: 'infeasible', ...NO_COST };

/** The programs at the ends of a weighted form and what their solutions say. */
interface FormEnds<T, P, S> {
  readonly taskOf: (item: T) => DesignTask;
  /** Pairs NFR and NFC that a task has: one for each BS, or one. */
  readonly pairs: (item: T) => number;
  /** A at rho = 1 (form `weighted`) or rho = 0 (`maxSinr`). */
  readonly programOf: (item: T, bs: number, form: 'weighted' | 'maxSinr') => P;
  readonly solve: (programs: readonly P[]) => Promise<readonly S[]>;
  /** t at rho = 1, rad^2. */
  readonly nfr: (solution: S) => number;
  /** What the form weighs of communication at rho = 0, and the g that it stands for. */
  readonly nfc: (solution: S) => number;
  readonly sinr: (nfc: number) => number;
}

/**
 * NFR and NFC of tasks: t at the rho = 1 end and the largest g, or its root. Tasks that differ in rho alone share the programs, and all
 * programs are one batch.
 *
 * @returns one entry per task; tasks that share programs are each charged with them.
 */
export async function normalize<T, P, S extends { readonly status: ConicStatus; iterations: number; path: SolverPath }>(
  items: readonly T[],
  { taskOf, pairs, programOf, solve, nfr, nfc, sinr }: FormEnds<T, P, S>,
): Promise<Normalized[]> {
  const keyOf = (item: T): string | null => (taskOf(item).form.kind === 'weighted' ? channelKey(taskOf(item)) : null);
  const shared = await solveShared(items, keyOf, async (owners) => {
    const programs = owners.map((item) =>
      largestSinr(taskOf(item)) < LEAST_SINR
        ? []
        : times(pairs(item), (bs) => [programOf(item, bs, 'weighted'), programOf(item, bs, 'maxSinr')]).flat(),
    );
    return (await solveGroups(programs, solve)).map(read);
  });
  return shared.map((own) => own ?? UNNORMALIZED);

  function read(own: readonly S[]): Normalized {
    if (own.length === 0) return OUT_OF_REACH;
    const cost = costOf(own);
    const failed = own.find((s) => !isSolved(s.status));
    if (failed) return { pair: null, failed: failed.status, ...cost };
    const pair = {
      nfr: Float64Array.from(own.filter((_, i) => i % 2 === 0).map(nfr)),
      nfc: Float64Array.from(own.filter((_, i) => i % 2 === 1).map(nfc)),
    };
    if (pair.nfc.some((c) => sinr(c) < LEAST_SINR)) return { pair: null, failed: 'infeasible', ...cost };
    const positive = [...pair.nfr, ...pair.nfc].every((x) => x > 0);
    return { pair: positive ? pair : null, failed: positive ? null : 'numericalError', ...cost };
  }
}

/**
 * NFR and NFC of the paper's weighted form, from A at the start of the alternation (I = Imax, P_leak = Pleakmax,
 * C = sr2 I). Every BS of CBF has its own pair.
 */
export async function paperNormalization(
  tasks: readonly BlockTask[],
  settings: PrecodingSettings,
): Promise<Normalized[]> {
  return normalize<BlockTask, PrecodingProgram, PrecodingSolution>(tasks, {
    taskOf: (task) => task,
    pairs: ({ scheme, scenario }) => (scheme === 'BLP-CBF' ? scenario.cells : 1),
    programOf: endProgram,
    solve: (programs) => solveWithRestart(programs, settings),
    nfr: ({ objective }) => -(objective ?? Number.NaN),
    nfc: (solution) => solution.sinr,
    sinr: (g) => g,
  });
}

/** A at rho = 1 (form `weighted`) or rho = 0 (`maxSinr`). */
function endProgram(task: BlockTask, bs: number, form: PrecodingForm): PrecodingProgram {
  const { scheme, scenario } = task;
  const cap = scenario.maxInterference;
  const common = { ...programFields(task), form, rho: 1, nfr: 1, nfc: 1 };
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
