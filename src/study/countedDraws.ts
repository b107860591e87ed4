/** What the rule of a statistic asks about one channel draw of one design. */
export interface DrawOutcome {
  /** Has precoders. */
  readonly designed: boolean;
  /** Its precoders do what the design claims (column `meets_claim`). */
  readonly meetsClaim: boolean;
  /** Weight of sensing; NaN or null in the threshold form. */
  readonly rho: number | null;
}

/**
 * The draws that a median takes: all of them, one without a design that meets its claim counted as the worst value; or the feasible draws of each point alone, which are
 * fewer and easier ones the higher the threshold is.
 */
export type MedianRule = 'all' | 'perPoint';

/**
 * The one rule of every statistic over channel draws (medians, quantiles, bands, `stop:`): a draw counts with its value where its design meets its claim, and with the
 * worst value where it is infeasible, undecided, failed or does not meet its claim. So every point of every curve rests on the same draws, whatever else is in the sweep, and a curve
 * of medians ends where half of the draws have no such design.
 *
 * @param worst value of a draw without such a design: Infinity for an RCRB, -Infinity for an SINR.
 */
export function countedValue(draw: Omit<DrawOutcome, 'rho'>, value: number, worst: number): number {
  return draw.designed && draw.meetsClaim ? value : worst;
}

/** RCRB of a draw by that rule, in the unit of `value`; NaN at rho = 0, where sensing does not enter the design and its RCRB is not defined. */
export function countedRcrb(draw: DrawOutcome, value: number): number {
  return draw.rho === 0 ? Number.NaN : countedValue(draw, value, Infinity);
}

/** The rule in one sentence, for everything that shows medians. */
export const MEDIAN_RULE =
  'Medians over all channel draws: one without a design that meets its claim counts as infinite, and a curve ends where half of the draws have none.';
