/** X X^H / L of L vectors, [L][n][2]: [n][n][2]. */
export function sampleCovariance(vectors: Float64Array, n: number): Float64Array {
  const L = vectors.length / (2 * n);
  const r = new Float64Array(2 * n * n);
  for (let s = 0; s < L; s++)
    for (let i = 0; i < n; i++) {
      const [a, b] = [vectors[2 * (s * n + i)] as number, vectors[2 * (s * n + i) + 1] as number];
      for (let j = 0; j < n; j++) {
        const [c, d] = [vectors[2 * (s * n + j)] as number, vectors[2 * (s * n + j) + 1] as number];
        r[2 * (i * n + j)] = (r[2 * (i * n + j)] as number) + (a * c + b * d) / L;
        r[2 * (i * n + j) + 1] = (r[2 * (i * n + j) + 1] as number) + (b * c - a * d) / L;
      }
    }
  return r;
}
