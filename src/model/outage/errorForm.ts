import type { HermitianEigen } from '../../linalg/hermitianEigen.ts';
import type { CentredForm } from './centredForm.ts';
import { type ShapedLink, weightedGradient } from '../shapedLink.ts';
import { ExactSum } from './exactSum.ts';

/** A term whose weight is below this part of its slope is Gaussian to more digits than count, and its shift would be all rounding. */
const FLAT = 1e-12;

/**
 * Useful power of a user less g times interference, less c = g noise, over its independent links: below 0 exactly where the SINR is below g.
 *
 * Over a link beam l arrives as a_l + s_l^H z, a_l over the known channel and z ~ CN(0, deviation^2 I) in the span of the beams, so that the link adds
 * sum_l weight_l |a_l + s_l^H z|^2. Along the eigenvectors u_i of sum_l weight_l s_l s_l^H, eigenvalues alpha_i, the parts of z are independent: weights
 * deviation^2 alpha_i and slopes deviation |u_i^H sum_l weight_l s_l a_l|. What no beam sees of the error has no term.
 */
export class ErrorForm {
  readonly #weights: number[] = [];
  readonly #slopes: number[] = [];
  readonly #shifts: number[] = [];
  readonly #constant: ExactSum;

  /** @param point c. */
  constructor(point: number) {
    this.#constant = new ExactSum(-point);
  }

  /**
   * Adds a link whose beams see the known channel as they see its errors, a_l = s_l^H center: the slopes are deviation |alpha_i u_i^H center|, and no term
   * loses digits where terms cancel.
   *
   * @param center [rank][2].
   */
  addLink(eigen: HermitianEigen, center: Float64Array, deviation: number): void {
    eigen.values.forEach((alpha, i) => {
      const square = squaredProduct(eigen.vectors, i, center);
      this.#add(deviation * deviation * alpha, deviation * Math.abs(alpha) * Math.sqrt(square), alpha * square);
    });
  }

  /**
   * Adds a link with a shaped error: the part of the known channel that its beams see may lie where the error has none.
   *
   * @param weight of beam l.
   * @param eigen of sum_l weight(l) s_l s_l^H.
   */
  addShapedLink(link: ShapedLink, weight: (beam: number) => number, eigen: HermitianEigen, deviation: number): void {
    const { space, amplitudes } = link;
    for (let l = 0; l < space.beams; l++) {
      const [ar, ai] = [amplitudes[2 * l] as number, amplitudes[2 * l + 1] as number];
      const w = weight(l);
      this.#constant.add(w * ar * ar + w * ai * ai);
    }
    const gradient = weightedGradient(link, weight);
    eigen.values.forEach((alpha, i) => {
      const square = squaredProduct(eigen.vectors, i, gradient);
      const scaled = deviation * deviation * alpha;
      const slope = deviation * Math.sqrt(square);
      const gaussian = Math.abs(scaled) < FLAT * slope;
      const shift = gaussian || alpha === 0 ? 0 : square / alpha;
      this.#add(gaussian ? 0 : scaled, slope, shift);
      this.#constant.add(-shift);
    });
  }

  #add(weight: number, slope: number, shift: number): void {
    this.#weights.push(weight);
    this.#slopes.push(slope);
    this.#shifts.push(shift);
  }

  /** The form around its mean; null where nothing in it is random. */
  centred(): CentredForm | null {
    const [weights, slopes] = [Float64Array.from(this.#weights), Float64Array.from(this.#slopes)];
    if (weights.every((x) => x === 0) && slopes.every((x) => x === 0)) return null;
    const shifts = Float64Array.from(this.#shifts);
    return { weights, slopes, shifts, shiftErrors: new Float64Array(shifts.length), constant: this.#constant };
  }
}

/** abs(u_i^H x)^2 of row i of `vectors`. */
function squaredProduct(vectors: Float64Array, i: number, x: Float64Array): number {
  let [re, im] = [0, 0];
  for (let j = 0; j < x.length; j += 2) {
    const ur = vectors[i * x.length + j] as number;
    const ui = vectors[i * x.length + j + 1] as number;
    const xr = x[j] as number;
    const xi = x[j + 1] as number;
    re += ur * xr + ui * xi;
    im += ur * xi - ui * xr;
  }
  return re * re + im * im;
}
