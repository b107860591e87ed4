import type { PrecodingProgram } from '../../src/problems/precodingProgram.ts';
import { ProgramLayouts } from '../../src/conic/builder/programLayouts.ts';
import { describeBlpCbf } from '../../src/problems/programs/blpCbf.ts';
import { describeBlpComp } from '../../src/problems/programs/blpComp.ts';
import { informationScale, programContext } from '../../src/problems/programs/programContext.ts';
import { lowerDense } from '../../test/conic/reference/lowerDense.ts';

/** A reduced program for another solver: minimise c^T x, A x = b, x in nonneg x second-order cones x Hermitian PSD (svec). */
export interface ReducedProgram {
  readonly m: number;
  readonly n: number;
  /** Triplets row, column, value. */
  readonly A: readonly (readonly [number, number, number])[];
  readonly b: readonly number[];
  readonly c: readonly number[];
  readonly cones: { readonly nonneg: number; readonly secondOrder: readonly number[]; readonly psd: readonly number[] };
  /** c^T x is -u; the CRB is 1 / (2 u informationScale) in rad^2. */
  readonly informationScale: number;
}

/**
 * Coefficients below this share of the largest in their row are dropped. In the zero-forcing basis most products with h* vanish but
 * for 1e-16 of roundoff, nothing lies between 1e-15 and 1e-6, and a sparse solver that is given the roundoff as entries needs twice the time.
 */
const ROUNDOFF = 1e-12;

/** The program that our own solver gets, written out: subspace, zero-forcing basis and CRB rows included. Threshold form only. */
export function exportReduced(program: PrecodingProgram): ReducedProgram {
  const context = programContext(program, {});
  const describe = program.scheme === 'BLP-CoMP' ? describeBlpComp : describeBlpCbf;
  const built = new ProgramLayouts().build('', [context], describe);
  const { m, n, A, b, c, cones } = lowerDense(built.program, 0);
  const triplets: [number, number, number][] = [];
  for (let i = 0; i < m; i++) {
    const row = A.subarray(i * n, (i + 1) * n);
    const least = ROUNDOFF * row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    row.forEach((value, j) => {
      if (Math.abs(value) > least) triplets.push([i, j, value]);
    });
  }
  const { nonneg, secondOrder, psd } = cones;
  return {
    m,
    n,
    A: triplets,
    b: [...b],
    c: [...c],
    cones: { nonneg, secondOrder: [...secondOrder], psd: [...psd] },
    informationScale: informationScale(context, 0),
  };
}
