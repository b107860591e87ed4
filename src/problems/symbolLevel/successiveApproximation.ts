import type { InnerSettings } from '../../conic/answerStore.ts';
import { solveSome } from '../../conic/batching.ts';
import type { ConicStatus } from '../../conic/status.ts';
import { charge, costFields, NO_COST, type SolverCost } from '../solverCost.ts';
import { hasSettledSensing, isBetterSensing, type TransmitSensing, transmitSensing } from './amplitudeExcess.ts';
import type { TransmitProblem, TransmitVectors } from './transmitProblem.ts';
import { solveSteps, type SolvedStep } from './transmitSteps.ts';

/** Relative gain of the CRB below which a sequence has settled. */
const SETTLED = 1e-4;
const MAX_STEPS = 20;
/** beta of the extrapolated linearisation points: 0 needs about twice the steps, 2 fails to improve in every third step. */
const EXTRAPOLATION = 1;

/** Where a sequence of steps stands. */
export interface ApproximatedTransmit extends SolverCost {
  readonly problem: TransmitProblem;
  /** Status of the first step that failed when no step succeeded, else of the last successful one. */
  readonly status: ConicStatus;
  /** [L][n][2]; null when no step succeeded. */
  readonly vectors: TransmitVectors | null;
  /** Merit of the program that gave the vectors; NaN without any. */
  readonly merit: number;
  /** State of the last step; null when no step succeeded. */
  readonly state: Float64Array | null;
  /** Largest CRB of the angle over the forms at X X^H/L after every step, rad^2: falls monotonically. */
  readonly crb: readonly number[];
  /** By what share the vectors exceed a cap on amplitudes; 0 where they keep all, and without vectors. */
  readonly excess: number;
}

interface Sequence extends SolverCost {
  readonly problem: TransmitProblem;
  /** Linearisation point of the next step. */
  current: TransmitVectors;
  extrapolated: boolean;
  vectors: TransmitVectors | null;
  state: Float64Array | null;
  status: ConicStatus;
  merit: number;
  crb: number[];
  /** Of the vectors. */
  excess: number;
  done: boolean;
}

/**
 * Transmit vectors by successive convex approximation, all problems advancing as batches: X_{i+1} maximises the CRB rows
 * linearised at X_i, which bound the true ones from below, so that a feasible X_i gives a feasible, no worse X_{i+1}. The start
 * needs not be feasible: all rows but the CRB's are convex in X and hold after the first step.
 *
 * @param starts linearisation points X_0, [L][n][2] each.
 * @param settings the vectors hold their rows to its tolerance.
 */
export async function successiveApproximation(
  problems: readonly TransmitProblem[],
  starts: readonly TransmitVectors[],
  settings: InnerSettings = {},
): Promise<ApproximatedTransmit[]> {
  const sequences = problems.map((problem, i): Sequence => {
    const start = starts[i];
    if (!start) throw new Error('internal error: a start for every problem');
    return {
      problem,
      current: start,
      extrapolated: false,
      vectors: null,
      state: null,
      status: 'iterationLimit',
      merit: Number.NaN,
      crb: [],
      excess: 0,
      done: false,
      ...NO_COST,
    };
  });
  await advanceAll(sequences, settings);
  return sequences.map(outcomeOf);
}

/**
 * Vectors that were found at a looser tolerance, to the tolerance of `settings`: one more step, linearised at the vectors, from the state that they left. A sequence that
 * this step improves had not settled, and goes on.
 *
 * @param approximated with vectors.
 * @returns in the same order; charged with these steps alone.
 */
export async function finishApproximation(
  approximated: readonly ApproximatedTransmit[],
  settings: InnerSettings & { readonly tolerance: number },
): Promise<ApproximatedTransmit[]> {
  const sequences = approximated.map((a): Sequence => ({
    ...a,
    ...NO_COST,
    current: a.vectors as TransmitVectors,
    extrapolated: false,
    crb: [...a.crb],
    done: a.merit <= settings.tolerance,
  }));
  const open = sequences.filter((s) => !s.done);
  const from = open.map(({ problem, current: start, state }) => ({ problem, start, state }));
  const warm = await solveSteps(from, { ...settings, finish: true });
  const cold = await solveSome(
    from,
    (_, i) => warm[i]?.vectors === null,
    (failed) =>
      solveSteps(
        failed.map((step) => ({ ...step, state: null })),
        settings,
      ),
  );
  open.forEach((s, i) => {
    const tries = [warm[i], cold[i]].filter((step) => step !== undefined);
    charge(s, ...tries.map((step) => step.cost));
    const { status, merit, vectors, state } = tries.at(-1) as SolvedStep;
    s.done = true;
    if (vectors === null) return;
    const last = sensingOf(s) ?? { crb: Infinity, excess: 0 };
    const sensing = transmitSensing(s.problem, vectors);
    const { crb, excess } = sensing;
    // steps whose smaller CRB was that of vectors that did not quite hold their rows are no part of the descent
    const before = s.crb.slice(0, -1).filter((value) => value > crb);
    Object.assign(s, { vectors, current: vectors, state, status, merit, excess, crb: [...before, crb] });
    s.done = hasSettledSensing(sensing, last, SETTLED);
  });
  await advanceAll(sequences, settings);
  return sequences.map(outcomeOf);
}

function outcomeOf(s: Sequence): ApproximatedTransmit {
  const { problem, status, vectors, merit, state, crb, excess } = s;
  return { problem, status, vectors, merit, state, crb, excess, ...costFields(s) };
}

/** Steps of the sequences that have not settled, until they have. */
async function advanceAll(sequences: readonly Sequence[], settings: InnerSettings): Promise<void> {
  for (let count = 0; count < MAX_STEPS; count++) {
    const open = sequences.filter((s) => !s.done);
    if (open.length === 0) break;
    await advance(open, settings);
  }
}

async function advance(sequences: readonly Sequence[], settings: InnerSettings): Promise<void> {
  const from = sequences.map(({ problem, current: start, state }) => ({ problem, start, state }));
  const steps = await solveSteps(from, settings);
  sequences.forEach((s, i) => {
    const { status, merit, vectors, state, cost } = steps[i] as SolvedStep;
    charge(s, cost);
    if (vectors === null) {
      if (s.vectors === null) s.status = status;
      s.done = !s.extrapolated;
      s.extrapolated = false;
      s.current = s.vectors ?? s.current;
      return;
    }
    const sensing = transmitSensing(s.problem, vectors);
    const last = sensingOf(s);
    const better = last === null || isBetterSensing(sensing, last);
    const settled = last !== null && hasSettledSensing(sensing, last, SETTLED);
    const previous = s.vectors;
    if (better) {
      s.vectors = vectors;
      s.status = status;
      s.merit = merit;
      // vectors that exceed a cap less than those before may have a larger CRB: the descent begins with them
      if (sensing.excess < s.excess) s.crb = s.crb.filter((value) => value > sensing.crb);
      s.excess = sensing.excess;
      s.crb.push(sensing.crb);
    }
    // an extrapolated point that brought nothing is no proof of having settled: go on from the best vectors themselves
    s.done = settled && !s.extrapolated;
    s.extrapolated = better && !settled && previous !== null;
    s.current = s.extrapolated && previous ? extrapolate(vectors, previous) : (s.vectors ?? vectors);
    s.state = state;
  });
}

/** X + beta (X - X_previous): the bound of the CRB rows holds for any linearisation point, and a farther one saves steps. */
function extrapolate(vectors: TransmitVectors, previous: TransmitVectors): TransmitVectors {
  return vectors.map((x, i) => x + EXTRAPOLATION * (x - (previous[i] as number)));
}

/** Of the vectors that a sequence has; null without any. */
function sensingOf({ crb, excess }: Sequence): TransmitSensing | null {
  const last = crb.at(-1);
  return last === undefined ? null : { crb: last, excess };
}
