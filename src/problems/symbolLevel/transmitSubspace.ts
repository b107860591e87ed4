import type { Scenario } from '../../model/scenario.ts';
import { multiply, multiplyAdjoint, sandwich } from '../reductions/complexColumns.ts';
import { orthonormalBasis, subspaceDimension } from '../reductions/subspace.ts';

/** Subspace of the transmit vectors that the constraints see: x = B y with orthonormal columns of B. */
export interface TransmitSubspace {
  /** Columns of B; over the BSs of CoMP the same number for each. */
  readonly size: number;
  /** Antennas. */
  readonly length: number;
  /** B, [size][length][2]. */
  readonly basis: Float64Array;
}

/**
 * The span of `vectors` ([..][length][2] each, seen as v^H x), per BS: no power and no norm grows under projection on it,
 * so that nothing is lost there. CoMP bounds the power of each BS, so that B is block-diagonal over the BSs there.
 *
 * @returns null where the span of one BS is the whole space.
 */
export function transmitSubspace(
  scenario: Scenario,
  stations: number,
  vectors: readonly Float64Array[],
): TransmitSubspace | null {
  const { txAntennas } = scenario;
  const each = subspaceDimension(scenario);
  if (each >= txAntennas) return null;
  const length = stations * txAntennas;
  const size = stations * each;
  const basis = new Float64Array(2 * size * length);
  const part = 2 * txAntennas;
  for (let g = 0; g < stations; g++) {
    const columns = vectors.flatMap((all) =>
      Array.from({ length: all.length / (2 * length) }, (_, i) =>
        all.subarray(2 * i * length + g * part, 2 * i * length + (g + 1) * part),
      ),
    );
    const flat = new Float64Array(columns.length * part);
    columns.forEach((c, i) => flat.set(c, i * part));
    const own = orthonormalBasis(flat, columns.length, txAntennas, each);
    for (let j = 0; j < each; j++)
      basis.set(own.subarray(j * part, (j + 1) * part), 2 * (g * each + j) * length + g * part);
  }
  return { size, length, basis };
}

/** B^H x of vectors [..][length][2]: [..][size][2]. */
export function reduceVectors(space: TransmitSubspace | null, x: Float64Array): Float64Array {
  if (space === null) return x;
  const { size, length, basis } = space;
  return multiplyAdjoint(basis, size, length, x, x.length / (2 * length));
}

/** B y of vectors [..][size][2]: [..][length][2]. */
export function expandVectors(space: TransmitSubspace | null, y: Float64Array): Float64Array {
  if (space === null) return y;
  return multiply(space.basis, space.size, space.length, y);
}

/** B R B^H of a covariance [size][size][2]: [length][length][2]. */
export function expandCovariance(space: TransmitSubspace | null, r: Float64Array): Float64Array {
  if (space === null) return r;
  const { size, length, basis } = space;
  const full = new Float64Array(2 * length * length);
  sandwich(basis, size, length, r, 0, 1, full, 0);
  return full;
}
