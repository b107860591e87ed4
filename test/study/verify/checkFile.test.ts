import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/study/hash.ts';
import { arrowFile } from '../../../src/study/tables/arrowTable.ts';
import type { Column, ColumnType } from '../../../src/study/tables/column.ts';
import { checkFile } from '../../../src/study/verify/checkFile.ts';
import { Findings } from '../../../src/study/verify/findings.ts';
import { temporaryFolder } from '../tinyStudy.ts';

type Lists = readonly (Float64Array | null)[];
const METADATA = new Map([['isac_mc.table', 'errors']]);
const FILE = 'data/errors/part-00000.arrow';
const root = temporaryFolder();

function column(type: ColumnType, more: Partial<Column<Float64Array | null>> = {}): Column<Float64Array | null> {
  return { name: 'tail', type, nullable: true, description: 'values', get: (list) => list, ...more };
}

/** Findings of a file of lists that was written as one column and is checked as another, and what was read. */
function check(written: Column<Float64Array | null>, claimed: Column<Float64Array | null>, rows: Lists) {
  const bytes = arrowFile([written], rows, METADATA);
  mkdirSync(dirname(join(root, FILE)), { recursive: true });
  writeFileSync(join(root, FILE), bytes);
  const findings = new Findings();
  const stored = checkFile(
    {
      root,
      file: FILE,
      table: 'errors',
      layout: { columns: [claimed], claimed: false, values: () => [], begin: () => {} },
      metadata: METADATA,
      listed: [
        {
          chunk: 0,
          files: [{ table: 'errors', rows: rows.length, sha256: sha256(bytes) }],
          seconds: 0,
          host: 'here',
        },
      ],
    },
    findings,
  );
  return { stored, found: findings.kept.map((f) => `${f.row}: ${f.expected}, ${f.found}`) };
}

const DOUBLES = column({ values: 'float64' });
const INTEGERS = column({ values: 'int64' });

describe('checkFile with lists of any length', () => {
  it.each([DOUBLES, INTEGERS])('finds nothing in a right file: %o', (own) => {
    const rows = [Float64Array.of(1, 2, 3), null, new Float64Array(0), Float64Array.of(4)];
    const { stored, found } = check(own, own, rows);
    expect(found).toEqual([]);
    expect(stored?.columns.get('tail')).toEqual(rows);
  });

  it('finds numbers that are not finite, at the end of a list too', () => {
    const rows = [Float64Array.of(1, Number.NaN), Float64Array.of(1), Float64Array.of(-Infinity, 1)];
    expect(check(DOUBLES, DOUBLES, rows).found).toEqual([
      '0: finite numbers, [1, NaN]',
      '2: finite numbers, [-Infinity, 1]',
    ]);
    const infinite = column({ values: 'float64' }, { infinite: true });
    const allowed = [Float64Array.of(Infinity), Float64Array.of(Infinity, -Infinity)];
    expect(check(infinite, infinite, allowed).found).toEqual(['1: finite numbers, [Infinity, -Infinity]']);
  });

  it('tells where in a long list such a number is', () => {
    const rows = [new Float64Array(65_536).with(40_000, Number.NaN)];
    expect(check(DOUBLES, DOUBLES, rows).found).toEqual(['0: finite numbers, NaN as value 40000 of 65536']);
  });

  it('finds nulls, and a column of another type', () => {
    const never = column({ values: 'int64' }, { nullable: false });
    expect(check(INTEGERS, never, [null]).found).toEqual(['null: a column without nulls, a nullable column']);
    expect(check(INTEGERS, DOUBLES, []).found).toEqual([
      'null: type list of any length of float64, type list of any length of int64',
    ]);
    expect(check(column({ list: 2 }), DOUBLES, []).found).toEqual([
      'null: type list of any length of float64, type list of 2 float64 or null',
    ]);
  });
});
