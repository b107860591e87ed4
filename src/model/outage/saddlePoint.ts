import type { Cumulant } from './cumulant.ts';

/** Where 1 - t lambda is below this at the saddle point, the tail is below exp(-1900). */
const NEAREST = 5e-4;
/** The contour may start anywhere near the saddle point. */
const TOLERANCE = 1e-4;
/** A saddle point beyond this, in units of the inverse spread, belongs to a tail within 1e-60 of the largest value. */
const FARTHEST = 1e60;

/** Real minimum of K(t) - log t, the saddle point of the integrand exp(K(t)) / t. */
export interface SaddlePoint {
  readonly at: number;
  /** K(t) - log t there. */
  readonly value: number;
  /** Its second derivative. */
  readonly curvature: number;
}

/**
 * The minimum of the convex function K(t) - log t between 0 and the inverse of the largest weight, by Newton's iteration between bounds; null where the
 * tail is too small for a double.
 */
export function saddlePoint(cumulant: Cumulant): SaddlePoint | null {
  const largest = cumulant.largestWeight();
  const end = largest > 0 ? 1 / largest : Infinity;
  const highest = Math.min(FARTHEST, end * (1 - NEAREST));
  if (derivatives(cumulant, highest).first < 0) return null;
  let [low, high] = [0, highest];
  let at = Math.min(1 / cumulant.spread, highest / 2);
  for (let step = 0; step < 500; step++) {
    const { first, second } = derivatives(cumulant, at);
    if (first > 0) high = at;
    else low = at;
    const newton = at - first / second;
    // far from the root Newton's step is short against a pole: the bounds then close in by factors, towards either end
    const next = newton > low && newton < high ? newton : between(low, high, end);
    const moved = Math.abs(next - at);
    at = next;
    if (moved <= TOLERANCE * Math.min(at, end - at)) break;
  }
  return { at, value: valueAt(cumulant, at), curvature: derivatives(cumulant, at).second };
}

/** A point between two bounds, halfway in the logarithm where they are orders apart. */
function between(low: number, high: number, end: number): number {
  if (low > 0 && high > 4 * low && high < end / 2) return Math.sqrt(low * high);
  if (low > 0) return (low + high) / 2;
  return high / 16;
}

/** First two derivatives of K(t) - log t at a real t. */
function derivatives(cumulant: Cumulant, t: number): { first: number; second: number } {
  const { weights, squares, shifts } = cumulant;
  const centred = cumulant.centredAt(t);
  let first = (cumulant.excess[centred] as number) - 1 / t;
  let second = 1 / t / t;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    const square = squares[i] as number;
    const inverse = 1 / (1 - t * weight);
    const mean = i < centred ? t * square * (2 - t * weight) : (shifts[i] as number);
    first += (mean * inverse + weight) * inverse;
    second += (2 * square * inverse + weight * weight) * inverse * inverse;
  }
  return { first, second };
}

/** K(t) - log t at a real t. */
function valueAt(cumulant: Cumulant, t: number): number {
  const { weights, squares, shifts } = cumulant;
  const centred = cumulant.centredAt(t);
  let value = t * (cumulant.excess[centred] as number) - Math.log(t);
  for (let i = 0; i < weights.length; i++) {
    const rest = 1 - t * (weights[i] as number);
    const mean = i < centred ? t * (squares[i] as number) : (shifts[i] as number);
    value += (t * mean) / rest - Math.log(rest);
  }
  return value;
}
