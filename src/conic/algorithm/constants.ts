import type { Arithmetic } from '../../device/backend.ts';

/** Constants of the algorithm in every arithmetic and language. Kernels have them under these names. */
export const CONSTANTS = {
  /** Ruiz passes of the equilibration. */
  RUIZ_PASSES: 8,
  /** Share of the largest step to the boundary that is taken. */
  STEP: 0.98,
  /** Least centring parameter sigma that the predictor may choose. */
  SIGMA_FLOOR: 1e-6,
  /** Share of the unit in a start from an earlier solution. */
  WARM_UNIT: 0.01,
  /** The same for an answer that is only finished. */
  FINISH_UNIT: 1e-4,
  /** What `optimal` promises at most: a tolerance below it is striven for, and an answer that stays between the two is optimal. */
  OPTIMAL_MERIT: 1e-8,
  /** Promise of `almostOptimal`. */
  ALMOST_MERIT: 1e-5,
  /**
   * Tolerances below this ask for W itself, not for its objective alone (docs/decisions/0018): off the central path W is as far from the optimum as the root
   * of the merit, on it as the merit. Such answers are centred.
   */
  CENTRED_TOLERANCE: 1e-9,
  /** Steps that centre an answer. */
  CENTRINGS: 3,
  /** Certificates are looked for where tau is below this share of kappa. */
  CERTIFICATE_TAU: 0.1,
  /** A step below this length counts as small; more than so many in a row end a solve. */
  SMALL_STEP: 1e-4,
  SMALL_STEPS: 3,
  /** Least gain of a correction, see `STOPS_WITHOUT_GAIN`: squared residual over that of the one before. */
  CORRECTION_GAIN: 0.8,
} as const;

/** Constants that depend on the arithmetic. */
export interface ArithmeticConstants {
  /** Pivots of the Schur complement are raised to this share of their diagonal. */
  readonly PIVOT_FLOOR: number;
  /** Most corrections of a direction against its primal residual: they win back what the conditioning of A H A^T costs late in a solve. */
  readonly CORRECTIONS: number;
  /** Share of the residual of the rows, squared, below which a direction's residual needs no correction. */
  readonly CORRECTED: number;
  /** Whether corrections end before `CORRECTIONS` where the last one gained next to nothing. */
  readonly STOPS_WITHOUT_GAIN: boolean;
  /** Iterations without a better merit before a program gives up. */
  readonly PATIENCE: number;
  /** Whether the barrier parameter is kept where the gap is far below the residuals (docs/decisions/0025). */
  readonly KEEP_BARRIER: boolean;
  /** Residual at which a certificate is claimed. Claims of the lower arithmetics are checked in float64 afterwards. */
  readonly CERTIFICATE: number;
}

/**
 * What the digits of each arithmetic allow. A correction wins the digits that the condition of A H A^T leaves of the arithmetic's. In float64 and
 * double-single two of them win all; float32 has so few that it takes up to eight, as long as they gain, and knows after eight iterations that it comes
 * no further.
 */
export const ARITHMETIC_CONSTANTS: Readonly<Record<Arithmetic, ArithmeticConstants>> = {
  float32: {
    PIVOT_FLOOR: 1e-7,
    CORRECTIONS: 8,
    CORRECTED: 1e-12,
    STOPS_WITHOUT_GAIN: true,
    PATIENCE: 8,
    KEEP_BARRIER: true,
    CERTIFICATE: 1e-5,
  },
  doubleSingle: {
    PIVOT_FLOOR: 1e-14,
    CORRECTIONS: 2,
    CORRECTED: 1e-20,
    STOPS_WITHOUT_GAIN: false,
    PATIENCE: 15,
    KEEP_BARRIER: false,
    CERTIFICATE: 1e-7,
  },
  float64: {
    PIVOT_FLOOR: 4.5e-16,
    CORRECTIONS: 2,
    CORRECTED: 1e-24,
    STOPS_WITHOUT_GAIN: false,
    PATIENCE: 15,
    KEEP_BARRIER: false,
    CERTIFICATE: 1e-7,
  },
};

/**
 * Trial steps to the boundary of PSD blocks: in each round the interval that is left, at first (0, cap], is divided into so many parts, and trial
 * factorizations find the last end that is inside. Rounds go on with the last number while no end is.
 */
export interface StepTrials {
  readonly predictor: readonly number[];
  readonly corrector: readonly number[];
}

/** One trial after the other halves the interval: an eighth of the step for the predictor, 1/128 for the corrector. */
export const HALVINGS: StepTrials = { predictor: [2, 2, 2], corrector: [2, 2, 2, 2, 2, 2, 2] };
/** Trials that a workgroup factorizes side by side, which is as much as it has room for. */
export const TRIALS = 4;
/** A grid of four trials, whose interval is divided by five from then on. */
export const FOUR_TRIALS: StepTrials = { predictor: [TRIALS, TRIALS + 1], corrector: [TRIALS, TRIALS + 1, TRIALS + 1] };
/** A whole grid in one batched factorization. */
export const EIGHTHS: StepTrials = { predictor: [8], corrector: [8, 8] };
