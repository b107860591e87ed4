/** Median, the mean of the middle two of an even number of values; NaN of an empty list. */
export function median(values: readonly number[]): number {
  const s = values.toSorted((a, b) => a - b);
  const n = s.length;
  if (n === 0) return Number.NaN;
  return ((s[(n - 1) >> 1] as number) + (s[n >> 1] as number)) / 2;
}
