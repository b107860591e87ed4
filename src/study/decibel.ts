/** Linear power ratio in dB; null for null and for values that are not positive numbers. */
export function decibel(x: number | null | undefined): number | null {
  return x !== null && x !== undefined && x > 0 && Number.isFinite(x) ? 10 * Math.log10(x) : null;
}
