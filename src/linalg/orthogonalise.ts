/**
 * Removes from x its components along the first `rank` columns of `basis`; twice, so that the result is orthogonal to
 * rounding (Kahan). The components are added to `coefficients` ([rank][2]) where given.
 *
 * @param x [length][2], changed in place.
 * @param basis orthonormal columns, [..][length][2].
 */
export function orthogonalise(
  x: Float64Array,
  basis: Float64Array,
  rank: number,
  length: number,
  coefficients?: Float64Array,
): void {
  for (let pass = 0; pass < 2; pass++)
    for (let q = 0; q < rank; q++) removeComponent(x, basis, q, length, coefficients);
}

/** x -= b (b^H x) for the unit column b = `basis[q]`; the arguments are those of `orthogonalise`. */
export function removeComponent(
  x: Float64Array,
  basis: Float64Array,
  q: number,
  length: number,
  coefficients?: Float64Array,
): void {
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
