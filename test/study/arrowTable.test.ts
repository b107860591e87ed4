import { tableFromIPC, type Table } from 'apache-arrow';
import {
  type Arbitrary,
  array,
  assert,
  bigInt,
  boolean,
  constant,
  constantFrom,
  double,
  integer,
  maxSafeInteger,
  nat,
  oneof,
  option,
  property,
  record,
  string,
  tuple,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrowFile } from '../../src/study/tables/arrowTable.ts';
import { readArrow } from '../../src/study/tables/arrow/arrowReader.ts';
import { ArrowWriter } from '../../src/study/tables/arrow/arrowWriter.ts';
import type { CellValue, Column, ColumnType, ListValues } from '../../src/study/tables/column.ts';
import { arrowFileByApache } from './arrowFileByApache.ts';

interface Row {
  readonly id: bigint;
  readonly name: string;
  readonly other: string;
  readonly value: number | null;
  readonly pair: Float64Array | null;
  readonly good: boolean;
}

const COLUMNS: Column<Row>[] = [
  { name: 'id', type: 'int64', description: 'an id', get: (r) => r.id },
  { name: 'name', type: 'text', description: 'a name', get: (r) => r.name },
  { name: 'other', type: 'text', description: 'another name', get: (r) => r.other },
  { name: 'sinr_db', type: 'float64', unit: 'dB', nullable: true, description: 'a SINR', get: (r) => r.value },
  { name: 'pair_deg', type: { list: 2 }, unit: 'deg', nullable: true, description: 'two angles', get: (r) => r.pair },
  { name: 'index', type: 'int32', description: 'an index', get: (r) => Number(r.id % 7n) },
  { name: 'good', type: 'bool', description: 'a flag', get: (r) => r.good },
];

const ROWS: Row[] = Array.from({ length: 20 }, (_, i) => ({
  id: 2n ** 60n + BigInt(i),
  name: ['a', 'b', 'ä'][i % 3] as string,
  other: 'b',
  value: i % 4 === 1 ? null : i / 3 - 2,
  pair: i % 5 === 2 ? null : Float64Array.of(i, -1 / (i + 1)),
  good: i % 2 === 0,
}));
const METADATA = new Map([['isac_mc.table', 'test']]);

const bytes = arrowFile(COLUMNS, ROWS, METADATA);
const table: Table = tableFromIPC(bytes);

describe('arrowFile', () => {
  it('keeps types, units and descriptions in the schema', () => {
    expect(table.schema.fields.map((f) => [f.name, String(f.type), f.nullable, f.metadata.get('unit')])).toEqual([
      ['id', 'Int64', false, undefined],
      ['name', 'Dictionary<Int32, Utf8>', false, undefined],
      ['other', 'Dictionary<Int32, Utf8>', false, undefined],
      ['sinr_db', 'Float64', true, 'dB'],
      ['pair_deg', 'FixedSizeList[2]<Float64>', true, 'deg'],
      ['index', 'Int32', false, undefined],
      ['good', 'Bool', false, undefined],
    ]);
    for (const [i, field] of table.schema.fields.entries())
      expect(field.metadata.get('description')).toBe(COLUMNS[i]?.description);
    expect([...table.schema.metadata]).toEqual([['isac_mc.table', 'test']]);
  });

  it('gives back every value and null', () => {
    expect(table.numRows).toBe(ROWS.length);
    expect(table.batches).toHaveLength(1);
    ROWS.forEach((row, i) => {
      const cell = (name: string): unknown => table.getChild(name)?.get(i);
      expect(cell('id')).toBe(row.id);
      expect(cell('name')).toBe(row.name);
      expect(cell('other')).toBe('b');
      expect(cell('sinr_db')).toBe(row.value);
      expect(cell('index')).toBe(Number(row.id % 7n));
      expect(cell('good')).toBe(row.good);
      const pair = cell('pair_deg') as { toArray(): Float64Array } | null;
      expect(pair === null ? null : [...pair.toArray()]).toEqual(row.pair === null ? null : [...row.pair]);
    });
    expect(table.getChild('sinr_db')?.nullCount).toBe(5);
    expect(table.getChild('pair_deg')?.nullCount).toBe(4);
  });

  it('has one dictionary for each text column, numbered by the column', () => {
    const ids = table.schema.fields.flatMap((f) => ('dictionary' in f.type ? [(f.type as { id: number }).id] : []));
    expect(ids).toEqual([1, 2]);
    expect(table.getChild('name')?.data[0]?.dictionary?.toArray()).toHaveLength(3);
  });

  it('gives the same bytes again, whatever was written between', () => {
    arrowFile(COLUMNS.toReversed(), ROWS.slice(3), new Map());
    expect(Buffer.from(arrowFile(COLUMNS, ROWS, METADATA)).equals(Buffer.from(bytes))).toBe(true);
  });

  it('writes a table without rows that keeps its columns', () => {
    const empty = tableFromIPC(arrowFile(COLUMNS, [], METADATA));
    expect(empty.numRows).toBe(0);
    expect(empty.schema.fields.map((f) => String(f.type))).toEqual(table.schema.fields.map((f) => String(f.type)));
  });

  it('holds nulls in every row of a nullable column', () => {
    const nulls = tableFromIPC(
      arrowFile(
        COLUMNS,
        ROWS.slice(0, 3).map((r) => ({ ...r, value: null, pair: null })),
        METADATA,
      ),
    );
    expect(nulls.getChild('sinr_db')?.nullCount).toBe(3);
    expect(nulls.getChild('pair_deg')?.nullCount).toBe(3);
  });

  it('refuses a null in a column that has none', () => {
    const column: Column<number | null> = { name: 'x', type: 'float64', description: 'x', get: (r) => r };
    expect(() => arrowFile([column], [1, null], METADATA)).toThrow(/column x is never null/);
  });
});

type Cells = readonly CellValue[];

/** Values of a type, with the awkward ones. */
function valuesOf(type: ColumnType): Arbitrary<CellValue> {
  if (typeof type === 'object' && 'list' in type)
    return array(double(), { minLength: type.list, maxLength: type.list }).map((x) => Float64Array.from(x));
  if (typeof type === 'object')
    return oneof(
      { weight: 4, arbitrary: array(itemOf(type.values), { maxLength: 5 }) },
      { weight: 1, arbitrary: array(itemOf(type.values), { maxLength: 300 }) },
    ).map((x) => Float64Array.from(x));
  if (type === 'int32') return integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  if (type === 'int64') return bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  if (type === 'float64') return double();
  return type === 'bool' ? boolean() : oneof(constantFrom('', 'a', 'ä', '𝕏 y'), string());
}

/** The integers that a double tells apart, without a -0, which is no integer of 64 bits. */
function itemOf(values: ListValues): Arbitrary<number> {
  return values === 'int64' ? maxSafeInteger().map((x) => x + 0) : double();
}

const anyColumn: Arbitrary<{ column: Omit<Column<Cells>, 'get'>; values: Arbitrary<CellValue> }> = record({
  name: string({ minLength: 1 }),
  description: string(),
  nullable: boolean(),
  unit: option(string({ minLength: 1 }), { nil: undefined }),
  type: oneof(
    constantFrom<ColumnType>('int32', 'int64', 'float64', 'bool', 'text'),
    integer({ min: 1, max: 5 }).map((list): ColumnType => ({ list })),
    constantFrom<ColumnType>({ values: 'int64' }, { values: 'float64' }),
  ),
}).map(({ unit, ...column }) => {
  const { type } = column;
  const value = valuesOf(type);
  return {
    column: { ...column, ...(unit === undefined ? {} : { unit }) },
    // apache-arrow packs a bool column of nulls alone in another way; no bool column of ours has a null
    values: column.nullable && type !== 'bool' ? option<CellValue>(value, { freq: 3 }) : value,
  };
});

/** Columns, and the rows of some files. */
const anyTable = array(anyColumn, { minLength: 1, maxLength: 8 }).chain((columns) =>
  record({
    columns: constant(
      columns.map(({ column }, i): Column<Cells> => ({
        ...column,
        name: `${column.name}${i}`,
        get: (row) => row[i] as CellValue,
      })),
    ),
    files: array(
      oneof(
        { weight: 4, arbitrary: array(tuple(...columns.map((c) => c.values)), { maxLength: 20 }) },
        // past the first block of bits and the first growth of the buffers
        {
          weight: 1,
          arbitrary: array(tuple(...columns.map((c) => c.values)), { minLength: 600, maxLength: 700 }),
        },
      ),
      { minLength: 1, maxLength: 4 },
    ),
  }),
);

describe('the files of one writer', () => {
  it('are byte by byte those of apache-arrow, whatever was written before', () => {
    assert(
      property(anyTable, nat({ max: 11000 }), ({ columns, files }, first) => {
        const writer = new ArrowWriter(columns);
        files.forEach((rows, i) => {
          const metadata = new Map([
            ['isac_mc.table', 'ä'],
            ['isac_mc.chunk', String(first * i)],
          ]);
          writer.begin();
          for (const row of rows) writer.append((c) => row[c] as CellValue);
          expect(writer.rows).toBe(rows.length);
          const file = Buffer.from(writer.finish(metadata));
          expect(file.equals(Buffer.from(arrowFileByApache(columns, rows, metadata)))).toBe(true);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('are read back value by value', () => {
    assert(
      property(anyTable, nat({ max: 7 }), ({ columns, files }, skip) => {
        for (const rows of files) {
          const file = arrowFile(columns, rows, METADATA);
          // somewhere in a larger buffer, as a file that was read may be
          const moved = new Uint8Array(file.length + skip).subarray(skip);
          moved.set(file);
          const read = readArrow(moved);
          expect(read.rows).toBe(rows.length);
          columns.forEach(({ name }, c) => {
            const column = read.column(name);
            rows.forEach((row, r) => expect(column(r)).toEqual(row[c]));
          });
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are refused by the reader where they are cut or something else', () => {
    expect(() => readArrow(bytes.subarray(0, bytes.length - 1))).toThrow('not an Arrow file');
    expect(() => readArrow(bytes.subarray(8))).toThrow('not an Arrow file');
    expect(() => readArrow(new Uint8Array(0))).toThrow('not an Arrow file');
    expect(() => readArrow(bytes).column('nothing')).toThrow('column nothing');
  });

  it('do not hold the rows of a file that failed', () => {
    const column: Column<number | null> = { name: 'x', type: 'float64', description: 'x', get: (r) => r };
    const writer = new ArrowWriter([column]);
    writer.begin();
    writer.append(() => 1);
    expect(() => writer.append(() => null)).toThrow(/column x is never null/);
    writer.begin();
    writer.append(() => 2);
    expect(Buffer.from(writer.finish(METADATA)).equals(Buffer.from(arrowFile([column], [2], METADATA)))).toBe(true);
  });
});
