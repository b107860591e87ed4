/**
 * What the interior-point method may ask of a cone. A cone object is one block of the product; it remembers the last scaling point.
 * All vectors are slices of length `dimension` in the coordinates in which the inner product of the cone is the plain dot product
 * (svec for Hermitian matrices), so that every cone here is its own dual.
 */
export interface Cone {
  readonly dimension: number;
  /** Barrier parameter: x^T z = degree at x = z = unit. */
  readonly degree: number;
  /** Whether each coordinate may be rescaled by its own factor; otherwise only the whole block by one. */
  readonly separable: boolean;

  /** Writes the identity element into `out`. */
  unit(out: Float64Array): void;

  /**
   * Takes (x, z) as the scaling point. Returns false, leaving the cone unusable until the next call, when one of them is not
   * numerically in the interior.
   */
  scale(x: Float64Array, z: Float64Array): boolean;

  /** out = H u, the symmetric positive definite scaling with H z = x. */
  applyH(u: Float64Array, out: Float64Array): void;

  /**
   * Right-hand side of the linearised complementarity dx + H dz = out for the target x o z = sigmaMu unit, with Mehrotra's
   * second-order term when the affine direction is given.
   */
  complementarity(sigmaMu: number, affine: { dx: Float64Array; dz: Float64Array } | null, out: Float64Array): void;

  /** Largest a with x + a dx and z + a dz in the cone, from the scaling point; Infinity when there is no limit. */
  maxStep(dx: Float64Array, dz: Float64Array): number;

  /** Whether x + a dx and z + a dz are inside, by trial factorizations: of a cone whose largest step has no closed form, so that kernels try steps. */
  isInside?(a: number, dx: Float64Array, dz: Float64Array): boolean;

  /**
   * Adds C H C^T to the lower triangle of the row-major matrix `gram` of order `order`, where C has the rows
   * `coefficients` [rows.length, dimension] and row i of C stands for row rows[i] (ascending) of the matrix.
   */
  addGram(coefficients: Float64Array, rows: Int32Array, gram: Float64Array, order: number): void;
}
