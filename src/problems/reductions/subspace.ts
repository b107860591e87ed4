import { invariant } from '../../errors.ts';
import type { Scenario } from '../../model/scenario.ts';

/** Relative residual below which a column counts as dependent on the earlier ones. */
const DEPENDENT = 1e-10;

/** Dimension of one BS's reduced space: channels of all users, steering vectors of all targets, the own target's derivative. */
export function subspaceDimension({ cells, usersPerCell, txAntennas }: Scenario): number {
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

/**
 * Removes from x its components along the first `rank` columns of `basis`; twice, so that the result is orthogonal to
 * rounding (Kahan). The components are added to `coefficients` ([rank][2]) where given.
 */
export function orthogonalise(
  x: Float64Array,
  basis: Float64Array,
  rank: number,
  length: number,
  coefficients?: Float64Array,
): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let q = 0; q < rank; q++) {
      const at = q * length * 2;
      let re = 0;
      let im = 0;
      for (let i = 0; i < length * 2; i += 2) {
        const br = basis[at + i] as number;
        const bi = basis[at + i + 1] as number;
        const xr = x[i] as number;
        const xi = x[i + 1] as number;
        re += br * xr + bi * xi;
        im += br * xi - bi * xr;
      }
      for (let i = 0; i < length * 2; i += 2) {
        const br = basis[at + i] as number;
        const bi = basis[at + i + 1] as number;
        x[i] = (x[i] as number) - (br * re - bi * im);
        x[i + 1] = (x[i + 1] as number) - (br * im + bi * re);
      }
      if (coefficients) {
        coefficients[2 * q] = (coefficients[2 * q] as number) + re;
        coefficients[2 * q + 1] = (coefficients[2 * q + 1] as number) + im;
      }
    }
  }
}

/** Euclidean norm of an interleaved complex vector. */
export function norm(x: Float64Array): number {
  let s = 0;
  for (let i = 0; i < x.length; i++) s += (x[i] as number) * (x[i] as number);
  return Math.sqrt(s);
}

function scaleInto(target: Float64Array, offset: number, x: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) target[offset + i] = (x[i] as number) * factor;
}
