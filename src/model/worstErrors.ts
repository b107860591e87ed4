import { invariant } from '../errors.ts';
import { conjugate, innerProduct, multiplyVector } from './complexVector.ts';
import { shapedErrors } from './errorShape.ts';
import { type HermitianEigen, hermitianEigen } from '../linalg/hermitianEigen.ts';
import { orthogonalise } from '../linalg/orthogonalise.ts';
import { norm } from '../linalg/realVector.ts';
import { stack } from '../linalg/stack.ts';
import type { Realization, Scenario } from './scenario.ts';
import { type Cooperation, stackChannels } from './sinr.ts';
import { minimizeForm } from './trustRegion.ts';
import { partsOf } from './userLinks.ts';

/** Covariances that users hear, and the SINR that they shall reach. */
export interface RobustQuestion {
  readonly scenario: Scenario;
  readonly realization: Pick<Realization, 'channels' | 'errorShape'>;
  readonly cooperation: Cooperation;
  /** CBF [bs][user][N][N][2]; CoMP [user][J N][J N][2]. */
  readonly covariances: Float64Array;
  /** g, linear. */
  readonly threshold: number;
}

/** The worst error of a user and what it does to the user's SINR. */
export interface UserError {
  /** e of every link, [bs][antenna][2]. */
  readonly error: Float64Array;
  /** (h+e)^T W_u (h+e)* / g less interference and noise, over interference and noise: SINR/g - 1. */
  readonly margin: number;
  /** The trust-region problem of each link, [bs] in CBF, one in CoMP. */
  readonly links: readonly LinkError[];
}

/** The trust-region problem of one link, or of the stacked links of CoMP. */
export interface LinkError {
  /** A of z^H A z, the form that is smallest at z = (h+e)*, [n][n][2]. */
  readonly form: Float64Array;
  /** h*, [n][2]. */
  readonly channel: Float64Array;
  /** S of the errors e = S u, block by block; undefined for e = u. */
  readonly shape: readonly Float64Array[] | undefined;
  /** Of the form in u*. */
  readonly eigen: HermitianEigen;
  /** u* of the worst error, norm at most the radius. */
  readonly step: Float64Array;
}

/**
 * The worst CSI errors of covariances: for every user the error at which (h+e)^T [W_u/g - sum_{l!=u} W_l] (h+e)* less the interference of other cells is smallest, each
 * link's error in its own ball in CBF, all links of a user in one ball in CoMP. Every link is one trust-region problem, which the S-lemma makes exact.
 *
 * @returns [cell * K + user].
 */
export function worstErrors(question: RobustQuestion): readonly UserError[] {
  const { scenario, realization, cooperation, threshold: g } = question;
  const { cells, usersPerCell, txAntennas: N, noisePower } = scenario;
  const users = cells * usersPerCell;
  const comp = cooperation === 'comp';
  const radius = robustRadius(scenario, cooperation);
  const senders = comp ? 1 : cells;
  const channels = partsOf(
    comp ? stackChannels(scenario, realization.channels) : realization.channels,
    senders * users,
  );
  const covariances = partsOf(question.covariances, users);
  const each = users / senders;
  const sent = Array.from({ length: senders }, (_, m) => sumOf(covariances.slice(m * each, (m + 1) * each)));
  const shapes = realization.errorShape && partsOf(realization.errorShape, cells * users);
  const shapeOf = (sender: number, user: number): readonly Float64Array[] | undefined =>
    shapes &&
    Array.from({ length: comp ? cells : 1 }, (_, n) => shapes[(comp ? n : sender) * users + user] as Float64Array);
  // where errors have no shape, what another cell sends is decomposed once for all users
  const spectra = new Map<number, HermitianEigen>();

  return Array.from({ length: users }, (_, user): UserError => {
    const own = Math.floor(user / each);
    const useful = covariances[user] as Float64Array;
    const error = new Float64Array(2 * cells * N);
    let [received, power] = [0, 0];
    const links = sent.map((all, m): LinkError => {
      const channel = conjugate(channels[m * users + user] as Float64Array);
      const form = all.map((x, i) => (m === own ? (1 / g + 1) * (useful[i] as number) : 0) - x);
      const shape = shapeOf(m, user);
      const known = m === own || shape ? undefined : spectra.get(m);
      const eigen = known ?? hermitianEigen(shape ? shapedForm(form, shape) : form, channel.length / 2);
      if (m !== own && !shape) spectra.set(m, eigen);
      const pull = multiplyVector(form, channel);
      const step = minimizeForm(eigen, shape ? unshaped(shape, pull) : pull, radius);
      const e = shape ? shaped(shape, step) : step;
      const z = e.map((x, i) => x + (channel[i] as number));
      received += quadratic(form, z);
      if (m === own) power = quadratic(useful, z) / g;
      error.set(conjugate(e), comp ? 0 : 2 * m * N);
      return { form, channel, shape, eigen, step };
    });
    return { error, margin: (received - noisePower) / (power - received + noisePower), links };
  });
}

/** d; the stacked error of CoMP has norm sqrt(J) d at most. */
export function robustRadius({ csiErrorRadius, cells }: Scenario, cooperation: Cooperation): number {
  return csiErrorRadius * (cooperation === 'comp' ? Math.sqrt(cells) : 1);
}

/**
 * Directions in which the errors of a link matter: the worst one, then those in which the form is smallest.
 *
 * @param count at most n.
 * @param before directions of the same link for another form: the new ones are turned within their span so that they are near to these.
 * @returns orthonormal columns in the space of u*, [count][n][2].
 */
export function errorDirections({ step, eigen }: LinkError, count: number, before?: Float64Array): Float64Array {
  const n = step.length / 2;
  const lowest = Array.from({ length: n }, (_, i) => eigen.vectors.subarray(2 * i * n, 2 * (i + 1) * n));
  const basis = orthonormal([step, ...lowest], n, count, DEPENDENT);
  if (before === undefined) return basis;
  const near = partsOf(before, count).map((q) => {
    const outside = q.slice();
    orthogonalise(outside, basis, count, n);
    return q.map((x, i) => x - (outside[i] as number));
  });
  const inside = near.filter((q) => norm(q) > FAR);
  return orthonormal([...inside, ...partsOf(basis, count)], n, count, UNLIKE);
}

/** What is left of a direction beside those before it is rounding below this share. */
const DEPENDENT = 1e-6;
/** Earlier directions with less than this in the new span are no neighbours of a new one. */
const FAR = 0.3;
/** Share of a direction that those before it must leave, so that the basis is well-conditioned; sqrt(1/count) at least is left of one of any basis. */
const UNLIKE = 0.1;

/** Gram-Schmidt of the directions in their order, without those of which less than a share is left. */
function orthonormal(directions: readonly Float64Array[], n: number, count: number, share: number): Float64Array {
  const basis = new Float64Array(2 * n * count);
  let found = 0;
  for (const direction of directions) {
    if (found === count) break;
    const left = direction.slice();
    const whole = norm(left);
    orthogonalise(left, basis, found, n);
    const rest = norm(left);
    if (!(rest > share * whole)) continue;
    for (let i = 0; i < left.length; i++) basis[2 * n * found + i] = (left[i] as number) / rest;
    found++;
  }
  invariant(found === count, 'as many directions as the space has dimensions are independent');
  return basis;
}

/** S* u*, block by block. */
export function shaped(shape: readonly Float64Array[], u: Float64Array): Float64Array {
  return conjugate(shapedErrors(conjugate(u), stack(shape), u.length / (2 * shape.length)));
}

/** S^T x, block by block: the adjoint of S*. */
function unshaped(shape: readonly Float64Array[], x: Float64Array): Float64Array {
  const parts = partsOf(x, shape.length);
  return stack(
    shape.map((s, i) => {
      const part = parts[i] as Float64Array;
      const n = part.length / 2;
      const result = new Float64Array(2 * n);
      for (let row = 0; row < n; row++)
        for (let column = 0; column < n; column++) {
          const [sr, si] = [s[2 * (row * n + column)] as number, s[2 * (row * n + column) + 1] as number];
          const [xr, xi] = [part[2 * row] as number, part[2 * row + 1] as number];
          result[2 * column] = (result[2 * column] as number) + sr * xr - si * xi;
          result[2 * column + 1] = (result[2 * column + 1] as number) + sr * xi + si * xr;
        }
      return result;
    }),
  );
}

/** S^T A S*, the form in u*. */
function shapedForm(form: Float64Array, shape: readonly Float64Array[]): Float64Array {
  const n = Math.sqrt(form.length / 2);
  const result = new Float64Array(form.length);
  for (let column = 0; column < n; column++) {
    const unit = new Float64Array(2 * n);
    unit[2 * column] = 1;
    const image = unshaped(shape, multiplyVector(form, shaped(shape, unit)));
    for (let row = 0; row < n; row++) result.set(image.subarray(2 * row, 2 * row + 2), 2 * (row * n + column));
  }
  return result;
}

/** z^H A z. */
function quadratic(matrix: Float64Array, z: Float64Array): number {
  return innerProduct(z, multiplyVector(matrix, z)).re;
}

function sumOf(matrices: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(matrices[0]?.length ?? 0);
  for (const matrix of matrices)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (matrix[i] as number);
  return sum;
}
