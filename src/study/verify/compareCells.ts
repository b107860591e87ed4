import type { CellValue, ColumnInfo } from '../tables/column.ts';

/** How recomputed numbers are compared with stored ones. */
export interface Comparison {
  /** 0: bit for bit. Else relative for linear values, and in dB for values in dB. */
  readonly tolerance: number;
  /** Largest deviation seen, in the measure of the tolerance. */
  largest: number;
}

/** True when a stored value is what was recomputed; integers, texts and nulls must be the same. */
export function sameCell(column: ColumnInfo, expected: CellValue, found: CellValue, comparison: Comparison): boolean {
  if (expected instanceof Float64Array && found instanceof Float64Array)
    return (
      expected.length === found.length &&
      expected.every((x, i) => sameNumber(column, x, found[i] as number, comparison))
    );
  if (column.type === 'float64' && typeof expected === 'number' && typeof found === 'number')
    return sameNumber(column, expected, found, comparison);
  return expected === found;
}

function sameNumber(column: ColumnInfo, expected: number, found: number, comparison: Comparison): boolean {
  if (Object.is(expected, found)) return true;
  const deviation = Math.abs(expected - found) / (column.unit === 'dB' ? 1 : Math.abs(expected) || 1);
  if (!(deviation <= comparison.tolerance)) return false; // NaN is no agreement
  comparison.largest = Math.max(comparison.largest, deviation);
  return comparison.tolerance > 0;
}

/** A value as a person reads it, with all digits. */
export function cellText(value: CellValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return value instanceof Float64Array ? `[${value.join(', ')}]` : String(value);
}
