import { conjugate, squaredNorm } from '../complexVector.ts';
import { shapedErrors } from '../errorShape.ts';
import { stack } from '../../linalg/stack.ts';
import { partsOf } from '../userLinks.ts';
import type { CertificateTerms } from './certificate.ts';
import type { CertificateSenders } from './senderChannels.ts';

/**
 * What term `error` of a certificate puts in place of h* h^T of a link: the sum of v v^H over v = b h* + S* u*. The numbers are scaled so that sum abs(b)^2 = 1 and
 * sum norm(u)^2 <= radius^2. Then the sum is a mean of (h+e)* (h+e)^T over errors e of the ball (every matrix [1, m^H; m, M] >= 0 with tr M <= radius^2 is such a mean), so that a
 * robust SINR row holds for it, whatever the certificate says. Without numbers it is the estimated channel.
 *
 * @param radius d, or sqrt(J) d of the stacked errors of CoMP.
 * @param channel h* of the link, [n][2].
 * @returns the vectors v.
 */
export function listedChannels(
  { scenario, realization, comp }: CertificateSenders,
  terms: CertificateTerms,
  sender: number,
  user: number,
  radius: number,
  channel: Float64Array,
): readonly Float64Array[] {
  const { cells, usersPerCell } = scenario;
  const users = cells * usersPerCell;
  const width = 2 + channel.length;
  // as many of every link as there are numbers for
  const { error = new Float64Array(0) } = terms;
  const count = Math.floor(error.length / ((comp ? 1 : cells) * users * width));
  const from = (sender * users + user) * count * width;
  const listed = partsOf(error.subarray(from, from + count * width), count).filter((x) => x.every(Number.isFinite));
  const weight = listed.reduce((sum, x) => sum + squaredNorm(x, 0, 1), 0);
  if (!(weight > LEAST_WEIGHT) || !Number.isFinite(weight)) return [channel];
  const length = listed.reduce((sum, x) => sum + squaredNorm(x, 2), 0) / weight;
  const shrink = length > radius ** 2 ? radius / Math.sqrt(length) / (1 + ROUNDING) : 1;
  const shapes = realization.errorShape && partsOf(realization.errorShape, cells * users);
  const shape = shapes?.filter((_, link) => link % users === user && (comp || Math.floor(link / users) === sender));
  const scale = 1 / Math.sqrt(weight);
  return listed.map((x) => {
    const u = x.subarray(2).map((value) => value * shrink * scale);
    const e = shape ? conjugate(shapedErrors(conjugate(u), stack(shape), u.length / (2 * shape.length))) : u;
    const [re, im] = [scale * (x[0] as number), scale * (x[1] as number)];
    return e.map((value, i) => {
      const [hr, hi] = [channel[i - (i % 2)] as number, channel[i - (i % 2) + 1] as number];
      return value + (i % 2 === 0 ? re * hr - im * hi : re * hi + im * hr);
    });
  });
}

/** Weights below it say nothing: their products leave float64. */
const LEAST_WEIGHT = 1e-120;
/** Room for the rounding of lengths. */
const ROUNDING = 1e-13;
