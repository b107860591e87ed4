import { innerProduct } from '../../model/complexVector.ts';
import { type CrbForm, type CrbTerm, vectorOf } from '../../model/crbForms.ts';
import type { FormScale } from './formScale.ts';
import type { TransmitVectors } from './transmitProblem.ts';

/** One entry of the Fisher information as an affine function of X over its scale: sum_s Re(factor g_s^T x_s) - constant. */
export interface LinearEntry {
  /** g_s, [L][n][2]. */
  readonly coefficients: Float64Array;
  readonly factor: number;
  readonly constant: number;
}

/**
 * F11, F22, Re F12 and Im F12 of a form at Rt = (X X0^H + X0 X^H - X0 X0^H)/L, affine in X and never above X X^H/L.
 *
 * @param start X0, [L][n][2].
 * @param root unit of X.
 */
export function linearFisher(
  form: CrbForm,
  scale: FormScale,
  start: TransmitVectors,
  n: number,
  L: number,
  root: number,
): [LinearEntry, LinearEntry, LinearEntry, LinearEntry] {
  const count = form.vectors.length / (2 * n);
  const vectors = Array.from({ length: count }, (_, i) => vectorOf(form, i, n));
  // v_i^H x0 of every vector of the form at every time
  const products = Array.from({ length: L }, (_, s) => {
    const x0 = start.subarray(2 * n * s, 2 * n * (s + 1));
    return vectors.map((v) => innerProduct(v, x0));
  });
  const entry = (terms: readonly CrbTerm[], unit: number, imaginary: boolean): LinearEntry => {
    const coefficients = new Float64Array(2 * n * L);
    let constant = 0;
    for (let s = 0; s < L; s++) {
      const own = products[s] as (typeof products)[number];
      for (const t of terms) {
        const left = vectors[t.left] as Float64Array;
        const right = vectors[t.right] as Float64Array;
        const l = own[t.left] as (typeof own)[number];
        const r = own[t.right] as (typeof own)[number];
        // Im z = Re(-j z)
        const wr = imaginary ? t.im : t.re;
        const wi = imaginary ? -t.re : t.im;
        // Re(w r x^H v_l + w conj(l) v_r^H x - w r conj(l)) = Re(g^T x) - constant
        const ar = wr * l.re + wi * l.im;
        const ai = wi * l.re - wr * l.im;
        const br = wr * r.re - wi * r.im;
        const bi = -(wr * r.im + wi * r.re);
        for (let i = 0; i < n; i++) {
          const rr = right[2 * i] as number;
          const ri = -(right[2 * i + 1] as number);
          const lr = left[2 * i] as number;
          const li = -(left[2 * i + 1] as number);
          const at = 2 * (n * s + i);
          coefficients[at] = (coefficients[at] as number) + ar * rr - ai * ri + br * lr - bi * li;
          coefficients[at + 1] = (coefficients[at + 1] as number) + ar * ri + ai * rr + br * li + bi * lr;
        }
        constant += ar * r.re - ai * r.im;
      }
    }
    return { coefficients, factor: root / (L * unit), constant: constant / (L * unit) };
  };
  return [
    entry(form.f11, scale.f11, false),
    entry(form.f22, scale.f22, false),
    entry(form.f12, scale.f12, false),
    entry(form.f12, scale.f12, true),
  ];
}
