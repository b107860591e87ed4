import {
  type Data,
  type DataType,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  LargeList,
  List,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Uint64,
  makeData,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow';
import { array, assert, constantFrom, integer, nat, oneof, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArrow } from '../../src/study/tables/arrow/arrowReader.ts';
import { ArrowWriter } from '../../src/study/tables/arrow/arrowWriter.ts';
import { arrowFile } from '../../src/study/tables/arrowTable.ts';
import type { Column, ListValues } from '../../src/study/tables/column.ts';

type Cell = readonly number[] | null;
const NOTHING = new Map<string, string>();
const COUNTS = 'counts';

function lists(values: ListValues, nullable = true): Column<Cell> {
  return {
    name: COUNTS,
    type: { values },
    nullable,
    description: 'some numbers',
    get: (cell) => cell && Float64Array.from(cell),
  };
}

const written = (values: ListValues, cells: readonly Cell[]): Uint8Array => arrowFile([lists(values)], cells, NOTHING);

function readOwn(bytes: Uint8Array): Cell[] {
  const { rows, column } = readArrow(bytes);
  const cell = column(COUNTS);
  return Array.from({ length: rows }, (_, row) => cell(row) as Float64Array | null).map((x) => x && [...x]);
}

function readApache(bytes: Uint8Array): Cell[] {
  const cells = [...(tableFromIPC(bytes).getChild(COUNTS) ?? [])] as (Iterable<number | bigint> | null)[];
  return cells.map((x) => x && Array.from(x, Number));
}

/** The one column of a file as apache-arrow sees it; its arrays are parts of the bytes. */
function partsOf(bytes: Uint8Array): { offsets: Int32Array; values: BigInt64Array } {
  const data = tableFromIPC(bytes).getChild(COUNTS)?.data[0] as Data<List<Int64>>;
  const child = data.children[0] as Data<Int64>;
  expect(data.valueOffsets.buffer).toBe(bytes.buffer);
  const offsets = new Int32Array(bytes.buffer, data.valueOffsets.byteOffset, data.length + 1);
  return { offsets, values: new BigInt64Array(bytes.buffer, child.values.byteOffset, child.length) };
}

const LARGEST = Number.MAX_SAFE_INTEGER;
const CELLS: Record<string, readonly Cell[]> = {
  'no rows': [],
  'an empty list': [[]],
  'empty lists alone': [[], [], []],
  'null alone': [null],
  'nulls alone': Array.from({ length: 70 }, () => null),
  'nulls and empty lists': [null, [], null, []],
  'one value': [[7]],
  'lists of every kind': [[1, 2, 3], [], null, [-4], [], [5, 6]],
  'largest and smallest integers': [[LARGEST, -LARGEST], [0], [2 ** 32, 2 ** 31, -(2 ** 31), -(2 ** 32), -1]],
  'many rows': Array.from({ length: 20_000 }, (_, i) => (i % 7 === 3 ? null : Array.from({ length: i % 5 }, () => i))),
  'long lists': [
    Array.from({ length: 6002 }, (_, i) => 2 ** 33 + i),
    [],
    Array.from({ length: 65_536 }, (_, i) => -1 - i),
  ],
};

describe.each(['int64', 'float64'] as const)('lists of any length of %s', (values) => {
  it.each(Object.entries(CELLS))('come back: %s', (_name, cells) => {
    const bytes = written(values, cells);
    expect(readOwn(bytes)).toEqual(cells);
    expect(readApache(bytes)).toEqual(cells);
    expect(Buffer.from(written(values, cells)).equals(bytes)).toBe(true);
  });

  it('are what the schema says', () => {
    const [field] = tableFromIPC(written(values, [])).schema.fields;
    const item = (field?.type as List | undefined)?.valueField;
    expect(String(field?.type)).toBe(`List<${values === 'int64' ? 'Int64' : 'Float64'}>`);
    expect([item?.name, item?.nullable]).toEqual(['item', false]);
    expect(readArrow(written(values, [])).fields).toMatchObject([{ type: { values }, nullableItems: false }]);
  });

  it('have the same bytes whatever file was written before', () => {
    const column = lists(values);
    const writer = new ArrowWriter([column]);
    for (const cells of [...Object.values(CELLS), ...Object.values(CELLS).toReversed()]) {
      writer.begin();
      for (const cell of cells) writer.append(() => column.get(cell));
      expect(Buffer.from(writer.finish(NOTHING)).equals(written(values, cells))).toBe(true);
    }
  });

  it('are not there only in a column that may have none', () => {
    expect(() => arrowFile([lists(values, false)], [[1], null], NOTHING)).toThrow(/column counts is never null/);
  });

  it('are read into memory of their own', () => {
    const cell = readArrow(written(values, [[1, 2], [3]])).column(COUNTS);
    (cell(0) as Float64Array).fill(9);
    expect([cell(0), cell(1)]).toEqual([Float64Array.of(1, 2), Float64Array.of(3)]);
  });
});

describe('the writer', () => {
  it.each([0.5, Number.NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 1e300])(
    'refuses %d in a list of integers',
    (number) => {
      expect(() => written('int64', [[1], [2, number]])).toThrow(`internal error: ${number} in a list of integers`);
    },
  );

  it('keeps each double of a list as a column of doubles does', () => {
    const cells = [[Number.NaN, Infinity, -Infinity, -0, Number.MIN_VALUE, Number.MAX_VALUE]];
    expect(readOwn(written('float64', cells))).toEqual(cells);
    const column: Column<number> = { name: COUNTS, type: 'float64', description: '', get: (x) => x };
    const single = readArrow(arrowFile([column], cells[0] ?? [], NOTHING)).column(COUNTS);
    cells[0]?.forEach((x, row) => expect(single(row)).toBe(x));
  });

  it('takes the values when a row is added', () => {
    const list = Float64Array.of(1, 2);
    const writer = new ArrowWriter([lists('float64')]);
    writer.begin();
    writer.append(() => list);
    list.fill(3);
    writer.append(() => list);
    expect(readOwn(writer.finish(NOTHING))).toEqual([
      [1, 2],
      [3, 3],
    ]);
  });
});

const BASE: readonly Cell[] = [[1, 2, 3], [], null, [4], [5, 6]];

/** A file of apache-arrow whose column has this type. */
function byApache(type: DataType, data: Data): Uint8Array {
  const schema = new Schema([new Field(COUNTS, type, true, new Map([['description', 'x']]))]);
  const struct = makeData({ type: new Struct(schema.fields), length: data.length, nullCount: 0, children: [data] });
  return tableToIPC(new Table(schema, new RecordBatch(schema, struct)), 'file');
}

describe('the reader refuses', () => {
  it.each<[string, (offsets: Int32Array) => void, RegExp]>([
    ['values in front of the first list', (o) => (o[0] = 1), /values in front of its lists/],
    ['an offset below 0', (o) => (o[0] = -1), /values in front of its lists/],
    ['a list that ends before it begins', (o) => (o[2] = 2), /lists that overlap/],
    ['a list beyond the values', (o) => (o[3] = 7), /lists that overlap/],
    ['lists of more values than there are', (o) => (o[5] = 7), /a column of 6 values/],
    ['lists of fewer values than there are', (o) => (o[5] = 5), /a column of 6 values/],
    ['lists of very many values', (o) => (o[5] = 2 ** 31 - 1), /a column of 6 values/],
    ['lists that end below 0', (o) => (o[5] = -1), /lists that overlap/],
  ])('%s', (_name, change, message) => {
    const bytes = written('int64', BASE);
    change(partsOf(bytes).offsets);
    expect(() => readArrow(bytes)).toThrow(message);
  });

  it.each([2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n), 2n ** 62n, -(2n ** 63n), 2n ** 63n - 1n])(
    'the integer %d',
    (number) => {
      const bytes = written('int64', BASE);
      partsOf(bytes).values[4] = number;
      expect(() => readArrow(bytes)).toThrow(/column counts has integers that no double tells/);
    },
  );

  it('all offsets but those that ascend from 0 to the number of values, whatever they are', () => {
    const number = oneof(integer({ min: -2, max: 8 }), integer(), constantFrom(0, 6, 2 ** 31 - 1, -(2 ** 31)));
    let accepted = 0;
    assert(
      property(array(tuple(nat({ max: 5 }), number), { minLength: 1, maxLength: 3 }), (changes) => {
        const bytes = written('float64', BASE);
        const { offsets } = partsOf(bytes);
        for (const [at, value] of changes) offsets[at] = value;
        const ascend = offsets.every((x, i) => (i === 0 ? x === 0 : x >= (offsets[i - 1] as number)));
        if (!ascend || offsets[5] !== 6) expect(() => readArrow(bytes)).toThrow(/column/);
        else {
          accepted++;
          expect(readOwn(bytes)).toEqual(readApache(bytes));
        }
      }),
      { numRuns: 2000, seed: 5 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('a list with a null, in a column that may have them and in one that may not', () => {
    const child = vectorFromArray([1, null, 3], new Float64()).data[0] as Data<Float64>;
    const file = (nullable: boolean): Uint8Array => {
      const type = new List(new Field('item', new Float64(), nullable));
      return byApache(type, makeData({ type, length: 1, nullCount: 0, valueOffsets: Int32Array.of(0, 3), child }));
    };
    expect(() => readArrow(file(true))).toThrow('a list that no table has');
    expect(() => readArrow(file(false))).toThrow('column counts has lists with nulls');
  });

  it.each<[string, DataType]>([
    ['int32', new Int32()],
    ['float32', new Float32()],
    ['uint64', new Uint64()],
    ['lists', new List(new Field('item', new Float64(), false))],
  ])('a list of %s', (_name, item) => {
    const type = new List(new Field('item', item, false));
    const data = vectorFromArray([], type).data[0] as Data;
    expect(() => readArrow(byApache(type, data))).toThrow(/that no table has|unsigned|columns within/);
  });

  it('a list whose values have another name, and one with offsets of 64 bits', () => {
    const named = (name: string) => new List(new Field(name, new Float64(), false));
    const empty = (type: DataType): Data => vectorFromArray([], type).data[0] as Data;
    expect(readArrow(byApache(named('item'), empty(named('item')))).fields).toMatchObject([
      { type: { values: 'float64' } },
    ]);
    expect(() => readArrow(byApache(named('element'), empty(named('element'))))).toThrow('a list that no table has');
    const large = new LargeList(new Field('item', new Float64(), false));
    const child = makeData({ type: new Float64(), data: new Float64Array(0) });
    const data = makeData({ type: large, length: 0, nullCount: 0, valueOffsets: BigInt64Array.of(0n), child });
    expect(() => readArrow(byApache(large, data))).toThrow('columns within a column');
  });
});
