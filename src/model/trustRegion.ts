import { innerProduct } from './complexVector.ts';
import type { HermitianEigen } from '../linalg/hermitianEigen.ts';

const MAX_NEWTON = 100;

/** Global minimum of a Hermitian quadratic form over a ball. */
export interface BallMinimum {
  /** z^H A z at the minimizer z. */
  readonly value: number;
  /** z - center, [n][2]; apart from z because a small radius would lose its digits in the sum. */
  readonly step: Float64Array;
}

/** Parts of a coordinate that a step keeps and takes away: they add up to 1, and neither is found by subtraction. */
interface Share {
  readonly kept: number;
  readonly lost: number;
}
const STAY: Share = { kept: 1, lost: 0 };
const VANISH: Share = { kept: 0, lost: 1 };

/**
 * Minimizes z^H A z over norm(z - center) <= radius, A Hermitian and possibly indefinite: the trust-region problem, exact
 * by the S-lemma. With A u_i = alpha_i u_i and c_i = u_i^H center the minimizer has the coordinates
 * c_i lambda / (alpha_i + lambda) for the lambda >= max(0, -alpha_0) that puts it on the sphere (More and Sorensen 1983);
 * Newton's iteration on 1/norm is monotone from the left. In the hard case, where no component along the lowest
 * eigenvector points out of the centre, that eigenvector completes the step.
 *
 * @param eigen of A, [n].
 * @param center [n][2].
 * @param radius non-negative.
 */
export function minimizeOverBall(eigen: HermitianEigen, center: Float64Array, radius: number): BallMinimum {
  const n = center.length / 2;
  const { values } = eigen;
  if (n === 0) return { value: 0, step: new Float64Array(0) };
  const coordinates = coordinatesOf(eigen, center);
  const lowest = values[0] as number;
  if (!(radius > 0)) return stepOf(eigen, coordinates, () => STAY, 0);
  if (lowest >= 0 && rangeNorm(values, coordinates) <= radius)
    return stepOf(eigen, coordinates, (i) => ((values[i] as number) > 0 ? VANISH : STAY), 0);

  const pull = values.map((alpha, i) => Math.abs(alpha) * magnitude(coordinates, i));
  // mu = alpha_0 + lambda keeps its digits where lambda is close to -alpha_0
  const mu = secularRoot(values, pull, radius);
  const lambda = mu - lowest;
  const share = (i: number): Share => {
    const alpha = values[i] as number;
    const denominator = alpha - lowest + mu;
    return denominator > 0 ? { kept: lambda / denominator, lost: alpha / denominator } : STAY;
  };
  return stepOf(eigen, coordinates, share, mu > 0 ? 0 : missingLength(values, pull, radius));
}

/**
 * Minimizes z^H A z + 2 Re(b^H z) over norm(z) <= radius, A Hermitian and possibly indefinite: as `minimizeOverBall`, whose objective is the one with
 * b = A center, where b need not lie in the range of A.
 *
 * @param eigen of A, [n].
 * @param gradient b, [n][2].
 * @param radius non-negative.
 * @returns the minimizer z, [n][2].
 */
export function minimizeForm(eigen: HermitianEigen, gradient: Float64Array, radius: number): Float64Array {
  const n = gradient.length / 2;
  const { values } = eigen;
  if (n === 0 || !(radius > 0)) return new Float64Array(2 * n);
  const coordinates = coordinatesOf(eigen, gradient);
  const pull = values.map((_, i) => magnitude(coordinates, i));
  const lowest = values[0] as number;
  const inside = lowest >= 0 && stepNorm(values, pull, lowest).squared <= radius ** 2;
  const mu = inside ? lowest : secularRoot(values, pull, radius);
  const extra = inside || mu > 0 ? 0 : missingLength(values, pull, radius);
  for (let i = 0; i < n; i++) {
    const denominator = (values[i] as number) - lowest + mu;
    for (const at of [2 * i, 2 * i + 1])
      coordinates[at] = denominator > 0 ? -(coordinates[at] as number) / denominator : 0;
  }
  coordinates[0] = (coordinates[0] as number) + extra;
  return combination(eigen, coordinates);
}

/** Coordinates along the eigenvectors, u_i^H x, [n][2]. */
function coordinatesOf({ vectors }: HermitianEigen, x: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 2) {
    const c = innerProduct(vectors.subarray((i / 2) * x.length, (i / 2 + 1) * x.length), x);
    result[i] = c.re;
    result[i + 1] = c.im;
  }
  return result;
}

/** What the lowest eigenvector completes in the hard case. */
function missingLength(values: Float64Array, pull: Float64Array, radius: number): number {
  return Math.sqrt(Math.max(0, radius ** 2 - stepNorm(values, pull, 0).squared));
}

/**
 * Root mu of norm(step) = radius, or 0 in the hard case.
 *
 * @param pull magnitude of the gradient along each eigenvector.
 */
function secularRoot(values: Float64Array, pull: Float64Array, radius: number): number {
  const lowest = values[0] as number;
  let mu = Math.max(0, lowest);
  for (let i = 0; i < values.length; i++) {
    const alpha = values[i] as number;
    mu = Math.max(mu, (pull[i] as number) / radius - (alpha - lowest));
  }
  for (let iteration = 0; iteration < MAX_NEWTON; iteration++) {
    const { squared, cubic } = stepNorm(values, pull, mu);
    const norm = Math.sqrt(squared);
    if (norm <= radius * (1 + 4 * Number.EPSILON)) break;
    const next = mu + ((norm - radius) / radius) * (squared / cubic);
    if (!(next > mu)) break;
    mu = next;
  }
  return mu;
}

/** norm(step)^2 and the sum that its derivative needs; a step component without numerator is zero even at a pole. */
function stepNorm(values: Float64Array, pull: Float64Array, mu: number): { squared: number; cubic: number } {
  const lowest = values[0] as number;
  let squared = 0;
  let cubic = 0;
  for (let i = 0; i < values.length; i++) {
    const alpha = values[i] as number;
    const numerator = pull[i] as number;
    if (numerator === 0) continue;
    const denominator = alpha - lowest + mu;
    const step = numerator / denominator;
    squared += step * step;
    cubic += (step * step) / denominator;
  }
  return { squared, cubic };
}

function rangeNorm(values: Float64Array, coordinates: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) if ((values[i] as number) > 0) sum += magnitude(coordinates, i) ** 2;
  return Math.sqrt(sum);
}

function magnitude(coordinates: Float64Array, i: number): number {
  const re = coordinates[2 * i] as number;
  const im = coordinates[2 * i + 1] as number;
  return Math.sqrt(re * re + im * im);
}

/** The step to the point sum_i kept_i c_i u_i + extra u_0, and the value there. */
function stepOf(
  eigen: HermitianEigen,
  coordinates: Float64Array,
  shareOf: (i: number) => Share,
  extra: number,
): BallMinimum {
  const moved = new Float64Array(coordinates.length);
  let value = 0;
  eigen.values.forEach((alpha, i) => {
    const { kept, lost } = shareOf(i);
    const along = i === 0 ? extra : 0;
    const cr = coordinates[2 * i] as number;
    const ci = coordinates[2 * i + 1] as number;
    value += alpha * ((kept * cr + along) ** 2 + (kept * ci) ** 2);
    moved[2 * i] = along - lost * cr;
    moved[2 * i + 1] = -lost * ci;
  });
  return { value, step: combination(eigen, moved) };
}

/** sum_i x_i u_i. */
function combination({ vectors }: HermitianEigen, x: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 2) {
    const [re, im] = [x[i] as number, x[i + 1] as number];
    for (let j = 0; j < x.length; j += 2) {
      const at = (i / 2) * x.length + j;
      const [ur, ui] = [vectors[at] as number, vectors[at + 1] as number];
      result[j] = (result[j] as number) + re * ur - im * ui;
      result[j + 1] = (result[j + 1] as number) + re * ui + im * ur;
    }
  }
  return result;
}
