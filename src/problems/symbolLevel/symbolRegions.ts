import { bilinear, squaredNorm } from '../../model/complexVector.ts';
import { type TransmitProblem, vectorCount } from './transmitProblem.ts';

/** What a whitened vector z with x = S z does: S has orthogonal columns of norm sqrt(power[i]). */
export interface WhitenedLinks {
  /** Number of columns of S. */
  readonly rank: number;
  /** Squared norms of the columns of S, [rank]. */
  readonly power: Float64Array;
  /** Channels of the served users, S^T h, [users][rank][2]. */
  readonly users: Float64Array;
  /** Those of the users of other cells. */
  readonly foreign: Float64Array;
}

/** Share of the strongest column's power, beamed at a user, below which the user counts as out of reach. */
const UNREACHED = 1e-12;

/** Moves whitened vectors towards what the users of a problem ask of them, one vector at a time. */
export class SymbolRegions {
  /** norm(S^T h)^2 of every user. */
  private readonly userGain: Float64Array;
  private readonly foreignGain: Float64Array;
  private readonly normal: readonly [number, number];

  constructor(
    private readonly problem: TransmitProblem,
    private readonly links: WhitenedLinks,
  ) {
    this.userGain = this.gains(links.users, problem.users);
    this.foreignGain = this.gains(links.foreign, problem.foreign);
    this.normal = [Math.sin(problem.psi), Math.cos(problem.psi)];
  }

  /**
   * One sweep over the half-planes whose intersections are the regions of constructive interference: z_s is projected on each in turn. The region of
   * a user is Re(y) sin psi - abs(Im(y)) cos psi >= amplitude sin psi + d norm(x) for y = h^T x exp(-j p), rows (52) and (53) of the paper.
   *
   * @param z [L][rank][2]; z_s is changed.
   * @param multipliers of Hildreth's method, [2 users], all zero before the first sweep from z = 0: sweeps then lead to the z of least norm
   *   in all half-planes instead of to any one in them.
   */
  sweepUsers(z: Float64Array, s: number, multipliers?: Float64Array): void {
    const { phases, frameLength: L, amplitude } = this.problem;
    const [sin, cos] = this.normal;
    const { users, rank } = this.links;
    const margin = this.robustMargin(z, s);
    this.userGain.forEach((gain, k) => {
      const phase = phases[k * L + s] as number;
      const [c, d] = [Math.cos(phase), Math.sin(phase)];
      for (let side = 0; side < 2; side++) {
        const across = side === 0 ? cos : -cos;
        // the half-plane is Re(conj(w) y) >= amplitude sin psi + margin with w = (sin psi + j across) exp(j p), abs(w) = 1
        const [wr, wi] = [sin * c - across * d, sin * d + across * c];
        const y = bilinear(users, 2 * k * rank, z, 2 * s * rank, rank);
        let step = amplitude * sin + margin - (wr * y.re + wi * y.im);
        if (multipliers) {
          const at = 2 * k + side;
          const before = multipliers[at] as number;
          step = Math.max(-before, step);
          multipliers[at] = before + step;
        } else step = Math.max(0, step);
        if (step !== 0) this.add(z, s, users, k, (step * wr) / gain, (step * wi) / gain);
      }
    });
  }

  /** One sweep over the users of other cells, whose received amplitudes are cut to what they bear. */
  sweepForeign(z: Float64Array, s: number): void {
    const { foreign, rank } = this.links;
    const most = Math.max(0, this.problem.foreignAmplitude - this.robustMargin(z, s));
    this.foreignGain.forEach((gain, f) => {
      const y = bilinear(foreign, 2 * f * rank, z, 2 * s * rank, rank);
      const size = Math.hypot(y.re, y.im);
      if (size <= most) return;
      const share = (most / size - 1) / gain;
      this.add(z, s, foreign, f, share * y.re, share * y.im);
    });
  }

  /** Squared norms of whitened channels; infinite, so that nothing moves for its sake, for a user whom no column of S reaches. */
  private gains(whitened: Float64Array, channels: Float64Array): Float64Array {
    const { rank, power } = this.links;
    const { antennas: n } = this.problem;
    const strongest = Math.max(...power);
    return Float64Array.from({ length: vectorCount(channels, n) }, (_, i) => {
      const gain = squaredNorm(whitened, 2 * i * rank, rank);
      return gain > UNREACHED * strongest * squaredNorm(channels, 2 * i * n, n) ? gain : Infinity;
    });
  }

  /** d norm(x_s). */
  private robustMargin(z: Float64Array, s: number): number {
    const { radius } = this.problem;
    if (radius === 0) return 0;
    const { power, rank } = this.links;
    return radius * Math.sqrt(power.reduce((sum, p, i) => sum + p * squaredNorm(z, 2 * (s * rank + i), 1), 0));
  }

  /** z_s + conj(g) (re + j im): what channel g receives rises by norm(g)^2 (re + j im). */
  private add(z: Float64Array, s: number, channels: Float64Array, index: number, re: number, im: number): void {
    const { rank } = this.links;
    const [from, to] = [2 * index * rank, 2 * s * rank];
    for (let i = 0; i < 2 * rank; i += 2) {
      const [a, b] = [channels[from + i] as number, channels[from + i + 1] as number];
      z[to + i] = (z[to + i] as number) + a * re + b * im;
      z[to + i + 1] = (z[to + i + 1] as number) + a * im - b * re;
    }
  }
}
