import type { StandardForm } from './standardForm.ts';

/** A pivot below this share of its diagonal element stands for a row that depends on earlier ones. */
const PIVOT_FLOOR = 4 * Number.EPSILON;

/** Factorization of the Schur complement A H A^T at the scaling point of the cone. */
export interface SchurFactor {
  /** Solves (A H A^T) u = u in place. */
  solve(u: Float64Array): void;
}

/**
 * Assembles A H A^T and factors it by an envelope Cholesky (zeros before the first nonzero of a row stay zero), after scaling to a
 * unit diagonal. Pivots are clipped rather than refused: redundant rows and iterates near the boundary must not end a solve.
 *
 * @param gram workspace of m * m numbers, overwritten.
 */
export function factorSchur(form: StandardForm, gram: Float64Array): SchurFactor {
  const { m } = form;
  gram.fill(0);
  form.cone.blocks.forEach((cone, k) => {
    const block = form.blocks[k];
    if (block) cone.addGram(block.values, block.rows, gram, m);
  });
  const scale = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const d = gram[i * m + i] as number;
    scale[i] = d > 0 ? 1 / Math.sqrt(d) : 1;
  }
  const first = new Int32Array(m);
  for (let i = 0; i < m; i++) {
    let f = 0;
    while (f < i && gram[i * m + f] === 0) f++;
    first[i] = f;
    for (let j = f; j <= i; j++)
      gram[i * m + j] = (gram[i * m + j] as number) * (scale[i] as number) * (scale[j] as number);
    gram[i * m + i] = 1 + PIVOT_FLOOR;
  }
  const reciprocal = envelopeCholesky(m, gram, first);
  return {
    solve(u) {
      for (let i = 0; i < m; i++) {
        let s = (u[i] as number) * (scale[i] as number);
        for (let j = first[i] as number, o = i * m + j; j < i; j++, o++) s -= (gram[o] as number) * (u[j] as number);
        u[i] = s * (reciprocal[i] as number);
      }
      for (let i = m - 1; i >= 0; i--) {
        const v = (u[i] as number) * (reciprocal[i] as number);
        for (let j = first[i] as number, o = i * m + j; j < i; j++, o++)
          u[j] = (u[j] as number) - (gram[o] as number) * v;
        u[i] = v * (scale[i] as number);
      }
    },
  };
}

/** L in place of the lower triangle; returns the reciprocals of its diagonal. */
function envelopeCholesky(m: number, a: Float64Array, first: Int32Array): Float64Array {
  const reciprocal = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const fi = first[i] as number;
    for (let j = fi; j < i; j++) {
      const from = Math.max(fi, first[j] as number);
      let s = a[i * m + j] as number;
      for (let k = from, p = i * m + from, q = j * m + from; k < j; k++, p++, q++)
        s -= (a[p] as number) * (a[q] as number);
      a[i * m + j] = s * (reciprocal[j] as number);
    }
    let d = a[i * m + i] as number;
    for (let k = fi, p = i * m + fi; k < i; k++, p++) d -= (a[p] as number) ** 2;
    reciprocal[i] = 1 / Math.sqrt(Math.max(d, PIVOT_FLOOR));
  }
  return reciprocal;
}
