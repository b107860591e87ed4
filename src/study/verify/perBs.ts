/** The values of a list without the NaN that fill it up for BSs that the system does not have. */
export function withoutPadding(values: Float64Array): Float64Array {
  return values.subarray(0, values.findLastIndex((x) => !Number.isNaN(x)) + 1);
}

/** Root mean square over the BSs of a row; null without any. */
export function rootMean(values: Float64Array | null): number | null {
  const own = withoutPadding(values ?? new Float64Array(0));
  return own.length === 0 ? null : Math.sqrt(own.reduce((sum, x) => sum + x * x, 0) / own.length);
}

/** Sum over the BSs of a row. */
export function sumOfBs(values: Float64Array): number {
  return withoutPadding(values).reduce((sum, x) => sum + x, 0);
}

/** Equal within a relative deviation, or both infinite. */
export function isClose(a: number, b: number, deviation: number): boolean {
  return a === b || Math.abs(a - b) <= deviation * Math.abs(b);
}
