import { solveInBatches, warmStartOf } from '../../conic/batching.ts';
import { charge, costOf, NO_COST, type SolverCost, costFields } from '../solverCost.ts';
import { cramerRaoBounds } from '../../model/crb.ts';
import { evaluateForm } from '../../model/fim.ts';
import { ProgramLayouts } from '../../conic/builder/programLayouts.ts';
import type { Column, Value } from '../../conic/builder/columns.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { solveScaled } from '../solveScaled.ts';
import { type ConicStatus, isSolved } from '../../conic/status.ts';
import { FINISHED_MERIT } from '../precodingProgram.ts';
import { type TransmitProblem, type TransmitVectors } from './transmitProblem.ts';
import { describeTransmit, transmitKey } from './transmitProgram.ts';

/** Relative gain of the CRB below which a sequence has settled. */
const SETTLED = 1e-4;
const MAX_STEPS = 20;
/** beta of the extrapolated linearisation points: 0 needs about twice the steps, 2 fails to improve in every third step. */
const EXTRAPOLATION = 1;

export interface AchievedTransmit extends SolverCost {
  /** Status of the first step that failed when no step succeeded, else of the last successful one. */
  readonly status: ConicStatus;
  /** [L][n][2]; null when no step succeeded. */
  readonly vectors: TransmitVectors | null;
  /** Largest CRB of the angle over the forms at X X^H/L after every step, rad^2: falls monotonically. */
  readonly crb: readonly number[];
  /** `crb` of every round of re-optimisation so far, the last one included; absent in the first. */
  readonly rounds?: readonly (readonly number[])[];
}

interface Sequence extends SolverCost {
  readonly problem: TransmitProblem;
  /** Linearisation point of the next step. */
  current: TransmitVectors;
  extrapolated: boolean;
  vectors: TransmitVectors | null;
  state: Float64Array | null;
  status: ConicStatus;
  /** Of the program that gave the vectors. */
  merit: number;
  crb: number[];
  done: boolean;
}

const layouts = new ProgramLayouts();

/**
 * Transmit vectors by successive convex approximation, all problems advancing as batches: X_{i+1} maximises the CRB rows
 * linearised at X_i, which bound the true ones from below, so that a feasible X_i gives a feasible, no worse X_{i+1}. The start
 * needs not be feasible: all rows but the CRB's are convex in X and hold after the first step.
 *
 * @param starts linearisation points X_0, [L][n][2] each.
 */
export async function successiveApproximation(
  problems: readonly TransmitProblem[],
  starts: readonly TransmitVectors[],
  settings: InnerSettings = {},
): Promise<AchievedTransmit[]> {
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
      done: false,
      ...NO_COST,
    };
  });
  await advanceAll(sequences, settings);
  const final = { ...settings, tolerance: FINISHED_MERIT };
  await finish(sequences, final);
  await advanceAll(sequences, final);
  return sequences.map((s) => ({ status: s.status, vectors: s.vectors, crb: s.crb, ...costFields(s) }));
}

/** Steps of the sequences that have not settled, until they have. */
async function advanceAll(sequences: readonly Sequence[], settings: InnerSettings): Promise<void> {
  for (let count = 0; count < MAX_STEPS; count++) {
    const open = sequences.filter((s) => !s.done);
    if (open.length === 0) break;
    await advance(open, settings);
  }
  for (const s of sequences) s.done = true;
}

/** Solution of one linearised program. */
interface Step {
  readonly status: ConicStatus;
  readonly merit: number;
  /** Null without a solution. */
  readonly vectors: TransmitVectors | null;
  readonly state: Float64Array;
}

/** Solves the programs linearised at every sequence's current point, from the states of the last step, and counts their iterations. */
async function step(sequences: readonly Sequence[], settings: InnerSettings): Promise<Step[]> {
  return solveInBatches(
    sequences,
    (s) => transmitKey(s.problem),
    (batch, key) => solveGroup(key, batch, settings),
  );
}

async function solveGroup(
  key: string,
  group: readonly [Sequence, ...Sequence[]],
  settings: InnerSettings,
): Promise<Step[]> {
  const [first] = group;
  const { program, described, valueIn } = layouts.build(
    key,
    group.map(({ problem, current }) => ({ problem, start: current })),
    describeTransmit,
  );
  const warmStart = warmStartOf(
    group.map((s) => s.state),
    first.state?.length ?? 0,
  );
  const solution = await solveScaled(program, { ...settings, ...(warmStart ? { warmStart } : {}) });
  const columns = solution.scalars.length / group.length;
  const stateSize = solution.state.length / group.length;
  return group.map((s, i) => {
    const status = solution.status[i] ?? 'numericalError';
    const scalars = solution.scalars.subarray(i * columns, (i + 1) * columns);
    charge(s, costOf([{ iterations: solution.iterations[i] as number, path: solution.path[i] ?? 'float64' }]));
    return {
      status,
      merit: solution.merit[i] as number,
      vectors: isSolved(status) ? readVectors(s.problem, described[i] ?? [], valueIn(scalars)) : null,
      state: solution.state.slice(i * stateSize, (i + 1) * stateSize),
    };
  });
}

async function advance(sequences: readonly Sequence[], settings: InnerSettings): Promise<void> {
  const steps = await step(sequences, settings);
  sequences.forEach((s, i) => {
    const { status, merit, vectors, state } = steps[i] as Step;
    if (vectors === null) {
      if (s.vectors === null) s.status = status;
      s.done = !s.extrapolated;
      s.extrapolated = false;
      s.current = s.vectors ?? s.current;
      return;
    }
    const crb = largestCrb(s.problem, vectors);
    const last = s.crb.at(-1);
    const better = last === undefined || crb < last;
    const settled = last !== undefined && !(crb < last * (1 - SETTLED));
    const previous = s.vectors;
    if (better) {
      s.vectors = vectors;
      s.status = status;
      s.merit = merit;
      s.crb.push(crb);
    }
    // an extrapolated point that brought nothing is no proof of having settled: go on from the best vectors themselves
    s.done = settled && !s.extrapolated;
    s.extrapolated = better && !settled && previous !== null;
    s.current = s.extrapolated && previous ? extrapolate(vectors, previous) : (s.vectors ?? vectors);
    s.state = state;
  });
}

/**
 * Vectors hold their rows to the merit of their program: where that is above 1e-8, one more step in float64, linearised at the vectors, from the state
 * that they left. A sequence that this step improves had not settled, and goes on.
 */
async function finish(sequences: readonly Sequence[], settings: InnerSettings): Promise<void> {
  const open = sequences.filter((s) => s.vectors !== null && s.merit > FINISHED_MERIT);
  for (const s of open) s.current = s.vectors ?? s.current;
  const steps = await step(open, { ...settings, finish: true });
  open.forEach((s, i) => {
    const { status, merit, vectors, state } = steps[i] as Step;
    if (vectors === null) return;
    const last = s.crb.at(-1) ?? Infinity;
    const crb = largestCrb(s.problem, vectors);
    s.vectors = vectors;
    s.current = vectors;
    s.state = state;
    s.status = status;
    s.merit = merit;
    s.crb = [...s.crb.slice(0, -1), crb];
    s.extrapolated = false;
    s.done = !(crb < last * (1 - SETTLED));
  });
}

/** X + beta (X - X_previous): the bound of the CRB rows holds for any linearisation point, and a farther one saves steps. */
function extrapolate(vectors: TransmitVectors, previous: TransmitVectors): TransmitVectors {
  return vectors.map((x, i) => x + EXTRAPOLATION * (x - (previous[i] as number)));
}

function readVectors(p: TransmitProblem, columns: readonly (readonly Column[])[], value: Value): TransmitVectors {
  const root = Math.sqrt(p.powerBudget);
  return Float64Array.from(columns.flat(), (column) => root * value(column));
}

/** Largest CRB of the angle over the forms at X X^H / L. */
function largestCrb(p: TransmitProblem, vectors: TransmitVectors): number {
  const scale = 1 / Math.sqrt(p.frameLength);
  const beams = vectors.map((x) => scale * x);
  return Math.max(...p.forms.map((form) => cramerRaoBounds(evaluateForm(form, beams)).theta));
}
