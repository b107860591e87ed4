import { adjoint, multiply } from '../../../src/conic/cones/hermitianMatrix.ts';

/** a b of complex matrices [n, n, 2]. */
export function product(n: number, a: Float64Array, b: Float64Array): Float64Array {
  const c = new Float64Array(2 * n * n);
  multiply(n, a, b, c);
  return c;
}

/** a^H. */
export function adjointOf(n: number, a: Float64Array): Float64Array {
  const b = new Float64Array(2 * n * n);
  adjoint(n, a, b);
  return b;
}
