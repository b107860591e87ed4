import { ARITHMETIC_CONSTANTS, CONSTANTS } from '../../algorithm/constants.ts';
import type { ConicStatus } from '../../status.ts';

const { PATIENCE, CERTIFICATE } = ARITHMETIC_CONSTANTS.float64;
/** Shift of the Schur complement's unit diagonal: a few roundings, or badly scaled programs stop short of 1e-8. Raised where its Cholesky fails. */
export const SHIFTS = [1e-15, 1e-13, 1e-11] as const;

/** How one program ended, on the host. */
export interface Ending {
  status: ConicStatus;
  iterations: number;
  merit: number;
  primal: number;
  dual: number;
  /** What to divide the point by: tau, or the value of a certificate. */
  normalization: number;
}

/** Where one program of a batch stands, on the host. */
export interface Track extends Ending {
  bestAt: number;
  small: number;
  /** Which of `SHIFTS`. */
  shift: number;
  /** Steps of centring so far, -1 before the first point within the tolerance. */
  centred: number;
  done: boolean;
}

/** The track of a program at its start. */
export function newTrack(): Track {
  return {
    status: 'iterationLimit',
    iterations: 0,
    merit: Infinity,
    primal: NaN,
    dual: NaN,
    normalization: 1,
    bestAt: 0,
    small: 0,
    shift: 0,
    centred: -1,
    done: false,
  };
}

/** What the host reads of a program in each iteration, in this order; norms on unscaled rows and columns, then the last step and whether it was one. */
export const WORDS = ['mu', 'cx', 'by', 'rp', 'rd', 'slack', 'ax', 'tau', 'kappa', 'alpha', 'good'] as const;
/** One of `WORDS`. */
export type Word = Readonly<Record<(typeof WORDS)[number], number>>;

/** Scale factors and norms of a program's b and c. */
export interface Scales {
  readonly scaleB: number;
  readonly scaleC: number;
  readonly normB: number;
  readonly normC: number;
}

/** Decides about a program after its residuals were read; true when its point is the one to keep. */
export function judge(track: Track, word: Word, scales: Scales, tolerance: number, maxIterations: number): boolean {
  const { mu, cx, by, rp, rd, slack, ax, tau, kappa, alpha, good } = word;
  const { scaleB, scaleC, normB, normC } = scales;
  const finish = (status: ConicStatus): void => {
    track.done = true;
    const optimal = track.merit < Math.max(tolerance, CONSTANTS.OPTIMAL_MERIT);
    track.status = optimal ? 'optimal' : track.merit < CONSTANTS.ALMOST_MERIT ? 'almostOptimal' : status;
  };
  const primal = cx / (scaleB * scaleC * tau);
  const dual = by / (scaleB * scaleC * tau);
  const merit = Math.max(
    rp / (scaleB * tau * (1 + normB)),
    rd / (scaleC * tau * (1 + normC)),
    Math.abs(primal - dual) / (1 + Math.min(Math.abs(primal), Math.abs(dual))),
  );
  if (!Number.isFinite(mu)) {
    finish('numericalError');
    return false;
  }
  // a step of centring may raise the merit, within the tolerance
  const better = merit < track.merit || (track.centred >= 0 && merit < tolerance);
  if (better) Object.assign(track, { bestAt: track.iterations, merit, primal, dual, normalization: tau });
  if (track.merit < tolerance) {
    track.centred++;
    const centrings = tolerance < CONSTANTS.CENTRED_TOLERANCE ? CONSTANTS.CENTRINGS : 0;
    if (track.centred >= centrings || merit >= tolerance) {
      finish('optimal');
      return better;
    }
  }
  if (tau < CONSTANTS.CERTIFICATE_TAU * kappa) {
    const certificates = [
      ['infeasible', by, slack / scaleC, normB],
      ['unbounded', -cx, ax / scaleB, normC],
    ] as const;
    for (const [status, value, residual, size] of certificates) {
      const normalization = value / (scaleB * scaleC);
      const relative = (residual * Math.max(1, size)) / normalization;
      if (!(value > 0) || !(relative < CERTIFICATE)) continue;
      Object.assign(track, { status, merit: relative, normalization, done: true });
      return true;
    }
  }
  if (track.iterations === maxIterations) {
    finish('iterationLimit');
    return better;
  }
  if (good < 0.5) track.shift++;
  else track.small = track.iterations > 0 && alpha < CONSTANTS.SMALL_STEP ? track.small + 1 : 0;
  const stuck = track.iterations - track.bestAt > PATIENCE || track.small > CONSTANTS.SMALL_STEPS;
  if (stuck || track.shift >= SHIFTS.length) finish('numericalError');
  return better;
}
