/**
 * The power of two below the largest modulus of some numbers, 1 where all are zero: over this unit products of two of them stay within float64, and the division rounds
 * nothing. NaN or Infinity where a number is not finite.
 */
export function magnitudeUnit(numbers: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < numbers.length; i++) largest = Math.max(largest, Math.abs(numbers[i] as number));
  if (!Number.isFinite(largest)) return largest;
  // the logarithm of the largest doubles rounds to 1024
  return largest === 0 ? 1 : 2 ** Math.min(1023, Math.floor(Math.log2(largest)));
}
