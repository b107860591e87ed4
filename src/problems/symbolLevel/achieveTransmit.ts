import { stack } from '../../linalg/stack.ts';
import { leakagePerBs } from '../../model/covariance.ts';
import { echoCovariance } from '../../model/echoCovariance.ts';
import { leakageLimits } from '../leakageLimits.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { finalSettings, searchSettings } from '../searchSettings.ts';
import type { SymbolLevelProgram, SymbolLevelSolution } from './symbolLevelProgram.ts';
import type { SymbolTask } from './symbolTask.ts';
import { costFields, NO_COST, type SolverCost, sumOfCosts } from '../solverCost.ts';
import type { ConicStatus } from '../../conic/status.ts';
import { solveGroups } from '../solveGroups.ts';
import { solveSome } from '../../conic/batching.ts';
import { sampleCovariance } from '../../model/sampleCovariance.ts';
import { type ApproximatedTransmit, finishApproximation, successiveApproximation } from './successiveApproximation.ts';
import { type TransmitProblem, transmitProblem } from './transmitProblem.ts';
import { transmitStart } from './transmitStart.ts';
import { expandVectors, reduceVectors } from './transmitSubspace.ts';

/** A solved relaxation: one program and solution for each BS (CBF), or one of the stacked BSs. */
export interface AchieveItem {
  readonly s: SymbolTask;
  readonly programs: readonly SymbolLevelProgram[];
  readonly solutions: readonly SymbolLevelSolution[];
  /** g that the vectors of each program must reach. */
  readonly sinr: readonly number[];
}

/** Vectors of one program. */
export interface AchievedTransmit extends SolverCost {
  readonly status: ConicStatus;
  /** Over all antennas, [L][n][2]; null when no step succeeded. */
  readonly vectors: Float64Array | null;
  /** CRB after every step, see `ApproximatedTransmit`. */
  readonly crb: readonly number[];
  /** `crb` of every round of re-optimisation so far, the last one included; absent in the first. */
  readonly rounds?: readonly (readonly number[])[];
  /** Where the steps stand. */
  readonly approximated: ApproximatedTransmit;
}

export interface AchievedItem {
  /** Per program, with vectors over all antennas. */
  readonly parts: readonly AchievedTransmit[];
  /** g that they reach, per program. */
  readonly sinr: readonly number[];
}

/** Rounds of re-optimisation in CBF: each with the echo covariances of the last vectors. */
const ROUNDS = 2;
/** Sum of achieved CRBs over that of the relaxation above which vectors are sought from a second start. */
const LOOSE = 1.5;
/** Share of g at which the vectors of the second start are found: 30 dB below. */
const EASIER = 1e-3;
/** Shares of g that the weighted form tries: near the largest c there may be no room for vectors of the same c. */
const BACKOFF = [1, 1 - 1e-4, 1 - 1e-2];
/** More of them where vectors have to keep a cap on amplitudes as well. */
const CAPPED_BACKOFF = [0.9, 0.7];

/**
 * Vectors of solved relaxations by successive convex approximation, all items as batches. Every item starts at an
 * X with the relaxation's covariance (`transmitStart`); CBF repeats it once with the echo covariances that the vectors cause. The weighted form,
 * whose g is a result, gives up a little of it where no vectors are found. Vectors far above their relaxation are sought once more (`secondStart`).
 *
 * The steps are those of a search: `finishTransmit` makes the vectors of those that become a design precise.
 */
export async function achieveTransmit(
  items: readonly AchieveItem[],
  requested: InnerSettings,
): Promise<AchievedItem[]> {
  const settings = searchSettings(requested);
  const results: AchievedItem[] = [];
  let open = items.map((_, i) => i);
  for (const share of [...BACKOFF, ...CAPPED_BACKOFF]) {
    if (share === CAPPED_BACKOFF[0]) open = open.filter((i) => items[i]?.s.task.scenario.amplitudeCrbCap !== undefined);
    if (open.length === 0) break;
    const tried = open.map((i) => {
      const item = items[i] as AchieveItem;
      return { ...item, sinr: item.sinr.map((g) => g * share) };
    });
    const achieved = await attempt(tried, settings);
    open = open.filter((i, k) => {
      const parts = withEarlier(achieved[k] as readonly AchievedTransmit[], results[i]?.parts);
      results[i] = { parts, sinr: (tried[k] as AchieveItem).sinr };
      return items[i]?.s.rho !== null && parts.some((a) => a.vectors === null || a.approximated.excess > 0);
    });
  }
  return secondStart(items, results, settings);
}

/** The vectors of all items to the tolerance that designs are claimed at; items without vectors stay as they are. */
export async function finishTransmit(items: readonly AchievedItem[], settings: InnerSettings): Promise<AchievedItem[]> {
  const open = items.map(({ parts }) => (parts.every((a) => a.vectors) ? parts.map((a) => a.approximated) : []));
  const finished = await solveGroups(open, (all) => finishApproximation(all, finalSettings(settings)));
  return items.map((item, k) => {
    const own = finished[k] ?? [];
    if (own.length === 0) return item;
    const parts = item.parts.map((a, i) => {
      const approximated = own[i] as ApproximatedTransmit;
      const { status, crb } = approximated;
      const rounds = a.rounds && { rounds: [...a.rounds.slice(0, -1), crb] };
      return {
        ...a,
        ...rounds,
        status,
        crb,
        vectors: overAllAntennas(approximated),
        approximated,
        ...sumOfCosts([a, approximated]),
      };
    });
    return { ...item, parts };
  });
}

/**
 * Items whose vectors fall far short of their relaxation once more, from the vectors of a far smaller g. Where a relaxation holds most of its power in a signal that its
 * users would hear, the first start is far from every vector that they can bear, and what it leads to may be a single beam, about which the bound of the CRB rows has no slope.
 * At a small g the users bear nearly every vector, and those found there need little change.
 */
async function secondStart(
  items: readonly AchieveItem[],
  first: readonly AchievedItem[],
  settings: InnerSettings,
): Promise<AchievedItem[]> {
  const results = [...first];
  const loose = items.flatMap((item, i) => (isLoose(item, first[i] as AchievedItem) ? [i] : []));
  if (loose.length === 0) return results;
  const asked = loose.map((i) => ({ ...(items[i] as AchieveItem), sinr: (first[i] as AchievedItem).sinr }));
  const easier = await attempt(
    asked.map((item) => ({ ...item, sinr: item.sinr.map((g) => g * EASIER) })),
    settings,
  );
  const starts = easier.map((parts, k) =>
    parts.map((a, p) => a.vectors ?? (first[loose[k] as number]?.parts[p]?.vectors as Float64Array)),
  );
  const again = await attempt(asked, settings, starts);
  loose.forEach((i, k) => {
    const [earlier, later] = [first[i] as AchievedItem, again[k] as AchievedTransmit[]];
    const kept = sumOfCrbs(later) < sumOfCrbs(earlier.parts) ? later : earlier.parts;
    const parts = kept.map((a, p) => {
      const tries = [earlier.parts[p], easier[k]?.[p], later[p]];
      return { ...a, ...sumOfCosts(tries.map((t) => t ?? NO_COST)) };
    });
    results[i] = { ...earlier, parts };
  });
  return results;
}

function isLoose({ solutions }: AchieveItem, { parts }: AchievedItem): boolean {
  return parts.every((a) => a.vectors) && sumOfCrbs(parts) > LOOSE * solutions.reduce((sum, r) => sum + r.crb, 0);
}

/** Sum over the programs of the CRB that their vectors attain; infinite where vectors are missing or exceed a cap on amplitudes. */
function sumOfCrbs(parts: readonly AchievedTransmit[]): number {
  const attained = ({ vectors, crb, approximated }: AchievedTransmit): number =>
    vectors && approximated.excess === 0 ? (crb.at(-1) ?? Infinity) : Infinity;
  return parts.reduce((sum, a) => sum + attained(a), 0);
}

/** @param given start of every program; default: `transmitStart` with the relaxation's covariance. */
async function attempt(
  items: readonly AchieveItem[],
  settings: InnerSettings,
  given?: readonly (readonly Float64Array[])[],
): Promise<AchievedTransmit[][]> {
  let programs = items.map((item) => item.programs);
  let starts: readonly (readonly (Float64Array | undefined)[])[] = given ?? items.map(() => []);
  let achieved: AchievedTransmit[][] = [];
  const rounds = items.some(({ s }) => !s.comp) ? ROUNDS : 1;
  for (let round = 0; round < rounds; round++) {
    const parts = items.map(({ sinr, solutions }, k) =>
      (programs[k] ?? []).map((p, i): Part => ({
        problem: transmitProblem(p, sinr[i] ?? Number.NaN),
        relaxed: solutions[i] as SymbolLevelSolution,
        start: starts[k]?.[i],
      })),
    );
    const found = await solveGroups(parts, (all) => fromFirstOrRelaxed(all, settings));
    achieved = found.map((next, k) => {
      const last = achieved[k];
      if (!last) return next;
      const better = next.every((a) => a.vectors);
      return withEarlier(next, last).map((a, i) => {
        const earlier = last[i]?.rounds ?? [last[i]?.crb ?? []];
        if (better) return { ...a, rounds: [...earlier, a.crb] };
        return { ...(last[i] as AchievedTransmit), rounds: earlier, ...costFields(a) };
      });
    });
    starts = achieved.map((own, k) => own.map((a, i) => a.vectors ?? starts[k]?.[i]));
    programs = programs.map((own, k) => withCausedEcho(items[k] as AchieveItem, own, achieved[k] ?? []));
  }
  return achieved;
}

/** Vectors to be found, with what they are to start from. */
interface Part {
  readonly problem: TransmitProblem;
  readonly relaxed: SymbolLevelSolution;
  /** Over all antennas; undefined: `transmitStart` with the relaxation's covariance. */
  readonly start: Float64Array | undefined;
}

/**
 * Successive approximation from the first starts, and where none of their programs is feasible from the x_s of the relaxation: they meet all rows, so that the
 * program that is linearised at them is feasible. About a start with the relaxation's covariance the bound of the CRB rows can be below zero everywhere.
 *
 * @returns vectors over all antennas.
 */
async function fromFirstOrRelaxed(parts: readonly Part[], settings: InnerSettings): Promise<AchievedTransmit[]> {
  const from = (tried: readonly Part[], start: (part: Part) => Float64Array): Promise<ApproximatedTransmit[]> =>
    successiveApproximation(
      tried.map((part) => part.problem),
      tried.map(start),
      settings,
    );
  const first = await from(parts, ({ problem, relaxed, start }) =>
    start ? reduceVectors(problem.space, start) : transmitStart(problem, relaxed.covariance as Float64Array),
  );
  const again = await solveSome(
    parts,
    (_, i) => first[i]?.vectors === null,
    (missing) => from(missing, ({ problem, relaxed }) => reduceVectors(problem.space, relaxed.vectors as Float64Array)),
  );
  return parts.map((_, i) => {
    const tries = [first[i] as ApproximatedTransmit, ...(again[i] ? [again[i]] : [])];
    const approximated = tries.at(-1) as ApproximatedTransmit;
    const { status, crb } = approximated;
    return { status, crb, vectors: overAllAntennas(approximated), approximated, ...sumOfCosts(tries) };
  });
}

function overAllAntennas({ problem, vectors }: ApproximatedTransmit): Float64Array | null {
  return vectors && expandVectors(problem.space, vectors);
}

/** The parts charged with the programs of an earlier attempt as well. */
function withEarlier(
  parts: readonly AchievedTransmit[],
  earlier: readonly AchievedTransmit[] | undefined,
): AchievedTransmit[] {
  return parts.map((a, i) => ({ ...a, ...sumOfCosts([a, earlier?.[i] ?? NO_COST]) }));
}

/**
 * The programs with the echo covariances that the vectors cause; unchanged in CoMP and where vectors are missing. With a cap on amplitudes their leakage is limited to what the vectors
 * send, and their echo covariances count on that, so that the next vectors keep the cap with the echoes that they cause themselves.
 */
function withCausedEcho(
  { s }: AchieveItem,
  programs: readonly SymbolLevelProgram[],
  achieved: readonly AchievedTransmit[],
): readonly SymbolLevelProgram[] {
  if (s.comp || !achieved.every((a) => a.vectors)) return programs;
  const { scenario, realization } = s.task;
  const covariances = stack(achieved.map((a) => sampleCovariance(a.vectors as Float64Array, scenario.txAntennas)));
  if (scenario.amplitudeCrbCap === undefined)
    return programs.map((p, bs) => ({ ...p, echoCovariance: echoCovariance(scenario, realization, bs, covariances) }));
  const { leakage, echo } = leakageLimits(scenario, realization, leakagePerBs(scenario, covariances));
  return programs.map((p, bs) => ({
    ...p,
    leakage: leakage[bs] as number,
    echoCovariance: echo[bs] as Float64Array,
  }));
}
