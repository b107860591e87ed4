import type { Cumulant } from './cumulant.ts';

/** Below this part of its value at the saddle point the integrand adds nothing, however it turns. */
const NOTHING = Math.log(1e-18);
/** Products of factors 1 - t lambda are brought back to modulus 1 beyond this square. */
const LARGE = 1e200;

/**
 * F(t) = exp(K(t)) / t over its value at the saddle point, and what a path needs to know of it: `evaluate` sets `re` and `im`, `look` the rest.
 */
export class Integrand {
  /** F at the point of the last `evaluate`. */
  re = 0;
  im = 0;
  /** Direction of steepest descent of the bound B, a unit vector. */
  right = 0;
  up = 1;
  /** abs of first and second derivative of the exponent, of that of B where F is nothing. */
  slope = 0;
  bend = 0;
  /** From the point to the nearest singularity. */
  distance = Infinity;
  /** What a vertical line from the point to infinity adds at most. */
  remainder = Infinity;
  readonly #cumulant: Cumulant;
  readonly #base: number;
  /** Sum of a^2 over the terms without weight. */
  readonly #gaussian: number;
  #centred = 0;

  /** @param base K(t) - log t at the saddle point. */
  constructor(cumulant: Cumulant, base: number) {
    this.#cumulant = cumulant;
    this.#base = base;
    this.#gaussian = cumulant.squares.reduce((sum, square, i) => sum + (cumulant.weights[i] === 0 ? square : 0), 0);
  }

  /**
   * Looks around at t = x + iy: B is abs(F) with the factor exp(-beta + beta / (1 - t lambda)), beta = (a / lambda)^2, of a pole that the path has passed
   * (Re(1 - t lambda) < 0) taken as exp(-beta), its limit on the vertical line upwards.
   */
  look(x: number, y: number): void {
    const { weights, squares, shifts, excess } = this.#cumulant;
    const size = Math.sqrt(x * x + y * y);
    const centred = this.#cumulant.centredAt(size);
    this.#centred = centred;
    const e = excess[centred] as number;
    let exponent = x * e - Math.log(size) - this.#base;
    let passed = 0; // exponent of F less that of B
    let [firstRe, firstIm] = [e - x / size / size, y / size / size];
    let [secondRe, secondIm] = [((x - y) * (x + y)) / size ** 4, (-2 * x * y) / size ** 4];
    let [lostRe, lostIm, lostBend] = [0, 0, 0]; // derivatives of the factors that B leaves out
    this.distance = size;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i] as number;
      const square = squares[i] as number;
      const shift = shifts[i] as number;
      const [wr, wi] = [1 - x * weight, -y * weight];
      const norm = wr * wr + wi * wi;
      const [vr, vi] = [wr / norm, -wi / norm]; // 1 / (1 - t lambda)
      const [qr, qi] = [vr * vr - vi * vi, 2 * vr * vi];
      exponent -= Math.log(norm) / 2;
      this.distance = Math.min(this.distance, Math.sqrt(norm) / Math.abs(weight));
      const cr = 2 * square * vr + weight * weight;
      const ci = 2 * square * vi;
      firstRe += weight * vr;
      firstIm += weight * vi;
      if (i < centred) {
        // t^2 a^2 / (1 - t lambda) and its derivatives
        exponent += square * ((x * x - y * y) * vr - 2 * x * y * vi);
        const [mr, mi] = [x * (2 - x * weight) + y * y * weight, y * (2 - 2 * x * weight)];
        firstRe += square * (mr * qr - mi * qi);
        firstIm += square * (mr * qi + mi * qr);
      } else if (wr > 0) {
        exponent += shift * (x * vr - y * vi);
        firstRe += shift * qr;
        firstIm += shift * qi;
      } else {
        const beta = shift / weight;
        exponent -= beta;
        passed += beta * vr;
        lostRe += shift * qr;
        lostIm += shift * qi;
        lostBend += (2 * square) / (norm * Math.sqrt(norm));
        secondRe += weight * weight * qr;
        secondIm += weight * weight * qi;
        continue;
      }
      secondRe += cr * qr - ci * qi;
      secondIm += cr * qi + ci * qr;
    }
    const steepness = Math.sqrt(firstRe * firstRe + firstIm * firstIm);
    this.right = -firstRe / steepness;
    this.up = firstIm / steepness;
    const turns = exponent + passed > NOTHING;
    this.slope = turns ? Math.sqrt((firstRe + lostRe) ** 2 + (firstIm + lostIm) ** 2) : steepness;
    this.bend = Math.sqrt(secondRe * secondRe + secondIm * secondIm) + (turns ? lostBend : 0);
    this.remainder = Math.exp(exponent) * this.#reach(x, y, size);
  }

  /**
   * Bound of the integral of B upwards over B: by the Cauchy-Schwarz inequality from the factors 1 / t and 1 / (1 - t lambda) of the largest weight, or from
   * the Gaussian terms.
   */
  #reach(x: number, y: number, size: number): number {
    const { weights } = this.#cumulant;
    const weight = weights[weights.length - 1] as number;
    const byPoles =
      weight === 0 ? Infinity : 2.23 * Math.sqrt((size * Math.hypot(1 - x * weight, y * weight)) / Math.abs(weight));
    return Math.min(byPoles, 1 / (2 * this.#gaussian * y));
  }

  /** F(x + iy), for points near that of the last `look`. */
  evaluate(x: number, y: number): void {
    const { weights, squares, shifts, excess } = this.#cumulant;
    const centred = this.#centred;
    const e = excess[centred] as number;
    let re = x * e - this.#base;
    let im = y * e;
    let [pr, pi] = [x, y]; // t prod_i (1 - t lambda_i)
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i] as number;
      const wr = 1 - x * weight;
      const wi = -y * weight;
      const scale = (i < centred ? (squares[i] as number) : (shifts[i] as number)) / (wr * wr + wi * wi);
      const nr = i < centred ? x * x - y * y : x;
      const ni = i < centred ? 2 * x * y : y;
      re += scale * (nr * wr + ni * wi);
      im += scale * (ni * wr - nr * wi);
      const next = pr * wr - pi * wi;
      pi = pr * wi + pi * wr;
      pr = next;
      const square = pr * pr + pi * pi;
      if (square > LARGE || square < 1 / LARGE) {
        const modulus = Math.hypot(pr, pi); // its square may have left float64
        re -= Math.log(modulus);
        pr /= modulus;
        pi /= modulus;
      }
    }
    const modulus = Math.exp(re) / (pr * pr + pi * pi);
    const [cos, sin] = [Math.cos(im), Math.sin(im)];
    this.re = modulus * (cos * pr + sin * pi);
    this.im = modulus * (sin * pr - cos * pi);
  }
}
