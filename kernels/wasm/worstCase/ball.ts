// The smallest value of z^H A z over norm(z - center) <= radius, A Hermitian and possibly indefinite: the form of src/model/trustRegion.ts with b = A center, without the loss of digits in b.
import { get, set } from '../simd';
import { innerProduct } from './beams';

const MAX_NEWTON = 100;

/** norm(step)^2 of the last call of `stepNorm`, and the sum that its derivative needs. */
let squared: f64 = 0, cubic: f64 = 0;

/**
 * The value at the minimizer z, exact by the S-lemma. With A u_i = alpha_i u_i and c_i = u_i^H center it has the coordinates c_i lambda / (alpha_i + lambda) for the
 * lambda >= max(0, -alpha_0) that puts it on the sphere (More and Sorensen 1983); Newton's iteration on 1/norm is monotone from the left. In the hard case, where
 * no component along the lowest eigenvector points out of the centre, that eigenvector completes the step.
 *
 * @param n at least 1.
 * @param values eigenvalues of A, ascending, and `vectors` its eigenvectors, one in each row.
 * @param center [n][2].
 * @param radius positive.
 * @param coordinates room for [n][2].
 * @param step receives z - center, [n][2].
 */
export function minimizeOverBall(n: i32, values: usize, vectors: usize, center: usize, radius: f64, coordinates: usize, step: usize): f64 {
  for (let i = 0; i < n; i++) innerProduct(n, vectors + ((<usize>(i * n)) << 4), center, coordinates + ((<usize>i) << 4));
  const lowest = get(values, 0);
  memory.fill(step, 0, (<usize>n) << 4);
  let value: f64 = 0;
  if (lowest >= 0 && rangeNorm(n, values, coordinates) <= radius) {
    // the point of the ball where the form vanishes
    for (let i = 0; i < n; i++) value = move(n, i, vectors, coordinates, get(values, i), get(values, i) > 0 ? 0 : 1, get(values, i) > 0 ? 1 : 0, 0, value, step);
    return value;
  }
  // mu = alpha_0 + lambda keeps its digits where lambda is close to -alpha_0
  const mu = secularRoot(n, values, coordinates, radius), lambda = mu - lowest;
  let missing: f64 = 0;
  if (!(mu > 0)) {
    stepNorm(n, values, coordinates, 0);
    missing = Math.sqrt(max(0.0, radius * radius - squared));
  }
  for (let i = 0; i < n; i++) {
    const alpha = get(values, i), denominator = alpha - lowest + mu, moves = denominator > 0;
    value = move(n, i, vectors, coordinates, alpha, moves ? lambda / denominator : 1, moves ? alpha / denominator : 0, i == 0 ? missing : 0, value, step);
  }
  return value;
}

/** Root mu of norm(step) = radius, or 0 in the hard case. */
function secularRoot(n: i32, values: usize, coordinates: usize, radius: f64): f64 {
  const lowest = get(values, 0);
  let mu = max(0.0, lowest);
  for (let i = 0; i < n; i++) {
    const alpha = get(values, i);
    mu = max(mu, (Math.abs(alpha) * magnitude(coordinates, i)) / radius - (alpha - lowest));
  }
  for (let iteration = 0; iteration < MAX_NEWTON; iteration++) {
    stepNorm(n, values, coordinates, mu);
    const norm = Math.sqrt(squared);
    if (norm <= radius * (1 + 8.881784197001252e-16)) break;
    const next = mu + ((norm - radius) / radius) * (squared / cubic);
    if (!(next > mu)) break;
    mu = next;
  }
  return mu;
}

/** A component of the step without numerator is zero even at a pole. */
function stepNorm(n: i32, values: usize, coordinates: usize, mu: f64): void {
  const lowest = get(values, 0);
  squared = 0;
  cubic = 0;
  for (let i = 0; i < n; i++) {
    const alpha = get(values, i), numerator = Math.abs(alpha) * magnitude(coordinates, i);
    if (numerator == 0) continue;
    const denominator = alpha - lowest + mu, step = numerator / denominator;
    squared += step * step;
    cubic += (step * step) / denominator;
  }
}

function rangeNorm(n: i32, values: usize, coordinates: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++)
    if (get(values, i) > 0) {
      const own = magnitude(coordinates, i);
      sum += own * own;
    }
  return Math.sqrt(sum);
}

function magnitude(coordinates: usize, i: i32): f64 {
  const re = get(coordinates, 2 * i), im = get(coordinates, 2 * i + 1);
  return Math.sqrt(re * re + im * im);
}

/** Adds to the step what eigenvector i is of it, `along` beside the coordinate's lost part; returns the value with what the coordinate is of it. */
function move(n: i32, i: i32, vectors: usize, coordinates: usize, alpha: f64, kept: f64, lost: f64, along: f64, value: f64, step: usize): f64 {
  const cr = get(coordinates, 2 * i), ci = get(coordinates, 2 * i + 1), re = along - lost * cr, im = -lost * ci;
  for (let j = 0, u = 2 * i * n; j < 2 * n; j += 2, u += 2) {
    const ur = get(vectors, u), ui = get(vectors, u + 1);
    set(step, j, get(step, j) + re * ur - im * ui);
    set(step, j + 1, get(step, j + 1) + re * ui + im * ur);
  }
  const x = kept * cr + along, y = kept * ci;
  return value + alpha * (x * x + y * y);
}
