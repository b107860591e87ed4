import { type BeamSpace, beamPower, beamSpace, lift, project, weightedEigen } from './beamSpace.ts';
import type { HermitianEigen } from '../linalg/hermitianEigen.ts';
import { errorRadius } from './csiErrors.ts';
import { requireErrorShape } from './errorShape.ts';
import type { Scenario } from './scenario.ts';
import { shapedWorstCase } from './shapedWorstCase.ts';
import { type Cooperation, requireSizes, stackChannels } from './sinr.ts';
import { minimizeOverBall } from './trustRegion.ts';

const MAX_RATIO_STEPS = 60;

/** The smallest SINR of every user over the CSI error ball, and errors that attain it. */
export interface ExactWorstCase {
  /** Linear, [cell][user]. */
  readonly sinr: Float64Array;
  /** An error of each link at which its user falls to that SINR, [bs][cell][user][antenna][2]. */
  readonly errors: Float64Array;
}

/**
 * Exact block-level worst case: the smallest SINR of each user over all errors, norm(e) <= radius for every
 * link in CBF, norm of the stacked error <= sqrt(J) radius in CoMP.
 *
 * The largest g with (h+e)^T [W_kk/g - sum_{l != k} W_l] (h+e)* >= sr2 + ICI on the whole ball is found by Dinkelbach's
 * iteration (each g is the SINR at the minimizer of the previous trust-region problem) in place of bisection: it
 * decreases monotonically, converges superlinearly, and every value is attained by an explicit error. In CBF every
 * ICI_n is maximised over its own ball first, because the links' errors are independent.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @param radius d, default the scenario's `csiErrorRadius`.
 * @param errorShape S of every link, [bs][cell][user][antenna][antenna][2]: errors are S u with u in the ball (`shapedWorstCase`). Default: the identity.
 * @throws InputError on sizes that do not fit, or a negative radius.
 */
export function exactWorstCase(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  radius: number = scenario.csiErrorRadius,
  errorShape?: Float64Array,
): ExactWorstCase {
  requireSizes(scenario, channels, precoders, cooperation);
  errorRadius(scenario, radius);
  requireErrorShape(scenario, errorShape);
  if (errorShape) return shapedWorstCase(scenario, channels, precoders, cooperation, radius, errorShape);
  return cooperation === 'cbf'
    ? worstCbf(scenario, channels, precoders, radius)
    : worstComp(scenario, channels, precoders, radius);
}

function worstCbf(scenario: Scenario, channels: Float64Array, precoders: Float64Array, radius: number): ExactWorstCase {
  const { cells, usersPerCell, txAntennas, noisePower } = scenario;
  const users = cells * usersPerCell;
  const each = precoders.length / cells;
  const spaces = Array.from({ length: cells }, (_, n) =>
    beamSpace(precoders.subarray(n * each, (n + 1) * each), txAntennas),
  );
  const emitted = cells > 1 ? spaces.map((space) => weightedEigen(space, () => -1)) : [];
  const sinr = new Float64Array(users);
  const errors = new Float64Array(channels.length);
  for (let user = 0; user < users; user++) {
    const cell = Math.floor(user / usersPerCell);
    let noise = noisePower;
    let own: UserWorstCase = { sinr: 0, error: new Float64Array(0) };
    const linkOf = (n: number): number => 2 * (n * users + user) * txAntennas;
    const channelOf = (n: number): Float64Array => channels.subarray(linkOf(n), linkOf(n) + 2 * txAntennas);
    spaces.forEach((space, n) => {
      const eigen = emitted[n];
      if (n === cell || !eigen) return;
      const strongest = strongestInterference(space, eigen, channelOf(n), radius);
      noise += strongest.power;
      errors.set(strongest.error, linkOf(n));
    });
    const space = spaces[cell];
    if (space) own = weakestUser(space, user % usersPerCell, channelOf(cell), radius, noise);
    sinr[user] = own.sinr;
    errors.set(own.error, linkOf(cell));
  }
  return { sinr, errors };
}

function worstComp(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  radius: number,
): ExactWorstCase {
  const { cells, usersPerCell, txAntennas, noisePower } = scenario;
  const users = cells * usersPerCell;
  const length = 2 * cells * txAntennas;
  const stacked = stackChannels(scenario, channels);
  const space = beamSpace(precoders, cells * txAntennas);
  const sinr = new Float64Array(users);
  const errors = new Float64Array(channels.length);
  for (let user = 0; user < users; user++) {
    const channel = stacked.subarray(user * length, (user + 1) * length);
    const worst = weakestUser(space, user, channel, Math.sqrt(cells) * radius, noisePower);
    sinr[user] = worst.sinr;
    for (let n = 0; n < cells; n++) {
      const block = worst.error.subarray(2 * n * txAntennas, 2 * (n + 1) * txAntennas);
      errors.set(block, 2 * (n * users + user) * txAntennas);
    }
  }
  return { sinr, errors };
}

interface UserWorstCase {
  readonly sinr: number;
  /** [antennas][2]. */
  readonly error: Float64Array;
}

/** Smallest ratio of beam `own` to the other beams of its group plus `noise` over the ball around the channel. */
function weakestUser(
  space: BeamSpace,
  own: number,
  channel: Float64Array,
  radius: number,
  noise: number,
): UserWorstCase {
  const center = project(space, channel);
  const ratioAt = (z: Float64Array): number => {
    let interference = noise;
    for (let l = 0; l < space.beams; l++) if (l !== own) interference += beamPower(space, l, z);
    return beamPower(space, own, z) / interference;
  };
  let best: Float64Array = new Float64Array(center.length);
  let ratio = ratioAt(center);
  for (let step = 0; step < MAX_RATIO_STEPS && radius > 0 && ratio > 0; step++) {
    const g = ratio;
    const candidate = minimizeOverBall(
      weightedEigen(space, (l) => (l === own ? 1 : -g)),
      center,
      radius,
    ).step;
    const next = ratioAt(center.map((x, i) => x + (candidate[i] as number)));
    if (!(next < ratio)) break;
    const settled = ratio - next <= 1e-14 * ratio;
    ratio = next;
    best = candidate;
    if (settled) break;
  }
  return { sinr: ratio, error: lift(space, best, channel.length / 2) };
}

/** Largest power of a group of beams over the ball around the channel; `eigen` is that of the negative sum. */
function strongestInterference(
  space: BeamSpace,
  eigen: HermitianEigen,
  channel: Float64Array,
  radius: number,
): { power: number; error: Float64Array } {
  const center = project(space, channel);
  const { value, step } = minimizeOverBall(eigen, center, radius);
  return { power: -value, error: lift(space, step, channel.length / 2) };
}
