import { designInterval, meanInterval } from '../model/clusteredInterval.ts';
import { clopperPearson } from '../montecarlo/intervals/clopperPearson.ts';

/** Outages of the designs of one grid point, of which each channel draw has one at most. */
export interface MeanOutage {
  /** Whether they are probabilities, or shares of drawn CSI errors. */
  readonly exact: boolean;
  /** Draws with precoders, whether or not they meet their claim: the others have no outage. */
  readonly designs: number;
  readonly mean: number;
  /** 95% interval of the mean over all channel draws whose designs have precoders; NaN where the designs tell of none. */
  readonly lower: number;
  readonly upper: number;
}

/** A probability with three digits, however small. */
export function probabilityText(x: number): string {
  return x !== 0 && Math.abs(x) < 1e-3 ? x.toExponential(2) : String(Number(x.toPrecision(3)));
}

/**
 * Mean outage of some designs: the exact one where they have it, else the sampled one.
 *
 * @param errors CSI errors drawn for each design.
 * @returns null where no design has either.
 */
export function outagesOf(
  designs: readonly { readonly outage: number; readonly exactOutage: number }[],
  errors: number,
): MeanOutage | null {
  const own = (get: (design: (typeof designs)[number]) => number): number[] =>
    designs.map(get).filter((x) => !Number.isNaN(x));
  return (
    meanOutage(
      own((d) => d.exactOutage),
      null,
    ) ??
    meanOutage(
      own((d) => d.outage),
      errors,
    )
  );
}

/**
 * Mean outage with an interval over channel draws: CSI errors of one channel draw are not independent, its designs are the observations
 * (`designInterval`; exact outages have no error of their own: `meanInterval`). Where no drawn error leads to an outage they have no spread, and the interval is that of the mean over these very designs: of all
 * outages with one mean, equal ones are the likeliest to lead to no hit.
 *
 * @param outages of the designs with precoders.
 * @param draws CSI errors of each design; null for exact outages.
 * @returns null without a design.
 */
export function meanOutage(outages: readonly number[], draws: number | null): MeanOutage | null {
  const designs = outages.length;
  if (designs === 0) return null;
  const mean = outages.reduce((a, b) => a + b, 0) / designs;
  const [lower, upper] = intervalOf(outages, mean, draws);
  return { exact: draws === null, designs, mean, lower, upper };
}

function intervalOf(outages: readonly number[], mean: number, draws: number | null): [number, number] {
  // outages that are all too small for a number tell of no interval
  if (draws === null) return mean === 0 ? [Number.NaN, Number.NaN] : meanInterval(outages);
  const trials = outages.length * draws;
  return mean === 0 ? clopperPearson(0, trials) : designInterval(outages, trials);
}
