import type { Cone } from './cone.ts';
import { hermitianEigen } from '../../linalg/hermitianEigen.ts';
import { adjoint, cholesky, invertLower, multiply } from './hermitianMatrix.ts';

/**
 * Hermitian matrix [n, n, 2] to n^2 real coordinates: the n diagonal elements, sqrt(2) Re and then sqrt(2) Im of the strict lower
 * triangle, row by row. An isometry: svec(A) . svec(B) = tr(A B). Reads the Hermitian part (M + M^H) / 2.
 */
export function svec(n: number, matrix: Float64Array, out: Float64Array): void {
  const half = (n * (n - 1)) / 2;
  let t = n;
  for (let i = 0; i < n; i++) {
    out[i] = matrix[2 * (i * n + i)] as number;
    for (let j = 0; j < i; j++, t++) {
      const p = 2 * (i * n + j);
      const q = 2 * (j * n + i);
      out[t] = Math.SQRT1_2 * ((matrix[p] as number) + (matrix[q] as number));
      out[t + half] = Math.SQRT1_2 * ((matrix[p + 1] as number) - (matrix[q + 1] as number));
    }
  }
}

/** Inverse of `svec`: n^2 coordinates to the Hermitian matrix [n, n, 2]. */
export function smat(n: number, vector: Float64Array, out: Float64Array): void {
  const half = (n * (n - 1)) / 2;
  let t = n;
  for (let i = 0; i < n; i++) {
    out[2 * (i * n + i)] = vector[i] as number;
    out[2 * (i * n + i) + 1] = 0;
    for (let j = 0; j < i; j++, t++) {
      const re = Math.SQRT1_2 * (vector[t] as number);
      const im = Math.SQRT1_2 * (vector[t + half] as number);
      const p = 2 * (i * n + j);
      const q = 2 * (j * n + i);
      out[p] = re;
      out[p + 1] = im;
      out[q] = re;
      out[q + 1] = -im;
    }
  }
}

/**
 * Hermitian positive semidefinite n x n matrices in svec coordinates with the HKM scaling H(U) = (X U Z^-1 + Z^-1 U X) / 2
 * (Helmberg, Rendl, Vanderbei, Wolkowicz 1996; Kojima, Shindoh, Hara 1997; Monteiro 1997).
 */
export function hermitianPsdCone(n: number): Cone {
  const make = (): Float64Array => new Float64Array(2 * n * n);
  const X = make();
  const Z = make();
  const inverseX = make(); // inverse Cholesky factors
  const inverseZ = make();
  const Zi = make(); // Z^-1
  const U = make();
  const V = make();
  const T = make();
  const xVector = new Float64Array(n * n);
  const zVector = new Float64Array(n * n);

  /** out = svec of the Hermitian part of a b Z^-1. */
  const product = (a: Float64Array, b: Float64Array, out: Float64Array): void => {
    multiply(n, a, b, T);
    multiply(n, T, Zi, V);
    svec(n, V, out);
  };
  const stepFrom = (inverse: Float64Array, direction: Float64Array): number => {
    smat(n, direction, U);
    multiply(n, inverse, U, T);
    adjoint(n, inverse, U);
    multiply(n, T, U, V);
    return 1 / Math.max(0, -(hermitianEigen(V, n).values[0] as number));
  };

  const isPositive = (point: Float64Array, a: number, direction: Float64Array): boolean => {
    smat(
      n,
      point.map((v, i) => v + a * (direction[i] as number)),
      U,
    );
    return cholesky(n, U, T);
  };

  return {
    dimension: n * n,
    degree: n,
    separable: false,
    unit(out) {
      out.fill(0);
      out.fill(1, 0, n);
    },
    scale(x, z) {
      xVector.set(x);
      zVector.set(z);
      smat(n, x, X);
      smat(n, z, Z);
      if (!cholesky(n, X, T)) return false;
      invertLower(n, T, inverseX);
      if (!cholesky(n, Z, T)) return false;
      invertLower(n, T, inverseZ);
      adjoint(n, inverseZ, T);
      multiply(n, T, inverseZ, Zi);
      return true;
    },
    applyH(u, out) {
      smat(n, u, U);
      product(X, U, out);
    },
    complementarity(sigmaMu, affine, out) {
      svec(n, Zi, out);
      for (let i = 0; i < out.length; i++) out[i] = sigmaMu * (out[i] as number) - (xVector[i] as number);
      if (!affine) return;
      const second = new Float64Array(n * n);
      const D = make();
      smat(n, affine.dx, U);
      smat(n, affine.dz, D);
      product(U, D, second);
      for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) - (second[i] as number);
    },
    maxStep: (dx, dz) => Math.min(stepFrom(inverseX, dx), stepFrom(inverseZ, dz)),
    isInside: (a, dx, dz) => isPositive(xVector, a, dx) && isPositive(zVector, a, dz),
    addGram(coefficients, rows, gram, order) {
      const size = n * n;
      const image = new Float64Array(size);
      for (let i = 0; i < rows.length; i++) {
        smat(n, coefficients.subarray(i * size, (i + 1) * size), U);
        product(X, U, image);
        for (let k = 0; k <= i; k++) {
          let s = 0;
          for (let j = 0, o = k * size; j < size; j++, o++) s += (image[j] as number) * (coefficients[o] as number);
          const at = (rows[i] as number) * order + (rows[k] as number);
          gram[at] = (gram[at] as number) + s;
        }
      }
    },
  };
}
