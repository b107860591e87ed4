import { bilinear, squaredNorm } from './complexVector.ts';
import { exactWorstCase } from './exactWorstCase.ts';
import { errorRadius } from './csiErrors.ts';
import { requireErrorShape, shapedBeams } from './errorShape.ts';
import type { Scenario } from './scenario.ts';
import { type Cooperation, requireSizes, stackChannels } from './sinr.ts';
import { partsOf } from './userLinks.ts';

/**
 * Treatment of the CSI error by a design: `none` ignores it, `paper` bounds only the interference, `guaranteed` the
 * useful power too, `guaranteedSum` takes one norm over all interfering precoders of a BS; `exact` bounds nothing, its bound is the exact worst case.
 */
export type ErrorBound = 'none' | 'paper' | 'guaranteed' | 'guaranteedSum' | 'exact';

/** True of the bounds that the exact worst case never falls below. */
export function boundsWorstCase(bound: ErrorBound): boolean {
  return bound === 'guaranteed' || bound === 'guaranteedSum' || bound === 'exact';
}

/**
 * SINR that the Cauchy-Schwarz terms of (31)-(32) leave to every user: S over the sum of U and the noise, with
 * U(W, h) = h^T W h* + 2 d norm(W h*) + d^2 tr W and S(W, h) = h^T W h*, less 2 d norm(W h*) for the guaranteed bounds
 * (no less than 0). For these two it is never above the exact worst case; with `paper` it can be. Errors S u are seen by the precoders S^T w, which take
 * the place of w in the terms with d.
 *
 * @param channels [bs][cell][user][antenna][2].
 * @param precoders CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2].
 * @param radius d, default the scenario's `csiErrorRadius`; CoMP uses sqrt(J) d.
 * @param errorShape S of every link, [bs][cell][user][antenna][antenna][2]; default the identity.
 * @returns linear, [cell][user].
 * @throws InputError on sizes that do not fit, or a negative radius.
 */
export function worstCaseBound(
  scenario: Scenario,
  channels: Float64Array,
  precoders: Float64Array,
  cooperation: Cooperation,
  bound: ErrorBound,
  radius: number = scenario.csiErrorRadius,
  errorShape?: Float64Array,
): Float64Array {
  requireSizes(scenario, channels, precoders, cooperation);
  errorRadius(scenario, radius);
  requireErrorShape(scenario, errorShape);
  if (bound === 'exact') return exactWorstCase(scenario, channels, precoders, cooperation, radius, errorShape).sinr;
  const { cells, usersPerCell, txAntennas, noisePower } = scenario;
  const comp = cooperation === 'comp';
  const users = cells * usersPerCell;
  const senders = comp ? 1 : cells;
  const antennas = comp ? cells * txAntennas : txAntennas;
  const links = comp ? stackChannels(scenario, channels) : channels;
  const d = bound === 'none' ? 0 : radius * (comp ? Math.sqrt(cells) : 1);
  const each = users / senders;
  const shapes = errorShape && partsOf(errorShape, cells * users);
  const seenBy = (user: number, sender: number): Float64Array => {
    if (!shapes) return precoders;
    const own = shapes.filter((_, link) => link % users === user && (comp || Math.floor(link / users) === sender));
    return shapedBeams(precoders, own, txAntennas);
  };
  const result = new Float64Array(users);
  for (let user = 0; user < users; user++) {
    let useful = 0;
    let interference = noisePower;
    for (let n = 0; n < senders; n++) {
      const from = 2 * (n * users + user) * antennas;
      const channel = links.subarray(from, from + 2 * antennas);
      const [first, last] = [n * each, (n + 1) * each];
      const beams = { sent: precoders, seen: seenBy(user, n) };
      if (first <= user && user < last) useful = usefulPower(channel, beams, user, boundsWorstCase(bound) ? d : 0);
      if (bound === 'guaranteedSum') interference += interferingPower(channel, beams, first, last, user, d);
      else
        for (let l = first; l < last; l++)
          if (l !== user) interference += interferingPower(channel, beams, l, l + 1, user, d);
    }
    result[user] = useful / interference;
  }
  return result;
}

/** Precoders, [..][antennas][2]. */
export interface Beams {
  /** w. */
  readonly sent: Float64Array;
  /** S^T w, as the errors see them; w itself where errors have no shape. */
  readonly seen: Float64Array;
}

/** S of one precoder: abs(h^T w)^2 - 2 d norm(w) abs(h^T w), or 0 where that is negative. */
function usefulPower(channel: Float64Array, { sent, seen }: Beams, beam: number, d: number): number {
  const at = beam * channel.length;
  const { re, im } = bilinear(channel, 0, sent, at, channel.length / 2);
  const amplitude = Math.sqrt(re * re + im * im);
  return amplitude * Math.max(0, amplitude - 2 * d * Math.sqrt(squaredNorm(seen, at, channel.length / 2)));
}

/**
 * U of W = sum_l w_l w_l^H, h^T W h* + 2 d norm(W h*) + d^2 tr W, at a channel [antennas][2].
 *
 * @param beams W is of those from `first` to `last` (exclusive) without `except`.
 */
export function interferingPower(
  channel: Float64Array,
  { sent, seen }: Beams,
  first: number,
  last: number,
  except: number,
  d: number,
): number {
  const { length } = channel;
  let power = 0;
  let trace = 0;
  // W h* = sum_l w_l conj(h^T w_l)
  const received = d > 0 ? new Float64Array(length) : null;
  for (let l = first; l < last; l++) {
    if (l === except) continue;
    const at = l * length;
    const { re, im } = bilinear(channel, 0, sent, at, length / 2);
    power += re * re + im * im;
    if (received === null) continue;
    trace += squaredNorm(seen, at, length / 2);
    for (let i = 0; i < length; i += 2) {
      const wr = seen[at + i] as number;
      const wi = seen[at + i + 1] as number;
      received[i] = (received[i] as number) + wr * re + wi * im;
      received[i + 1] = (received[i + 1] as number) + wi * re - wr * im;
    }
  }
  return received === null ? power : power + 2 * d * Math.sqrt(squaredNorm(received)) + d * d * trace;
}
