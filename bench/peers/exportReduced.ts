import type { PrecodingProgram } from '../../src/problems/precodingProgram.ts';
import { planBlpCbf } from '../../src/problems/programs/blpCbf.ts';
import { planBlpComp } from '../../src/problems/programs/blpComp.ts';
import { informationScale, programContext, reducedSize } from '../../src/problems/programs/programContext.ts';
import { lowerDense } from '../../src/solver/lowering/lowerDense.ts';

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

/** The program that our own solver gets, written out: subspace, zero-forcing basis and CRB rows included. Threshold form only. */
export function exportReduced(program: PrecodingProgram): ReducedProgram {
  const context = programContext(program, {});
  const plan = program.scheme === 'BLP-CoMP' ? planBlpComp : planBlpCbf;
  const { builder } = plan(context, reducedSize(program, {}));
  const { m, n, A, b, c, cones } = lowerDense(builder.build([context]), 0);
  const triplets: [number, number, number][] = [];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const value = A[i * n + j] as number;
      if (value !== 0) triplets.push([i, j, value]);
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
