import { innerProduct } from '../../model/complexVector.ts';
import type { CrbForm, CrbTerm } from '../../model/crbForms.ts';

/** Scales of a CRB form: F11, F22 and F12 for a transmit covariance P I. */
export interface FormScale {
  readonly f11: number;
  readonly f22: number;
  readonly f12: number;
}

export function formScale(form: CrbForm, antennas: number, power: number): FormScale {
  const f11 = power * traceOf(form, form.f11, antennas);
  const f22 = power * traceOf(form, form.f22, antennas);
  return { f11, f22, f12: Math.sqrt(f11 * f22) };
}

/** Vector i of a form, [n][2]. */
export function vectorOf(form: CrbForm, i: number, n: number): Float64Array {
  return form.vectors.subarray(2 * n * i, 2 * n * (i + 1));
}

function traceOf(form: CrbForm, terms: readonly CrbTerm[], n: number): number {
  let sum = 0;
  for (const t of terms) {
    const { re, im } = innerProduct(vectorOf(form, t.right, n), vectorOf(form, t.left, n));
    sum += t.re * re - t.im * im;
  }
  return sum;
}
