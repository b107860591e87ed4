import { type SolverPath } from '../conic/solverPath.ts';
import type { ErrorAxes } from './errorAxes.ts';
import type { Certificate } from '../model/certificates/certificate.ts';
import type { Realization, Scenario } from '../model/scenario.ts';
import type { ConicStatus } from '../conic/status.ts';

/** Block-level (BLP) and symbol-level (SLP) precoding, in coordinated beamforming (CBF) and coordinated multipoint (CoMP). */
export const SCHEMES = ['BLP-CBF', 'BLP-CoMP', 'SLP-CBF', 'SLP-CoMP'] as const;
/** One of `SCHEMES`. */
export type Scheme = (typeof SCHEMES)[number];
/** Designs that know the whole network; capabilities.ts says which scheme has which of them. */
export const NETWORK_DESIGNS = ['paper', 'capsFree', 'joint'] as const;
/**
 * `paper`: Algorithm 1 with interference caps, repaired; `capsFree`: the caps as variables; `joint`: all BSs in one program, every
 * user with its own interference; `blind`: BLP-CBF designed cell by cell without inter-cell links (Fig. 3).
 */
export const DESIGNS = [...NETWORK_DESIGNS, 'blind'] as const;
/** One of `DESIGNS`. */
export type Design = (typeof DESIGNS)[number];
/**
 * What a design does about the CSI error: `none` ignores it; `paper` as printed, not a bound on the useful power; `guaranteed` holds over the whole
 * error ball; `guaranteedSum` holds too, by a tighter bound for all precoders of a sender; `exact` holds without any bound: no design that holds has a smaller CRB than its relaxation.
 */
export const ROBUSTNESS = ['none', 'paper', 'guaranteed', 'guaranteedSum', 'exact'] as const;
/** One of `ROBUSTNESS`. */
export type Robustness = (typeof ROBUSTNESS)[number];

/** Threshold form: minimise the CRB at a fixed SINR. */
export interface ThresholdForm {
  /** Discriminant. */
  readonly kind: 'threshold';
  /** g, linear, above 0. */
  readonly threshold: number;
}

/** Weighted form: maximise -rho t/NFR + (1-rho) g/NFC, at symbol level with sqrt(g) in place of g. */
export interface WeightedForm {
  /** Discriminant. */
  readonly kind: 'weighted';
  /** Weight of sensing, 0 to 1. */
  readonly rho: number;
}

/** Objective of a design. */
export type Form = ThresholdForm | WeightedForm;

/** One precoder design: one realization at one sweep point. */
export interface DesignTask {
  /** Precoding scheme. */
  readonly scheme: Scheme;
  /** How the precoders are designed. */
  readonly design: Design;
  /** What the design does about the CSI error. */
  readonly robustness: Robustness;
  /** Objective. */
  readonly form: Form;
  /** The system, linear units. */
  readonly scenario: Scenario;
  /** Estimated channels and reflection gains. */
  readonly realization: Realization;
  /** 64-bit unsigned; keys the random streams of this task (Gaussian rank-one candidates) with `realizationIndex`. */
  readonly seed: bigint;
  /** From 0. */
  readonly realizationIndex: number;
  /** Data symbols, symbol level only. */
  readonly symbols?: DataSymbols;
}

/** M-PSK data symbols of a frame. */
export interface DataSymbols {
  /** p_ks in radians, [cell][user][L]. */
  readonly phase: Float64Array;
  /** M. */
  readonly pskOrder: number;
}

/** Ways from a relaxation to precoders (block level) or transmit vectors (`reoptimized`, symbol level). */
export const EXTRACTIONS = ['principal', 'repowered', 'randomized', 'reoptimized', 'none'] as const;
/**
 * `principal`: the scaled principal eigenvectors as they are; `repowered`: their directions, or W h*, with the powers
 * optimised again; `randomized`: a Gaussian draw; `reoptimized`: transmit vectors by successive convex approximation; `none`: no precoders.
 */
export type Extraction = (typeof EXTRACTIONS)[number];

/** One step on the way to a design. */
export interface ConvergenceStep {
  /**
   * 0 or absent: the relaxation. Symbol level: r for the r-th round of re-optimising the vectors, whose steps count from 1 and never
   * raise the CRB (each BS's in CBF, at the echo covariances of the round; the largest in CoMP, given for every BS).
   */
  readonly round?: number;
  /** From 1, in every round. */
  readonly iteration: number;
  /** CRB of every BS, rad^2, [bs]; NaN where it is not defined. */
  readonly crb: Float64Array;
  /** Smallest SINR that the step's programs guarantee, linear. */
  readonly sinr: number;
  /**
   * Interference that the step was designed for, linear: the common I_inter (BLP-CBF) or I_sl (SLP-CBF), I_comp (BLP-CoMP), I_intra of
   * a single cell at block level; NaN where the programs have no such number (BLP `joint`, SLP-CoMP, a single cell at symbol level).
   */
  readonly interference: number;
}

/** NFR and NFC of the weighted form: a pair for each BS in `paper` CBF and `blind` designs, one pair otherwise. */
export interface Normalization {
  /** t at the sensing end, rad^2. */
  readonly nfr: Float64Array;
  /** Largest feasible g, linear; at symbol level its root. */
  readonly nfc: Float64Array;
}

/** Outcome of one task. It has precoders, or vectors at symbol level, only where the status is optimal or almostOptimal. */
export interface PrecoderDesign extends Omit<DesignedPrecoders, 'errorAxes'> {
  /**
   * Lower bound on the CRB of every BS, rad^2, [cells]: no design of this scheme and robustness comes below it at this realization and threshold, whatever
   * its method, except `blind`, which leaves constraints out. What its certificate proves. NaN in the weighted form, for `blind`, without precoders, with
   * `lowerBounds: false`, and where its program has no answer.
   */
  readonly crbLower: Float64Array;
  /** The same for the mean of the CRBs over the BSs, rad^2; at least the mean of `crbLower`. NaN where `crbLower` is. */
  readonly meanCrbLower: number;
  /** Proofs of an `infeasible` status, or of `crbLower` and `meanCrbLower` (docs/certificates.md). */
  readonly certificates: readonly Certificate[];
}

/** A design without the bounds that it is measured by. */
export interface DesignedPrecoders {
  /** Robustness `exact`: the errors that its programs knew in the end, with which those of its bounds begin. @internal */
  readonly errorAxes?: ErrorAxes;
  /** Of the relaxation. `infeasible` where its proof holds; `numericalError` where a solver calls it so and the proof does not hold. */
  readonly status: ConicStatus;
  /** Why no precoders meet the constraints, where the status is `infeasible`. */
  readonly infeasibility?: readonly Certificate[];
  /** Alternation iterations (1 for a single convex program, 0 when the first one fails). */
  readonly iterations: number;
  /** Interior-point iterations over all programs of this task; programs that serve several rho count for each of them. */
  readonly solverIterations: number;
  /** Worst merit of the programs that the returned precoders come from. */
  readonly merit: number;
  /** Least precise arithmetic over all programs of this task. */
  readonly solverPath: SolverPath;
  /**
   * CRB of every BS in rad^2 at the relaxation's covariances, with the echo covariances that they cause, [cells] (NaN
   * where not defined, e.g. rho = 0). The precoders were made from these covariances. Not a bound in CBF, where other covariances cause
   * other echoes; `crbLower` is one.
   */
  readonly crbBound: Float64Array;
  /** SINR that the program guarantees to every user (threshold, or g of the weighted form), linear. */
  readonly sinrBound: number;
  /** CBF [bs][user][antenna][2]; CoMP [cell * usersPerCell + user][stacked antenna][2]; null at symbol level. */
  readonly precoders: Float64Array | null;
  /** Symbol level: x_s, CBF [bs][s][antenna][2], CoMP [s][stacked antenna][2]; null or absent at block level. */
  readonly transmit?: Float64Array | null;
  /** Largest ratio of second to first eigenvalue over the users' covariances (relaxation tight: < 1e-4). */
  readonly rankRatio: number;
  /** How the precoders were obtained from the relaxation. */
  readonly extraction: Extraction;
  /**
   * Steps of the relaxation: one for each iteration, at block level also one for the last A of `paper`; then those of the
   * re-optimised vectors (symbol level). Empty for `blind`.
   */
  readonly convergence: readonly ConvergenceStep[];
  /** Weighted form only. */
  readonly normalization: Normalization | null;
}

/** Settings of `designPrecoders`. */
export interface DesignSettings {
  /** Solver merit tolerance, default 1e-8. */
  readonly tolerance?: number;
  /** Relative tightening of g so that designs certify (studies: 1e-6; solve: 0). */
  readonly tighten?: number;
  /**
   * Compute `crbLower` and `meanCrbLower` by J + 1 programs for each channel, threshold and robustness. At block level they take one to four times as long as
   * a `joint` design, at symbol level a small part of the time of a design. Default true; false leaves both NaN.
   */
  readonly lowerBounds?: boolean;
  /** Called with the number of designs of a batch once they are made; bounds and proofs follow. */
  readonly onDesigned?: (designs: number) => void;
}
