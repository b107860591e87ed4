import { invariant } from '../../errors.ts';
import { type SolverCost, costFields } from '../solverCost.ts';
import { type SensingMetrics, sensingOfCovariances, sensingOfStackedCovariance } from '../../model/crb.ts';
import type { Certificate } from '../../model/certificates/certificate.ts';
import { type ConicStatus, isSolved } from '../../conic/status.ts';
import type { ErrorAxes } from '../errorAxes.ts';
import type { PrecodingProgram, PrecodingScheme, PrecodingSolution } from '../precodingProgram.ts';
import type { ConvergenceStep, DesignTask, Normalization } from '../types.ts';

/** A block-level task; symbol-level schemes are refused at the boundary. */
export type BlockTask = DesignTask & { readonly scheme: PrecodingScheme };

/** A checked task of a block-level scheme. */
export function blockTask(task: DesignTask): BlockTask {
  const { scheme, scenario } = task;
  invariant(scheme === 'BLP-CBF' || scheme === 'BLP-CoMP', 'symbol-level tasks are designed apart');
  // in one cell the two coordination modes are one problem, and (P2.B) without its rows l = 2, 3 would end elsewhere than (P1.B)
  return { ...task, scheme: scenario.cells === 1 ? 'BLP-CBF' : scheme };
}

/** Caps that every A of a `paper` design kept to, linear. */
export interface DesignCaps {
  /** I_intra of every BS, CBF. */
  readonly intraCell: Float64Array;
  /** Common I_inter, CBF. */
  readonly interCell: number;
  /** I_comp, CoMP. */
  readonly coMP: number;
  /** P_leak of every BS, CBF. */
  readonly leakage: Float64Array;
}

/** Covariances of one task, before precoders are taken from them. */
export interface RelaxedDesign extends SolverCost {
  readonly status: ConicStatus;
  /** Alternation iterations; 1 for a single convex program. */
  readonly iterations: number;
  /** Worst merit of the programs that the covariances come from. */
  readonly merit: number;
  /** CBF [bs][user][N][N][2]; CoMP [user][J N][J N][2]. Null unless the status is optimal or almostOptimal. */
  readonly covariances: Float64Array | null;
  /** CRB of every BS in rad^2 at these covariances, with the echo covariances that they cause (NaN without any). */
  readonly crb: Float64Array;
  /** g that the programs guarantee to every user, linear. */
  readonly sinr: number;
  readonly convergence: readonly ConvergenceStep[];
  readonly normalization: Normalization | null;
  /** False where the covariances exceed the cap on the amplitudes with the echoes that they cause themselves. Default true. */
  readonly keepsCap?: boolean;
  /** Null where the interference is no cap: `joint`, `capsFree`. */
  readonly caps: DesignCaps | null;
  /** Programs that the covariances solve, in their order, with their states as warm starts; none without covariances. */
  readonly last: () => readonly PrecodingProgram[];
  /** Error axes of these programs, robustness `exact`. */
  readonly errorAxes?: ErrorAxes;
  /** Why it is infeasible; absent where it is not. */
  readonly infeasibility?: readonly Certificate[];
}

/**
 * What a program's solution says of why there is no design: nothing in the weighted form, whose programs have no threshold to contradict.
 *
 * @param threshold g, linear; NaN in the weighted form.
 * @param bs of a program of one BS; null of one of all BSs.
 */
export function infeasibilityOf(
  { status, certificate }: Pick<PrecodingSolution, 'status' | 'certificate'>,
  threshold: number,
  bs: number | null,
): readonly Certificate[] {
  const terms = status === 'infeasible' && !Number.isNaN(threshold) ? certificate() : null;
  if (terms === null) return [];
  // the information of the BSs is at least 0 and adds nothing
  const { information: _, ...rest } = terms;
  return [{ statement: 'infeasible', bs, threshold, terms: rest }];
}

/** The `last` of a design without covariances. */
export const noPrograms = (): readonly PrecodingProgram[] => [];

/** The design of a task that ended without covariances. */
export function failedDesign(
  task: BlockTask,
  status: ConicStatus,
  cost: SolverCost,
  infeasibility: readonly Certificate[] = [],
): RelaxedDesign {
  return {
    status,
    ...(infeasibility.length > 0 ? { infeasibility } : {}),
    iterations: 0,
    ...costFields(cost),
    merit: Number.NaN,
    covariances: null,
    crb: new Float64Array(task.scenario.cells).fill(Number.NaN),
    sinr: Number.NaN,
    convergence: [],
    normalization: null,
    caps: null,
    last: noPrograms,
  };
}

/**
 * Transmit covariances: sums over the users, CBF [bs][N][N][2], CoMP [J N][J N][2].
 *
 * @param covariances CBF [bs][user][N][N][2], CoMP [user][J N][J N][2].
 */
export function transmitCovariances(task: BlockTask, covariances: Float64Array): Float64Array {
  const { cells, txAntennas } = task.scenario;
  const comp = task.scheme === 'BLP-CoMP';
  const size = 2 * (comp ? cells * txAntennas : txAntennas) ** 2;
  const senders = comp ? 1 : cells;
  const result = new Float64Array(senders * size);
  const each = covariances.length / senders;
  for (let n = 0; n < senders; n++)
    for (let from = n * each; from < (n + 1) * each; from += size)
      for (let i = 0; i < size; i++)
        result[n * size + i] = (result[n * size + i] as number) + (covariances[from + i] as number);
  return result;
}

/**
 * CRB of every BS in rad^2 at transmit covariances, with the echo covariances that they cause.
 *
 * @param echoes these, in CBF, where they are known.
 */
export function crbOfTransmit(task: BlockTask, transmit: Float64Array, echoes?: readonly Float64Array[]): Float64Array {
  return sensingOfTransmit(task, transmit, echoes).crb;
}

/** The sensing metrics of `crbOfTransmit`. */
export function sensingOfTransmit(
  task: BlockTask,
  transmit: Float64Array,
  echoes?: readonly Float64Array[],
): SensingMetrics {
  const { scheme, scenario, realization } = task;
  const oneBeam = hasOneBeam(task);
  if (scheme === 'BLP-CoMP') return sensingOfStackedCovariance(scenario, realization, transmit, oneBeam);
  return sensingOfCovariances(scenario, realization, transmit, oneBeam, echoes);
}

/**
 * True where every transmit covariance is to become a single beam: CBF with one user in a cell, CoMP with one user in all. One beam tells the angle
 * through the receive array alone, so that a relaxation that lets a second one inform would be met by no precoder.
 */
export function hasOneBeam({ scheme, scenario }: BlockTask): boolean {
  return (scheme === 'BLP-CoMP' ? scenario.cells : 1) * scenario.usersPerCell === 1;
}

/** What all programs of a task have in common. */
export function programFields(
  task: BlockTask,
): Pick<PrecodingProgram, 'scheme' | 'robustness' | 'scenario' | 'realization' | 'oneBeam'> {
  const { scheme, robustness, scenario, realization } = task;
  return { scheme, robustness, scenario, realization, oneBeam: hasOneBeam(task) };
}

/** Sum of RCRBs over the BSs, which the stop rule watches. */
export function sumOfRoots(crb: Float64Array): number {
  let sum = 0;
  for (const x of crb) sum += Math.sqrt(x);
  return sum;
}

/** What the objective weighs: the sum of the CRBs in CBF, the largest in CoMP. */
export function sensingValue(task: BlockTask, crb: Float64Array): number {
  if (task.scheme === 'BLP-CoMP') return crb.reduce((a, b) => Math.max(a, b), 0);
  return crb.reduce((a, b) => a + b, 0);
}

/** The worse of two statuses of solved programs. */
export function worseOf(a: ConicStatus, b: ConicStatus): ConicStatus {
  return a === 'optimal' ? b : a;
}

/** Index of the first infeasible status, which decides by itself, else of the first without an answer; -1 where all are solved. */
export function firstFailure(statuses: readonly ConicStatus[]): number {
  const infeasible = statuses.indexOf('infeasible');
  return infeasible === -1 ? statuses.findIndex((s) => !isSolved(s)) : infeasible;
}

/** Threshold of a task tightened by the settings; NaN in the weighted form. */
export function tightenedThreshold(task: BlockTask, tighten: number): number {
  return task.form.kind === 'threshold' ? task.form.threshold * (1 + tighten) : Number.NaN;
}

/** Weight of sensing; null in the threshold form. */
export function rhoOf({ form }: BlockTask): number | null {
  return form.kind === 'weighted' ? form.rho : null;
}

/** True at rho = 0, where the CRB is left free. */
export function isSensingFree(task: BlockTask): boolean {
  return rhoOf(task) === 0;
}
