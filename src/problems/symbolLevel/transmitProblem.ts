import type { CrbForm } from '../../model/crbForms.ts';

/**
 * Design of the transmit vectors x_s themselves (symbol level, s = 1 .. L) for fixed amplitude, interference and echo
 * covariance: of one BS (CBF) or of the stacked BSs (CoMP).
 */
export interface TransmitProblem {
  /** Length n of x_s: N, or J N stacked. */
  readonly antennas: number;
  /** BSs in x_s: 1, or J. */
  readonly stations: number;
  readonly frameLength: number;
  /** P of each BS. */
  readonly powerBudget: number;
  /** d (CBF) or sqrt(J) d (CoMP). */
  readonly radius: number;
  /** psi = pi/M. */
  readonly psi: number;
  /** Channels h of the served users, not conjugated, [users][n][2]. */
  readonly users: Float64Array;
  /** Phases p_ks of their symbols, radians, [users][L]. */
  readonly phases: Float64Array;
  /** c sqrt(sc2 + I): amplitude that the constructive-interference rows ask for, > 0. */
  readonly amplitude: number;
  /** Channels h of the users of other cells, [foreign][n][2]; none in CoMP. */
  readonly foreign: Float64Array;
  /** sqrt(I_sl/(J-1)): largest amplitude at each of them. */
  readonly foreignAmplitude: number;
  /** conj(v) of the targets of other cells, [targets][n][2]; empty where the leakage cap cannot bind. */
  readonly targets: Float64Array;
  readonly leakage: number;
  /** CRB forms of the BSs that listen: one (CBF, with its echo covariance) or J (CoMP). */
  readonly forms: readonly CrbForm[];
}

/** Transmit vectors of one problem, [L][n][2]. */
export type TransmitVectors = Float64Array;

/** Number of vectors of length n in an array [count][n][2]. */
export function vectorCount(vectors: Float64Array, n: number): number {
  return vectors.length / (2 * n);
}
