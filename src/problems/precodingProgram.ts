import type { AnswerStore } from '../conic/answerStore.ts';
import type { CertificateTerms } from '../model/certificates/certificate.ts';
import type { Realization, Scenario } from '../model/scenario.ts';
import type { SolverPath } from '../conic/solverPath.ts';
import type { ConicStatus } from '../conic/status.ts';
import type { ErrorAxes } from './errorAxes.ts';
import type { Robustness } from './types.ts';

/** Interference caps of a program, linear, over the units of `noisePower`. */
export interface InterferenceCaps {
  /** I_intra of (33), CBF. */
  readonly intraCell?: number;
  /** I_inter of (34), CBF; in the SINR row (35) as well. */
  readonly interCell?: number;
  /** I_comp of (42), CoMP. */
  readonly coMP?: number;
  /** Common I_inter that the users of P1.B receive (`sinrRow: received`). */
  readonly received?: number;
}

/** Block-level schemes. */
export type PrecodingScheme = 'BLP-CBF' | 'BLP-CoMP';
/** Programs of problems (P1) and (P2), the caps-free program and the joint one. */
export type PrecodingProblem = 'P1.A' | 'P1.B' | 'P2.A' | 'P2.B' | 'capsFree' | 'joint';
/** Fixed g, weighted sum, or the largest g. */
export type PrecodingForm = 'threshold' | 'weighted' | 'maxSinr';

/**
 * One convex program of block-level precoding, in linear units; mirrors `problems[]` of an instance file. It is solved by
 * `solvePrecodingPrograms` (solvePrecodingPrograms.ts), many at a time.
 */
export interface PrecodingProgram {
  /** Who transmits to a user. */
  readonly scheme: PrecodingScheme;
  /** P1.* belong to BLP-CBF, P2.* to BLP-CoMP, capsFree and joint to both. */
  readonly problem: PrecodingProblem;
  /** What the rows do about the CSI error. */
  readonly robustness: Robustness;
  /** `maxSinr` is the rho = 0 end without CRB rows (objective g); P1.B and P2.B ignore the form. */
  readonly form: PrecodingForm;
  /** The system. */
  readonly scenario: Scenario;
  /** Estimated channels and reflection gains. */
  readonly realization: Realization;
  /** BS of a P1.* program, from 0. */
  readonly bs?: number;
  /** g, linear; threshold form, P1.B and P2.B. */
  readonly threshold?: number;
  /** Weighted form: maximise -rho t/nfr + (1-rho) g/nfc. */
  readonly rho?: number;
  /** NFR, rad^2. */
  readonly nfr?: number;
  /** NFC, linear. */
  readonly nfc?: number;
  /** Caps of the rows that have one. */
  readonly interference?: InterferenceCaps;
  /** P_leak of P1.A; elsewhere the scenario's maxLeakage bounds it. */
  readonly leakage?: number;
  /** t* of P1.B and P2.B, rad^2. */
  readonly crbCap?: number;
  /**
   * Caps of [F^-1]_22 and [F^-1]_33 in P1.B, in the unit of abs(gain)^2. Default: those of the scenario's `amplitudeCrbCap`, which every other program has too, or none.
   */
  readonly amplitudeCrbCaps?: readonly [number, number];
  /** SINR row of P1.B: with its own emitted I_inter (as printed, default) or with the received one. */
  readonly sinrRow?: 'emitted' | 'received';
  /**
   * The CRB rows count the receive array's information alone, which is all that a single beam has: programs of designs with one user for each
   * covariance. Default false: the program as the paper states it.
   */
  readonly oneBeam?: boolean;
  /**
   * BSs whose CRBs are summed in the objective of `joint`, in ascending order. Default: all of them in CBF; in CoMP the largest CRB of all BSs
   * is the objective.
   */
  readonly sensingBs?: readonly number[];
  /** Start of Algorithm 1: P1.A without the rows (34), I_inter = 0 in (35). */
  readonly omitInterCellRows?: boolean;
  /** C_m of every BS in the program (one for P1.*, all of them for capsFree and joint in CBF), each [rxAntennas][rxAntennas][2]. */
  readonly echoCovariance?: readonly Float64Array[];
  /**
   * Robustness `exact`: the program counts the errors in the span of these axes alone, which makes it a relaxation. Default: axes are looked for until all errors of
   * the ball are counted (src/problems/alongErrors.ts).
   *
   * @internal
   */
  readonly errorAxes?: ErrorAxes;
  /**
   * Where the search for axes begins. Default: with the estimated channels alone.
   *
   * @internal
   */
  readonly firstErrorAxes?: ErrorAxes;
  /**
   * `capsFree` and `joint` in CBF: the echoes that the covariances cause at every BS are at most those of `echoCovariance`, so that what it says of the caps on amplitudes holds
   * for them too. Default false.
   */
  readonly limitEchoes?: boolean;
  /** `state` of an earlier solution of a program of the same shape; one of another shape is ignored. */
  readonly warmStart?: Float64Array;
}

/** Answer to one `PrecodingProgram`. */
export interface PrecodingSolution {
  /** How the solve ended. */
  readonly status: ConicStatus;
  /** Threshold form: t (CBF capsFree and joint: sum over the BSs, CoMP: max); weighted: -rho t/nfr + (1-rho) g/nfc; maxSinr: g; P1.B: P_leak/Pleakmax + I_intra/Imax + I_inter/((J-1) Imax), P2.B: I_comp. Null unless optimal or almostOptimal. */
  readonly objective: number | null;
  /** Dual objective in rad^2, where the objective is a sum of CRBs: no feasible point lies below it, up to the merit. Null elsewhere. */
  readonly dualObjective: number | null;
  /** Largest relative residual or gap; for certificates their residual. */
  readonly merit: number;
  /** Interior-point iterations. */
  readonly iterations: number;
  /** Arithmetic that led to the answer. */
  readonly path: SolverPath;
  /** W in full antenna space: P1.* [K][N][N][2]; CBF capsFree and joint [bs][K][N][N][2]; CoMP [JK][JN][JN][2]. Null unless optimal or almostOptimal, and with `scalarsOnly`. */
  readonly covariances: Float64Array | null;
  /** t = 1/(2u) of every BS of the program in rad^2 (NaN where the program has no CRB rows, or without a solution). */
  readonly crb: Float64Array;
  /** g: the threshold, or the optimised value, linear (NaN without a solution). */
  readonly sinr: number;
  /** Caps, or their optimised values. */
  readonly interference: Omit<InterferenceCaps, 'received'>;
  /** P_leak: the cap, or the optimised value. */
  readonly leakage?: number;
  /** For the warm start of a program of the same shape; empty with `scalarsOnly`. */
  readonly state: Float64Array;
  /**
   * Multipliers as terms of a certificate (docs/certificates.md): of `capsFree` and `joint`, P1.A and P2.A in the threshold form; null elsewhere. With `scalarsOnly` there
   * is no term `norm`, which robust programs need.
   */
  readonly certificate: () => CertificateTerms | null;
}

/** Merit to which the last programs of a design are finished in float64. */
export const FINISHED_MERIT = 1e-8;

/** Settings of `solvePrecodingPrograms`. */
export interface PrecodingSettings {
  /** Solver merit tolerance, default 1e-8. */
  readonly tolerance?: number;
  /** Default 60. */
  readonly maxIterations?: number;
  /** `ConicSettings.finish`: the warm starts are answers in lower precision. Default false. */
  readonly finish?: boolean;
  /** Objectives and CRBs are all that is asked for: the solutions have no covariances and an empty `state`. Default false. */
  readonly scalarsOnly?: boolean;
  /**
   * What the solutions prove is all that is asked for: norms along few axes (src/problems/alongAxes.ts) may miss more. Default false.
   *
   * @internal
   */
  readonly boundsOnly?: boolean;
  /**
   * Programs that were solved with the same store before are not solved again. Default: all are solved.
   *
   * @internal
   */
  readonly answers?: AnswerStore;
}
