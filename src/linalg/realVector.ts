/** a^T b. */
export function dot(a: Float64Array, b: Float64Array): number {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += (a[i] as number) * (b[i] as number);
  return s;
}

/** Euclidean norm, also of interleaved complex numbers. */
export function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v));
}
