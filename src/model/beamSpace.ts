import { conjugate, innerProduct, squaredNorm } from './complexVector.ts';
import { type HermitianEigen, hermitianEigen } from '../linalg/hermitianEigen.ts';
import { orthogonalise } from '../linalg/orthogonalise.ts';
import { norm } from '../linalg/realVector.ts';

/** A precoder whose part outside the basis is below this fraction of the longest one adds no dimension. */
const DEPENDENT = 1e-13;

/**
 * The span of a group of precoders, through which alone they see a channel: h^T w_l = s_l^H z with z = Q^H h and
 * s_l = Q^H conj(w_l), Q an orthonormal basis of span{conj(w_l)}. Its dimension is at most the number of precoders, and
 * a ball of channels projects to a ball of the same radius.
 */
export interface BeamSpace {
  /** Number of precoders. */
  readonly beams: number;
  /** Rank of the group, at most `beams`. */
  readonly rank: number;
  /** Columns of Q, [rank][antennas][2]. */
  readonly basis: Float64Array;
  /** s_l, [beams][rank][2]. */
  readonly beamVectors: Float64Array;
}

/**
 * Builds the span of a group of precoders by Gram-Schmidt orthogonalization, twice for full accuracy.
 *
 * @param precoders [beams][antennas][2].
 */
export function beamSpace(precoders: Float64Array, antennas: number): BeamSpace {
  const beams = precoders.length / (2 * antennas);
  const columns = new Float64Array(precoders.length);
  let rank = 0;
  let longest = 0;
  for (let l = 0; l < beams; l++) longest = Math.max(longest, squaredNorm(precoders, 2 * l * antennas, antennas));
  for (let l = 0; l < beams && rank < antennas; l++) {
    const candidate = conjugated(precoders, l, antennas);
    orthogonalise(candidate, columns, rank, antennas);
    const size = norm(candidate);
    if (!(size > DEPENDENT * Math.sqrt(longest))) continue;
    columns.set(
      candidate.map((x) => x / size),
      2 * rank * antennas,
    );
    rank++;
  }
  const basis = columns.slice(0, 2 * rank * antennas);
  const beamVectors = new Float64Array(2 * beams * rank);
  for (let l = 0; l < beams; l++)
    beamVectors.set(projectOnto(basis, rank, conjugated(precoders, l, antennas)), 2 * l * rank);
  return { beams, rank, basis, beamVectors };
}

/** z = Q^H h of a channel [antennas][2]. */
export function project(space: BeamSpace, channel: Float64Array): Float64Array {
  return projectOnto(space.basis, space.rank, channel);
}

/** Q z, the channel of least norm with the projection z. */
export function lift(space: BeamSpace, z: Float64Array, antennas: number): Float64Array {
  const result = new Float64Array(2 * antennas);
  for (let i = 0; i < space.rank; i++) {
    const re = z[2 * i] as number;
    const im = z[2 * i + 1] as number;
    for (let j = 0; j < antennas; j++) {
      const at = 2 * (i * antennas + j);
      const qr = space.basis[at] as number;
      const qi = space.basis[at + 1] as number;
      result[2 * j] = (result[2 * j] as number) + re * qr - im * qi;
      result[2 * j + 1] = (result[2 * j + 1] as number) + re * qi + im * qr;
    }
  }
  return result;
}

/**
 * abs(a_l + s_l^H z)^2, the power that a channel receives of beam l.
 *
 * @param amplitudes a_l, [beams][2]; default 0.
 */
export function beamPower(space: BeamSpace, beam: number, z: Float64Array, amplitudes?: Float64Array): number {
  const { rank, beamVectors } = space;
  let re = amplitudes?.[2 * beam] ?? 0;
  let im = amplitudes?.[2 * beam + 1] ?? 0;
  for (let i = 0; i < rank; i++) {
    const sr = beamVectors[2 * (beam * rank + i)] as number;
    const si = beamVectors[2 * (beam * rank + i) + 1] as number;
    const zr = z[2 * i] as number;
    const zi = z[2 * i + 1] as number;
    re += sr * zr + si * zi;
    im += sr * zi - si * zr;
  }
  return re * re + im * im;
}

/** Eigendecomposition of sum_l weight(l) s_l s_l^H. */
export function weightedEigen(space: BeamSpace, weight: (beam: number) => number): HermitianEigen {
  const { beams, rank, beamVectors } = space;
  const matrix = new Float64Array(2 * rank * rank);
  for (let l = 0; l < beams; l++) {
    const w = weight(l);
    for (let i = 0; i < rank; i++) {
      const xr = w * (beamVectors[2 * (l * rank + i)] as number);
      const xi = w * (beamVectors[2 * (l * rank + i) + 1] as number);
      for (let j = 0; j < rank; j++) {
        const yr = beamVectors[2 * (l * rank + j)] as number;
        const yi = beamVectors[2 * (l * rank + j) + 1] as number;
        const at = 2 * (i * rank + j);
        matrix[at] = (matrix[at] as number) + xr * yr + xi * yi;
        matrix[at + 1] = (matrix[at + 1] as number) + xi * yr - xr * yi;
      }
    }
  }
  return hermitianEigen(matrix, rank);
}

function projectOnto(basis: Float64Array, rank: number, x: Float64Array): Float64Array {
  const result = new Float64Array(2 * rank);
  for (let i = 0; i < rank; i++) {
    const product = innerProduct(basis.subarray(i * x.length, (i + 1) * x.length), x);
    result[2 * i] = product.re;
    result[2 * i + 1] = product.im;
  }
  return result;
}

function conjugated(precoders: Float64Array, l: number, antennas: number): Float64Array {
  return conjugate(precoders.subarray(2 * l * antennas, 2 * (l + 1) * antennas));
}
