import { conjugate, squaredNorm } from '../../model/complexVector.ts';
import { hermitianEigen } from '../../linalg/hermitianEigen.ts';
import { multiply, multiplyAdjoint } from '../reductions/complexColumns.ts';
import { polarFactor } from './polarFactor.ts';
import { SymbolRegions, type WhitenedLinks } from './symbolRegions.ts';
import { type TransmitProblem, type TransmitVectors, vectorCount } from './transmitProblem.ts';
import { reduceVectors } from './transmitSubspace.ts';

/**
 * Directions with less than this share of the power of the strongest one are left out: a relaxation does not determine them. The users of a low threshold
 * may be served by little more.
 */
const WEAKEST_DIRECTION = 1e-5;
/** Sweeps of Hildreth's method: what the regions still lack after them, the first step of the approximation mends. */
const SWEEPS = 50;
/** Amplitude of the sequences that fill the directions which no user sees, relative to that of the vectors. */
const FILL = 1e-3;
/** More alternations bring the start nearer to all rows, but enlarge what two solves of one relaxation differ by. */
const ALTERNATIONS = 5;

/**
 * Linearisation point X_0 of the successive approximation: vectors with X_0 X_0^H / L = R of the relaxation that nearly meet the rows of their users. R alone is taken from the relaxation,
 * because its own x_s are known to two to five digits only where no row holds them, and the RCRBs of vectors that start from them differ in the sixth
 * (docs/decisions/0029).
 *
 * With R = S S^H and x_s = S z_s, every z_s begins as the one of least norm that meets the rows of the own users: it takes the least share of R. Then the nearest Z with
 * Z Z^H / L = I (`polarFactor`) and the regions of the users are visited in turn (alternating projections).
 *
 * @param covariance R over all antennas, Hermitian positive semidefinite, [N][N][2], N = antennas of a BS or of the stacked BSs.
 * @returns X_0 in the space of the problem.
 */
export function transmitStart(problem: TransmitProblem, covariance: Float64Array): TransmitVectors {
  const { antennas: n, frameLength: L, space } = problem;
  const { columns, power } = principalDirections(covariance, space?.length ?? n);
  const rank = power.length;
  const root = reduceVectors(space, columns); // S, [rank][n][2]
  const links: WhitenedLinks = {
    rank,
    power,
    users: seenThrough(root, problem.users, n),
    foreign: seenThrough(root, problem.foreign, n),
  };
  const regions = new SymbolRegions(problem, links);
  let z: Float64Array = new Float64Array(2 * rank * L);
  for (let s = 0; s < L; s++) {
    const multipliers = new Float64Array(2 * vectorCount(links.users, rank));
    for (let sweep = 0; sweep < SWEEPS; sweep++) regions.sweepUsers(z, s, multipliers);
  }
  z = polarFactor(filled(z, root, links, n), rank);
  for (let i = 0; i < ALTERNATIONS; i++) {
    for (let s = 0; s < L; s++) {
      regions.sweepUsers(z, s);
      regions.sweepForeign(z, s);
    }
    z = polarFactor(z, rank);
  }
  return multiply(root, rank, n, z);
}

/** Strongest eigenvectors of R times the roots of their eigenvalues, [rank][length][2], and these eigenvalues. */
function principalDirections(
  covariance: Float64Array,
  length: number,
): { readonly columns: Float64Array; readonly power: Float64Array } {
  const { values, vectors } = hermitianEigen(covariance, length);
  const least = WEAKEST_DIRECTION * (values[length - 1] as number);
  const first = values.findIndex((value) => value > least);
  const power = values.slice(first);
  const columns = vectors.slice(2 * first * length);
  columns.forEach((v, i) => {
    columns[i] = v * Math.sqrt(power[Math.floor(i / (2 * length))] as number);
  });
  return { columns, power };
}

/** S^T h of every channel h, [..][rank][2]. */
function seenThrough(root: Float64Array, channels: Float64Array, n: number): Float64Array {
  const rank = root.length / (2 * n);
  return conjugate(multiplyAdjoint(root, rank, n, conjugate(channels), vectorCount(channels, n)));
}

/**
 * Z with a little of L-periodic sequences of n different frequencies: the vectors of least norm span no more dimensions than there are users, and what is to
 * carry the rest of R must not be left to rounding.
 */
function filled(z: Float64Array, root: Float64Array, { rank, power }: WhitenedLinks, n: number): Float64Array {
  const L = z.length / (2 * rank);
  const tones = new Float64Array(2 * n * L);
  for (let s = 0; s < L; s++)
    for (let t = 0; t < n; t++) {
      const angle = (2 * Math.PI * (((t + 1) * s) % L)) / L;
      tones[2 * (s * n + t)] = Math.cos(angle);
      tones[2 * (s * n + t) + 1] = Math.sin(angle);
    }
  // S^H f over the norms of the columns of S: the same sequences whatever basis an eigenspace has
  const fill = multiplyAdjoint(root, rank, n, tones, L);
  const amplitude = FILL * (Math.sqrt(squaredNorm(z) / (rank * L)) || 1); // 0 where R reaches no user
  return z.map((v, i) => {
    const column = Math.floor(i / 2) % rank;
    return v + (amplitude * (fill[i] as number)) / Math.sqrt(power[column] as number);
  });
}
