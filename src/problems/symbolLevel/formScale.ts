import { type CrbForm, traceOf } from '../../model/crbForms.ts';

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
