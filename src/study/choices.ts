import * as z from 'zod';
import type { ErrorLaw } from '../model/errorLaw.ts';
import type { Design, Robustness, Scheme } from '../problems/types.ts';

// What the named values of study fields mean, in words that follow a name and a colon. The JSON Schema, `isac-mc init`, docs/study-file.md
// and the report take them from here.

type Meanings<Value extends string> = Readonly<Record<Value, string>>;

/** A field with a few named values, each with its meaning (`enumDescriptions` of the JSON Schema, which editors show). */
export function choice<const Value extends string>(values: readonly Value[], meanings: Meanings<Value>) {
  return z.enum(values).meta({ enumDescriptions: values.map((value) => meanings[value]) });
}

/** Of `schemes`. */
export const SCHEME_MEANINGS: Meanings<Scheme> = {
  'BLP-CBF':
    'block-level precoding with coordinated beamforming, where each base station serves the users of its own cell',
  'BLP-CoMP':
    'block-level precoding with coordinated multipoint transmission, where all base stations serve every user',
  'SLP-CBF':
    'symbol-level precoding with coordinated beamforming, where each base station sends a vector of its own for every PSK symbol',
  'SLP-CoMP': 'symbol-level precoding with coordinated multipoint transmission',
};

/** Of `design`. */
export const DESIGN_MEANINGS: Meanings<Design> = {
  paper: "the paper's Algorithm 1 with its interference caps",
  capsFree: 'one alternation with the interference caps as variables (block level only)',
  joint:
    'the true SINR constraints of all base stations in one program (block level), or a search over the common interference (symbol level)',
  blind: 'every cell alone, blind to the inter-cell links (BLP-CBF only, Fig. 3 of the paper)',
};

/** Of `robustness`. */
export const ROBUSTNESS_MEANINGS: Meanings<Robustness> = {
  none: 'ignores the CSI error and claims its SINR for the estimated channels alone',
  paper:
    'bounds the useful power as printed in the paper, which is no lower bound at block level, where a design can miss its threshold (at symbol level it is the same program as guaranteed)',
  guaranteed: 'keeps the SINR threshold over the whole error ball, by a bound for each interfering precoder',
  guaranteedSum: 'keeps it over the whole error ball too, by one tighter bound for all precoders of a sender',
  exact:
    'keeps it over the whole error ball without any bound, at no larger an RCRB than the others that do (design joint at block level)',
};

/** Of `scenario.interferenceSnapshots`. */
export const SNAPSHOT_MEANINGS: Meanings<'single' | 'frame'> = {
  single: 'the covariance of one sample, because the Fisher information already sums over the L samples of a frame',
  frame: 'L times that covariance, as printed in (11) of the paper',
};

/** Of `scenario.reflectionPhase`. */
export const PHASE_MEANINGS: Meanings<'zero' | 'uniform'> = {
  zero: 'all gains are real and positive',
  uniform: 'drawn uniformly from 0 to 2 pi for every path of every channel draw',
};

/** Of `scenario.channelModel`. */
export const CHANNEL_MEANINGS: Meanings<'rayleigh' | 'lineOfSight' | 'file'> = {
  rayleigh: 'independent complex Gaussian entries, of variance 1 in the own cell and 1/interCellLoss between cells',
  lineOfSight: 'the steering vector of each user at the angle in userAnglesDeg, with the same power losses',
  file: 'measured channels from channelFile, taken as they are',
};

/** Of `scenario.errorShape`. */
export const ERROR_SHAPE_MEANINGS: Meanings<'identity' | 'file'> = {
  identity: 'none, all directions are alike',
  file: 'that of each link from array errorShape of channelFile',
};

/** Of `realizations.errorLaw`. */
export const LAW_MEANINGS: Meanings<ErrorLaw> = {
  ball: 'uniformly in the error ball of radius d, norm(e) <= d',
  sphere: 'uniformly on the sphere of radius d, norm(e) = d',
  gaussian:
    'complex normal, e ~ CN(0, (d^2/N) I) with a mean square norm of d^2; such errors leave the ball, and no design holds for all of them',
};

/** Of `realizations.outage`. */
export const OUTAGE_MEANINGS: Meanings<'sampled' | 'exact'> = {
  sampled:
    'the share of realizations.errors drawn CSI errors, with its interval (columns outage, outage_lower and outage_upper)',
  exact:
    'beside it the probability itself, by an integral (column outage_exact): of block-level designs under errorLaw gaussian, down to values that no number of draws would show',
};

/** Of `solver.precision`. */
export const PRECISION_MEANINGS: Meanings<'fast' | 'precise'> = {
  fast: 'a merit of 1e-6 while a design is searched for and 1e-8 for the programs that its precoders come from, which leaves SINRs uncertain by about 4e-4 dB',
  precise:
    'a merit of 1e-10 and, where a program has several solutions, the central one, which determines the smallest SINRs to about 1e-6 relative',
};

/** Of `stop.statistic`. */
export const STATISTIC_MEANINGS: Meanings<'mean' | 'proportion' | 'quantile'> = {
  mean: 'the mean over the channel draws, with values limited to range',
  proportion: 'the share of channel draws in which the metric is true, or smaller than the value of below',
  quantile: 'the quantile of the given probability over the channel draws',
};

/** Of `stop.metric`. */
export const METRIC_MEANINGS = {
  rcrb_deg: 'root of the mean CRB over the base stations, in degrees',
  sinr_db: 'smallest SINR over the users at the estimated channels, in dB',
  worst_sampled_sinr_db: 'smallest SINR over the users and the drawn CSI errors, in dB',
  worst_exact_sinr_db: 'smallest SINR over the users and the whole error ball, in dB',
  error_sinr_db: 'smallest SINR over the users for each drawn CSI error, in dB (only a proportion)',
  outage:
    'probability that the smallest SINR over the users is below the threshold of the design under CSI errors, where a draw without a design that meets its claim counts as 1: outage_exact with realizations.outage exact, else outage; its mean needs no range',
  feasible: 'true where the program of the design has a solution (only a proportion)',
  meets_claim: 'true where the design does what its robustness claims (only a proportion)',
  holds_over_ball: 'true where the design keeps its threshold over the whole error ball (only a proportion)',
  certified: 'former name of meets_claim',
} as const;

/** Of `output.tables`. */
export const TABLE_MEANINGS = {
  designs: 'one row for each design with its metrics',
  errors: 'smallest SINR over the users for each drawn CSI error',
  precoders: 'precoders of every design, and the transmit vectors of symbol-level designs, which verify starts from',
  convergence: 'RCRB after each step of every design',
  certificates: 'multipliers that prove infeasible designs and lower bounds',
  beampatterns: 'transmit power of each base station over the angle',
  ser: 'symbol error rate of each user',
  complexity: "operations by the paper's formulas, and bits exchanged between base stations",
} as const;
