import { describe, expect, it } from 'vitest';
import type { CellValue, ColumnType } from '../../../src/study/tables/column.ts';
import { differenceTexts, EXACT, sameCell, shortText } from '../../../src/study/verify/compareCells.ts';

const column = (type: ColumnType, unit?: string) => ({ type, ...(unit === undefined ? {} : { unit }) });
const COUNTS = column({ values: 'int64' });
const list = (...numbers: number[]): CellValue => Float64Array.from(numbers);
const within = (tolerance: number) => ({ tolerance, largest: 0 });

describe('sameCell', () => {
  it('takes lists of doubles within the tolerance, relative or in dB, and tells the largest deviation', () => {
    const [relative, decibels] = [column({ values: 'float64' }), column({ values: 'float64' }, 'dB')];
    const comparison = within(1e-3);
    expect(sameCell(relative, list(1000, 2), list(1000.5, 2), comparison)).toBe(true);
    expect(comparison.largest).toBeCloseTo(5e-4, 12);
    expect(sameCell(relative, list(1000, 2), list(1002, 2), comparison)).toBe(false);
    expect(sameCell(decibels, list(1000, 2), list(1000.5, 2), comparison)).toBe(false);
    expect(sameCell(decibels, list(1000, 2), list(1000.0005, 2), comparison)).toBe(true);
    expect(sameCell(relative, list(1000), list(1000.5), EXACT)).toBe(false);
    expect(sameCell(relative, list(Number.NaN), list(1), within(1))).toBe(false);
  });

  it('takes lists of integers only where they are the same', () => {
    const comparison = within(1e-3);
    expect(sameCell(COUNTS, list(1e6, 2), list(1e6, 2), comparison)).toBe(true);
    expect(sameCell(COUNTS, list(1e6, 2), list(1e6 + 1, 2), comparison)).toBe(false);
    expect(sameCell(COUNTS, list(-0), list(0), EXACT)).toBe(true); // an integer has no sign of zero
    expect(comparison.largest).toBe(0);
  });

  it.each([{ values: 'int64' }, { values: 'float64' }] as const)(
    'takes no list for one of another length or for none: %o',
    (type) => {
      const [own, comparison] = [column(type), within(1)];
      expect(sameCell(own, list(1, 2), list(1), comparison)).toBe(false);
      expect(sameCell(own, list(), list(1), comparison)).toBe(false);
      expect(sameCell(own, list(), null, comparison)).toBe(false);
      expect(sameCell(own, null, list(), comparison)).toBe(false);
      expect(sameCell(own, list(), list(), comparison)).toBe(true);
      expect(sameCell(own, null, null, comparison)).toBe(true);
    },
  );
});

describe('differenceTexts', () => {
  const long = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i);

  it('tells short lists whole', () => {
    expect(differenceTexts(COUNTS, list(1, 2), list(1, 3), EXACT)).toEqual({ expected: '[1, 2]', found: '[1, 3]' });
    expect(differenceTexts(COUNTS, list(), null, EXACT)).toEqual({ expected: '[]', found: 'null' });
  });

  it('tells long lists by the first value in which they differ', () => {
    const other = long(6002).with(5000, 1).with(6000, 2);
    expect(differenceTexts(COUNTS, long(6002), other, EXACT)).toEqual({
      expected: '5000 as value 5000 of 6002',
      found: '1 as value 5000 of 6002',
    });
    const near = long(6002).with(3, 3.001).with(700, 900);
    expect(differenceTexts(column({ values: 'float64' }), long(6002), near, within(0.01)).found).toBe(
      '900 as value 700 of 6002',
    );
    expect(differenceTexts(COUNTS, long(6002), long(6001), EXACT)).toEqual({
      expected: '0 as value 0 of 6002',
      found: '0 as value 0 of 6001',
    });
    expect(shortText(null, 3)).toBe('null');
  });
});
