import { tableFromIPC, type Table } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { type Column, arrowFile } from '../../src/study/tables/arrowTable.ts';

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
