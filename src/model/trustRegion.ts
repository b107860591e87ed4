import { innerProduct } from './complexVector.ts';
import type { HermitianEigen } from './hermitianEigen.ts';

const MAX_NEWTON = 100;

/** Global minimum of a Hermitian quadratic form over a ball. */
export interface BallMinimum {
  /** z^H A z at the minimizer. */
  readonly value: number;
  /** The minimizer z, [n][2]. */
  readonly point: Float64Array;
}

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
  const { values, vectors } = eigen;
  if (n === 0) return { value: 0, point: new Float64Array(0) };
  const coordinates = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const c = innerProduct(vectors.subarray(2 * i * n, 2 * (i + 1) * n), center);
    coordinates[2 * i] = c.re;
    coordinates[2 * i + 1] = c.im;
  }
  const lowest = values[0] as number;
  if (!(radius > 0)) return pointOf(eigen, coordinates, () => 1, 0);
  if (lowest >= 0 && rangeNorm(values, coordinates) <= radius)
    return pointOf(eigen, coordinates, (i) => ((values[i] as number) > 0 ? 0 : 1), 0);

  // mu = alpha_0 + lambda keeps its digits where lambda is close to -alpha_0
  const mu = secularRoot(values, coordinates, radius);
  const lambda = mu - lowest;
  const factor = (i: number): number => {
    const denominator = (values[i] as number) - lowest + mu;
    return denominator > 0 ? lambda / denominator : 1;
  };
  const missing = mu > 0 ? 0 : Math.sqrt(Math.max(0, radius ** 2 - stepNorm(values, coordinates, 0).squared));
  return pointOf(eigen, coordinates, factor, missing);
}

/** Root mu of norm(step) = radius, or 0 in the hard case. */
function secularRoot(values: Float64Array, coordinates: Float64Array, radius: number): number {
  const lowest = values[0] as number;
  let mu = Math.max(0, lowest);
  for (let i = 0; i < values.length; i++) {
    const alpha = values[i] as number;
    mu = Math.max(mu, (Math.abs(alpha) * magnitude(coordinates, i)) / radius - (alpha - lowest));
  }
  for (let iteration = 0; iteration < MAX_NEWTON; iteration++) {
    const { squared, cubic } = stepNorm(values, coordinates, mu);
    const norm = Math.sqrt(squared);
    if (norm <= radius * (1 + 4 * Number.EPSILON)) break;
    const next = mu + ((norm - radius) / radius) * (squared / cubic);
    if (!(next > mu)) break;
    mu = next;
  }
  return mu;
}

/** norm(step)^2 and the sum that its derivative needs; a step component without numerator is zero even at a pole. */
function stepNorm(values: Float64Array, coordinates: Float64Array, mu: number): { squared: number; cubic: number } {
  const lowest = values[0] as number;
  let squared = 0;
  let cubic = 0;
  for (let i = 0; i < values.length; i++) {
    const alpha = values[i] as number;
    const numerator = Math.abs(alpha) * magnitude(coordinates, i);
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

/** The point sum_i factor(i) c_i u_i + extra u_0 and its value. */
function pointOf(
  { values, vectors }: HermitianEigen,
  coordinates: Float64Array,
  factor: (i: number) => number,
  extra: number,
): BallMinimum {
  const n = values.length;
  const point = new Float64Array(2 * n);
  let value = 0;
  for (let i = 0; i < n; i++) {
    const f = factor(i);
    const re = f * (coordinates[2 * i] as number) + (i === 0 ? extra : 0);
    const im = f * (coordinates[2 * i + 1] as number);
    value += (values[i] as number) * (re * re + im * im);
    for (let j = 0; j < n; j++) {
      const ur = vectors[2 * (i * n + j)] as number;
      const ui = vectors[2 * (i * n + j) + 1] as number;
      point[2 * j] = (point[2 * j] as number) + re * ur - im * ui;
      point[2 * j + 1] = (point[2 * j + 1] as number) + re * ui + im * ur;
    }
  }
  return { value, point };
}
