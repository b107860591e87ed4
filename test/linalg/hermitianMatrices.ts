import { randomVector } from '../model/samples.ts';

/** sum_r weights[r] x_r x_r^H of random vectors. */
export function weightedOuterProducts(n: number, weights: readonly number[], seed: number): Float64Array {
  const a = new Float64Array(2 * n * n);
  weights.forEach((weight, r) => {
    const x = randomVector(1000 * seed + r, n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const [xr = 0, xi = 0] = x.subarray(2 * i);
        const [yr = 0, yi = 0] = x.subarray(2 * j);
        const at = 2 * (i * n + j);
        a[at] = (a[at] ?? NaN) + weight * (xr * yr + xi * yi);
        if (i !== j) a[at + 1] = (a[at + 1] ?? NaN) + weight * (xi * yr - xr * yi);
      }
  });
  return a;
}
