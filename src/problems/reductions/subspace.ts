import { invariant } from '../../errors.ts';
import { orthogonalise } from '../../linalg/orthogonalise.ts';
import { norm } from '../../linalg/realVector.ts';
import type { Scenario } from '../../model/scenario.ts';

/** Relative residual below which a column counts as dependent on the earlier ones. */
const DEPENDENT = 1e-10;

/** Dimension of one BS's reduced space: channels of all users, steering vectors of all targets, the own target's derivative. */
export function subspaceDimension({
  cells,
  usersPerCell,
  txAntennas,
}: Pick<Scenario, 'cells' | 'usersPerCell' | 'txAntennas'>): number {
  return Math.min(txAntennas, cells * usersPerCell + cells + 1);
}

/**
 * Orthonormal columns q_0 .. q_(size-1) of length `length`, stored column after column [size][length][2], whose leading
 * ones span the given columns x_0 .. x_(count-1) ([count][length][2]). Dependent columns take no place; the basis is
 * completed by orthogonalised unit vectors, so that it always has `size` columns.
 *
 * The reduction is exact: the constraints see W only through these vectors, and no power or norm
 * grows under projection on their span, so W = Q V Q^H loses nothing.
 */
export function orthonormalBasis(columns: Float64Array, count: number, length: number, size: number): Float64Array {
  invariant(size <= length, `a basis of ${size} columns does not fit dimension ${length}`);
  const basis = new Float64Array(size * length * 2);
  const work = new Float64Array(length * 2);
  let rank = 0;
  for (let c = 0; c < count && rank < size; c++) {
    work.set(columns.subarray(c * length * 2, (c + 1) * length * 2));
    const before = norm(work);
    orthogonalise(work, basis, rank, length);
    const after = norm(work);
    if (after > DEPENDENT * before) {
      scaleInto(basis, rank * length * 2, work, 1 / after);
      rank++;
    }
  }
  for (; rank < size; rank++) completeColumn(basis, rank, length, work);
  return basis;
}

/** Writes a unit vector orthogonal to the first `rank` columns of `basis` as its column `rank`. */
export function completeColumn(basis: Float64Array, rank: number, length: number, work: Float64Array): void {
  // The squared residuals of the unit vectors sum to length - rank >= 1, so one of them is at least 1 / length.
  for (let i = 0; i < length; i++) {
    work.fill(0);
    work[2 * i] = 1;
    orthogonalise(work, basis, rank, length);
    const residual = norm(work);
    if (residual * residual * 2 * length >= 1) {
      scaleInto(basis, rank * length * 2, work, 1 / residual);
      return;
    }
  }
  invariant(false, 'an orthonormal set of columns cannot be completed');
}

function scaleInto(target: Float64Array, offset: number, x: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) target[offset + i] = (x[i] as number) * factor;
}
