import type { Cumulant } from './cumulant.ts';
import { Integrand } from './integrand.ts';
import type { SaddlePoint } from './saddlePoint.ts';

/** Positive nodes on [-1, 1] and weights of the Gauss-Legendre rule of 12 points, which is even. */
const NODES = [
  0.1252334085114689, 0.3678314989981802, 0.5873179542866175, 0.7699026741943047, 0.9041172563704748,
  0.9815606342467192,
];
const NODE_WEIGHTS = [
  0.2491470458134027, 0.2334925365383546, 0.20316742672306573, 0.16007832854334642, 0.10693932599531907,
  0.04717533638651141,
];
/** The rest of the contour is left out where a bound of it is below this part of the integral so far. */
const NEGLIGIBLE = 1e-13;
/** A segment lets the exponent change by about this, and reaches no further than this part of the way to the nearest singularity. */
const CHANGE = 6;
const REACH = 0.7;
const MOST_SEGMENTS = 4000;

/**
 * Im of the integral of F, exp(K(t)) / t over its value at the saddle point, from the saddle point through the upper half-plane to infinity.
 *
 * The path is a polygon along the steepest descent of a bound of abs(F) (`Integrand.look`). The bound falls on every vertical line upwards: the path always
 * climbs, goes around every singularity as the vertical line through the saddle point does, does not cancel, and may end where a vertical line to infinity
 * adds nothing. F is analytic on a segment, where the Gauss-Legendre rule converges exponentially.
 *
 * @param scale factor on the length of the segments.
 * @returns NaN where the path did not end.
 */
export function contourIntegral(cumulant: Cumulant, saddle: SaddlePoint, scale: number): number {
  const path = new Integrand(cumulant, saddle.value);
  let [x, y, integral] = [saddle.at, 0, 0];
  for (let segment = 0; segment < MOST_SEGMENTS; segment++) {
    path.look(x, y);
    if (segment > 0 && path.remainder < NEGLIGIBLE * Math.abs(integral)) return integral;
    const length = scale * Math.min(REACH * path.distance, CHANGE / path.slope, Math.sqrt(CHANGE / path.bend));
    // at the saddle point the gradient is rounding
    const dx = segment === 0 ? 0 : (length * path.right) / 2;
    const dy = segment === 0 ? length / 2 : (length * path.up) / 2;
    integral += overSegment(path, x, y, dx, dy);
    x += 2 * dx;
    y += 2 * dy;
  }
  return NaN;
}

/** Im of the integral over the segment from x + iy by twice dx + i dy. */
function overSegment(path: Integrand, x: number, y: number, dx: number, dy: number): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < NODES.length; i++) {
    const node = NODES[i] as number;
    const weight = NODE_WEIGHTS[i] as number;
    path.evaluate(x + dx * (1 - node), y + dy * (1 - node));
    re += weight * path.re;
    im += weight * path.im;
    path.evaluate(x + dx * (1 + node), y + dy * (1 + node));
    re += weight * path.re;
    im += weight * path.im;
  }
  return dx * im + dy * re;
}
