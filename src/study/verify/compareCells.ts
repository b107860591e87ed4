import type { CellValue, ColumnInfo } from '../tables/column.ts';

/** How recomputed numbers are compared with stored ones. */
export interface Comparison {
  /** 0: bit for bit. Else relative for linear values, and in dB for values in dB. */
  readonly tolerance: number;
  /** Largest deviation seen, in the measure of the tolerance. */
  largest: number;
}

/** Bit for bit; nothing is noted, as nothing is taken for close. */
export const EXACT: Comparison = { tolerance: 0, largest: 0 };

/** Lists beyond this are told by one of their values. */
const LONG_LIST = 256;

/** What the comparison of numbers depends on. */
type Compared = Pick<ColumnInfo, 'type' | 'unit'>;

/** True when a stored value is what was recomputed; integers, texts and nulls must be the same. */
export function sameCell(column: Compared, expected: CellValue, found: CellValue, comparison: Comparison): boolean {
  if (expected instanceof Float64Array && found instanceof Float64Array)
    return expected.length === found.length && firstDifference(column, expected, found, comparison) < 0;
  if (column.type === 'float64' && typeof expected === 'number' && typeof found === 'number')
    return sameNumber(column, expected, found, comparison);
  return expected === found;
}

/** Index of the first value in which two lists of one length differ; -1 without any. */
function firstDifference(
  column: Compared,
  expected: Float64Array,
  found: Float64Array,
  comparison: Comparison,
): number {
  const integers = typeof column.type === 'object' && 'values' in column.type && column.type.values === 'int64';
  if (integers) return expected.findIndex((x, i) => x !== found[i]);
  return expected.findIndex((x, i) => !sameNumber(column, x, found[i] as number, comparison));
}

/** Two cells that are not the same, as a person reads them: of long lists the first value in which they differ. */
export function differenceTexts(
  column: Compared,
  expected: CellValue,
  found: CellValue | undefined,
  comparison: Comparison,
): { readonly expected: string; readonly found: string } {
  const both = expected instanceof Float64Array && found instanceof Float64Array && expected.length === found.length;
  const at = both ? firstDifference(column, expected, found, comparison) : 0;
  return { expected: shortText(expected, at), found: shortText(found, at) };
}

function sameNumber(column: Compared, expected: number, found: number, comparison: Comparison): boolean {
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

/** The same, a long list by its value at this index. */
export function shortText(value: CellValue | undefined, index: number): string {
  if (!(value instanceof Float64Array) || value.length <= LONG_LIST) return cellText(value);
  return `${value[index]} as value ${index} of ${value.length}`;
}
