import type { Normalization } from '../types.ts';

/**
 * Form of a program A with its threshold or its weights.
 *
 * @param rho weight of sensing; null in the threshold form.
 * @param threshold g of the threshold form, linear.
 * @param program place of the program's NFR and NFC in the normalisation of its task: its BS, 0 in CoMP.
 */
export function formFields(
  rho: number | null,
  threshold: number,
  normalization: Normalization | null,
  program: number,
): { form: 'threshold'; threshold: number } | { form: 'weighted'; rho: number; nfr: number; nfc: number } {
  if (rho === null) return { form: 'threshold', threshold };
  const [nfr, nfc] = [normalization?.nfr[program] ?? Number.NaN, normalization?.nfc[program] ?? Number.NaN];
  return { form: 'weighted', rho, nfr, nfc };
}
