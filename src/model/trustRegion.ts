import type { HermitianEigen } from '../linalg/hermitianEigen.ts';
import { innerProduct } from './complexVector.ts';

const MAX_NEWTON = 100;

/**
 * Minimizes z^H A z + 2 Re(b^H z) over norm(z) <= radius, A Hermitian and possibly indefinite: the trust-region problem, exact by the S-lemma. With
 * A u_i = alpha_i u_i the minimizer has the coordinates -u_i^H b / (alpha_i + lambda) for the lambda >= max(0, -alpha_0) that puts it on the sphere (More and
 * Sorensen 1983); Newton's iteration on 1/norm is monotone from the left. In the hard case, where b has no component along the lowest eigenvector, that
 * eigenvector completes the step.
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

function magnitude(coordinates: Float64Array, i: number): number {
  const re = coordinates[2 * i] as number;
  const im = coordinates[2 * i + 1] as number;
  return Math.sqrt(re * re + im * im);
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
