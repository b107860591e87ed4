import { InputError } from '../../errors.ts';
import { errorRadius } from '../csiErrors.ts';
import { requireErrorShape } from '../errorShape.ts';
import type { Scenario } from '../scenario.ts';
import { type Cooperation, requireSizes, sinrCbf, sinrComp } from '../sinr.ts';
import { ErrorForm } from './errorForm.ts';
import { shapedLinkAdder, whiteLinkAdder } from './linkAdder.ts';
import { bothTails } from './tailProbability.ts';
import { partsOf, type UserLink, userLinks } from '../userLinks.ts';

/** Threshold and error law of an outage probability. */
export interface OutageOptions {
  /** g, a user whose SINR is below it is in outage; linear, at least 0. */
  readonly threshold: number;
  /** d, in the unit of the channel's coefficients; default the scenario's `csiErrorRadius`. */
  readonly radius?: number;
  /** S of every link, [bs][cell][user][N][N][2] by rows; default the identity. */
  readonly errorShape?: Float64Array | undefined;
}

/** Outage probabilities under Gaussian channel errors. */
export interface ExactOutage {
  /** P(SINR < g) of every user, [cell][user]. */
  readonly users: Float64Array;
  /** P(smallest SINR < g). */
  readonly smallest: number;
}

/**
 * Exact block-level outage: the probability that a user's SINR (`sinrCbf`, `sinrComp`) falls below a threshold g under Gaussian channel errors. The error of
 * every link of a BS to a user is e = S u, u ~ CN(0, (d^2/N) I) with N transmit antennas and all links independent; the true channel is h + e.
 *
 * SINR < g is useful power - g interference < g noise, an indefinite Hermitian form in the user's links (`ErrorForm`) below a point, whose distribution
 * function is one contour integral (`quadraticFormDistribution`, with its accuracy and its sources: Imhof 1961, Davies 1980, Al-Naffouri et al. 2016). Both
 * in CBF and in CoMP every user has links of its own to all BSs, so that the SINRs of different users are independent and
 * P(smallest < g) = 1 - prod_k (1 - p_k) is exact. What is not random (d = 0, no precoder, S = 0) is in outage or not as its SINR says.
 *
 * @param channels known h, [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @throws InputError on sizes that do not fit, a threshold or a radius that is negative or not finite; Error where an integral does not settle.
 */
export function exactOutage(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  options: OutageOptions,
): ExactOutage {
  const { threshold, errorShape } = options;
  requireSizes(scenario, channels, precoders, cooperation);
  const radius = errorRadius(scenario, options.radius);
  if (!Number.isFinite(threshold) || threshold < 0)
    throw new InputError(`threshold: expected a number of at least 0, got ${threshold}`);
  const { cells, usersPerCell, txAntennas, noisePower } = scenario;
  requireErrorShape(scenario, errorShape);
  const links = userLinks(scenario, channels, precoders, cooperation);
  const deviation = radius / Math.sqrt(txAntennas);
  const add = errorShape
    ? shapedLinkAdder(threshold, deviation, partsOf(errorShape, cells * cells * usersPerCell))
    : whiteLinkAdder(threshold, deviation);
  const known = (cooperation === 'cbf' ? sinrCbf : sinrComp)(scenario, channels, precoders);
  let logSafe = 0;
  const users = known.map((sinr, user) => {
    const form = new ErrorForm(threshold * noisePower);
    // no SINR is below 0
    if (deviation > 0 && threshold > 0) for (const link of links[user] as UserLink[]) add(form, link);
    const centred = form.centred();
    const certain = sinr < threshold ? 1 : 0;
    const { below, above } = centred ? bothTails(centred) : { below: certain, above: 1 - certain };
    logSafe += below < 0.5 ? Math.log1p(-below) : Math.log(above);
    return below;
  });
  return { users, smallest: 0 - Math.expm1(logSafe) };
}
