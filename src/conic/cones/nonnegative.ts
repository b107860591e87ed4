import type { Cone } from './cone.ts';

/** The nonnegative orthant R+^dimension with the Nesterov-Todd scaling H = diag(x / z). */
export function nonnegativeCone(dimension: number): Cone {
  const x = new Float64Array(dimension);
  const z = new Float64Array(dimension);
  const h = new Float64Array(dimension);
  return {
    dimension,
    degree: dimension,
    separable: true,
    unit: (out) => {
      out.fill(1);
    },
    scale(px, pz) {
      x.set(px);
      z.set(pz);
      for (let i = 0; i < dimension; i++) {
        const xi = x[i] as number;
        const zi = z[i] as number;
        if (!(xi > 0 && zi > 0)) return false;
        h[i] = xi / zi;
      }
      return true;
    },
    applyH(u, out) {
      for (let i = 0; i < dimension; i++) out[i] = (h[i] as number) * (u[i] as number);
    },
    complementarity(sigmaMu, affine, out) {
      for (let i = 0; i < dimension; i++) {
        const product = affine ? (affine.dx[i] as number) * (affine.dz[i] as number) : 0;
        out[i] = (sigmaMu - product) / (z[i] as number) - (x[i] as number);
      }
    },
    maxStep(dx, dz) {
      let rate = 0;
      for (let i = 0; i < dimension; i++)
        rate = Math.max(rate, -(dx[i] as number) / (x[i] as number), -(dz[i] as number) / (z[i] as number));
      return 1 / rate;
    },
    addGram(coefficients, rows, gram, order) {
      // column by column over the rows that have an entry there: slack columns have one, and dense assembly would square it
      const at = new Int32Array(rows.length);
      for (let j = 0; j < dimension; j++) {
        let count = 0;
        for (let i = 0; i < rows.length; i++) if (coefficients[i * dimension + j] !== 0) at[count++] = i;
        for (let p = 0; p < count; p++) {
          const i = at[p] as number;
          const v = (h[j] as number) * (coefficients[i * dimension + j] as number);
          const base = (rows[i] as number) * order;
          for (let q = 0; q <= p; q++) {
            const k = at[q] as number;
            const t = base + (rows[k] as number);
            gram[t] = (gram[t] as number) + v * (coefficients[k * dimension + j] as number);
          }
        }
      }
    },
  };
}
