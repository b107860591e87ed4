import { noiseCovariance } from '../../model/echoCovariance.ts';
import { symbolCertificateParts } from '../../model/certificates/symbolCertificate.ts';
import type { Certificate } from '../../model/certificates/certificate.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { solveGroups } from '../solveGroups.ts';
import { charge, costOf, NO_COST, type SolverCost, costFields, sumOfCosts } from '../solverCost.ts';
import { isSolved } from '../../conic/status.ts';
import { channelKey } from '../design/channelKey.ts';
import { LEAST_SINR } from '../design/largestSinr.ts';
import { excludeLevels, type LevelProof } from './combineCertificates.ts';
import { firstProgram } from './firstProgram.ts';
import { solveSymbolLevelPrograms } from './solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram, SymbolLevelSolution } from './symbolLevelProgram.ts';
import { symbolConstraints } from './symbolConstraints.ts';
import type { SymbolTask } from './symbolTask.ts';

/** Rounds of new levels. */
const ROUNDS = 16;
/** First level of the common interference, as a share of Imax in sqrt(I). */
const FIRST = 0.3;
/** Remaining range of sqrt(I) over its largest value below which nothing more is tried. */
const NARROW = 1e-6;

/** What was found about a threshold that a design did not reach. */
export interface Refutation extends SolverCost {
  /** Proof that nothing reaches it; null where there is none. */
  readonly certificate: Certificate | null;
  /** A common interference level at which every BS reaches it; null where none was met. */
  readonly level: number | null;
}

/**
 * Proves that thresholds are out of reach at symbol level, or finds a common interference level at which they are not. A program that maximises g at a level
 * (without cuts and CRB rows; with a cap on amplitudes, with its rows and the cuts) has multipliers that bound g at every level. Where those of the levels so far leave a range of levels open, its middle is next:
 * either its programs exclude more than half of the range, or they reach the threshold. Tasks of one channel share the programs.
 *
 * Tasks of the weighted form are refuted at the smallest g that it looks for.
 *
 * @param tasks all of them SLP-CoMP (or of one cell) or all SLP-CBF.
 */
export async function refuteThresholds(
  tasks: readonly SymbolTask[],
  settings: InnerSettings,
): Promise<readonly Refutation[]> {
  const found: Refutation[] = [];
  const pools = new Map<string, Pool>();
  const poolOf = (s: SymbolTask): Pool => {
    const key = channelKey(s.task);
    const pool = pools.get(key) ?? { solved: [], levels: new Set<number>(), ...NO_COST };
    pools.set(key, pool);
    return pool;
  };
  let open = tasks.map((s, i) => ({ s, i, level: firstLevel(s) }));
  for (let round = 0; round < ROUNDS && open.length > 0; round++) {
    await extend(
      open.map(({ s, level }) => ({ s, level, pool: poolOf(s) })),
      settings,
    );
    open = open.flatMap(({ s, i, level }) => {
      const pool = poolOf(s);
      const next = judge(s, pool, level);
      if (typeof next === 'number') return [{ s, i, level: next }];
      found[i] = { ...next, ...costFields(pool) };
      return [];
    });
  }
  for (const { s, i } of open) found[i] = { certificate: null, level: null, ...sumOfCosts([poolOf(s)]) };
  return found;
}

/** Programs of one channel. */
interface Pool extends SolverCost {
  readonly solved: { readonly level: number; readonly solutions: readonly SymbolLevelSolution[] }[];
  readonly levels: Set<number>;
}

function thresholdOf({ rho, threshold }: SymbolTask): number {
  return rho === null ? threshold : LEAST_SINR;
}

function firstLevel({ task, comp }: SymbolTask): number {
  if (comp) return 0;
  return task.scenario.maxInterference * (task.design === 'paper' ? 1 : FIRST ** 2);
}

/** Solves the programs of new levels, all as one batch. */
async function extend(
  wanted: readonly { readonly s: SymbolTask; readonly level: number; readonly pool: Pool }[],
  settings: InnerSettings,
): Promise<void> {
  const fresh = wanted.filter(({ level, pool }) => {
    if (pool.levels.has(level)) return false;
    pool.levels.add(level);
    return true;
  });
  const solved = await solveGroups(
    fresh.map(({ s, level }) => programsOf(s, level)),
    (programs) => solveSymbolLevelPrograms(programs, settings),
  );
  fresh.forEach(({ level, pool }, k) => {
    const solutions = solved[k] ?? [];
    pool.solved.push({ level, solutions });
    charge(pool, costOf(solutions));
  });
}

/** The largest g at a level: the program of every BS, or that of all BSs. */
function programsOf(s: SymbolTask, level: number): SymbolLevelProgram[] {
  return Array.from({ length: s.comp ? 1 : s.task.scenario.cells }, (_, bs) => ({
    ...firstProgram(s, bs, {
      interference: { symbolLevel: level },
      // a cap on amplitudes is one at any echoes if it is one without
      ...(s.task.scenario.amplitudeCrbCap === undefined
        ? {}
        : { echoCovariance: noiseCovariance(s.task.scenario), sensingCut: true }),
    }),
    form: 'maxSinr',
  }));
}

/** What a task's programs say: a proof, a level that reaches the threshold, the next level, or nothing. */
function judge(s: SymbolTask, { solved }: Pool, level: number): Pick<Refutation, 'certificate' | 'level'> | number {
  const threshold = thresholdOf(s);
  const constraints = symbolConstraints(s.task, threshold, 'infeasible');
  const { interference, scenario } = constraints;
  const range = { scenario, ...(interference === 'own' ? { least: 0, most: 0 } : interference) };
  const latest = solved.find((x) => x.level === level)?.solutions ?? [];
  if (latest.every((r) => isSolved(r.status) && r.amplitude > Math.sqrt(threshold)))
    return { certificate: null, level };
  const proofs = solved.flatMap(({ solutions }) =>
    solutions.flatMap((r): LevelProof[] => {
      // without any g in reach, the proof of that is one for every g
      if (!(isSolved(r.status) || r.status === 'infeasible') || !r.certificate) return [];
      const terms = r.certificate();
      return [{ terms, bound: symbolCertificateParts(constraints, terms) }];
    }),
  );
  const remaining = excludeLevels(proofs, range);
  if ('terms' in remaining)
    return { certificate: { statement: 'infeasible', bs: null, threshold, terms: remaining.terms }, level: null };
  const { from, to } = remaining;
  const next = ((from + to) / 2) ** 2;
  const narrow = !(to - from > NARROW * Math.sqrt(range.most));
  return narrow || solved.some((x) => x.level === next) ? { certificate: null, level: null } : next;
}
