import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DataType,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int32,
  List,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Utf8,
  type Vector,
  makeData,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../tinyStudy.ts';
import { FILES, FOLDER, measuredChannels, outcomeOf } from './measured.ts';

const folder = temporaryFolder();
const ROWS = [0, 1, 2].map(measuredChannels);
const NUMBERS = ROWS.flat();
type Nested = number | null | readonly Nested[];

/** Numbers in lists of these lengths. */
function nest(numbers: readonly number[], [length = 0, ...rest]: readonly number[]): Nested {
  const size = numbers.length / length;
  return Array.from({ length }, (_, i) => {
    const part = numbers.slice(i * size, (i + 1) * size);
    return rest.length === 0 ? (part[0] as number) : nest(part, rest);
  });
}
const SHAPE = [2, 2, 1, 3, 2];
const nested = ROWS.map((row) => nest(row, SHAPE) as Nested[]);
const list = (type: DataType, depth: number): DataType =>
  depth === 0 ? type : new List(new Field('item', list(type, depth - 1), true));
const flat = (type: DataType, size: number): DataType => new FixedSizeList(size, new Field('item', type, true));
const vector = (rows: readonly unknown[], type: DataType): Vector => vectorFromArray(rows as unknown[], type) as Vector;

/** A table of one record batch; `about` is the metadata of the last column. */
function table(columns: Readonly<Record<string, Vector>>, about?: ReadonlyMap<string, string>): Table {
  const entries = Object.entries(columns);
  const fields = entries.map(
    ([name, v], i) => new Field(name, v.type, true, i === entries.length - 1 ? new Map(about) : null),
  );
  const children = entries.map(([, v]) => v.data[0] ?? makeData({ type: v.type }));
  const struct = makeData({ type: new Struct(fields), length: entries[0]?.[1].length ?? 0, nullCount: 0, children });
  return new Table(new Schema(fields), new RecordBatch(new Schema(fields), struct));
}
const outcome = (t: Table, format: 'file' | 'stream' = 'file'): number[] | string =>
  outcomeOf(folder, 'a.arrow', tableToIPC(t, format));

/** Changes a nested list at one place. */
function changed(path: readonly number[], value: Nested, from: Nested = nested): Nested {
  const [i, ...rest] = path;
  if (i === undefined) return value;
  return (from as readonly Nested[]).map((item, k) => (k === i ? changed(rest, value, item) : item));
}
const lists = (rows: Nested): Table => table({ channels: vector(rows as unknown[], list(new Float64(), 5)) });

describe('Arrow files that are read', () => {
  it.each(['file', 'stream'] as const)('nested lists in a %s', (format) => {
    expect(outcome(lists(nested), format)).toEqual(NUMBERS);
  });

  it('beside columns of many types, dictionaries among them', () => {
    const columns = {
      text: vector(['a', 'bc', null], new Utf8()),
      words: vectorFromArray(['x', 'y', 'x']) as Vector,
      day: vector([new Date(0), null, new Date(2)], vectorFromArray([new Date()]).type),
      flag: vectorFromArray([true, false, null]) as Vector,
      record: vectorFromArray([
        { a: 1, b: 'z' },
        { a: 2, b: 'y' },
        { a: 3, b: 'x' },
      ]) as Vector,
      nothing: vectorFromArray([null, null, null]) as Vector,
      lists: vector([['p'], [], ['q', 'r']], list(new Utf8(), 1)),
      channels: vector(nested, list(new Float32(), 5)),
    };
    for (const format of ['file', 'stream'] as const) expect(outcome(table(columns), format)).toEqual(NUMBERS);
  });

  it('in record batches, some of them empty', () => {
    const [first, second] = [lists(nested.slice(0, 1)), lists(nested.slice(1))];
    const batches = [lists([]), first, lists([]), second].flatMap((t) => t.batches);
    const several = new Table(first.schema, batches);
    expect(several.numRows).toBe(3);
    expect(outcome(several)).toEqual(NUMBERS);
    expect(outcome(several, 'stream')).toEqual(NUMBERS);
  });

  it('a tensor of which everything is told', () => {
    const about = new Map([
      ['ARROW:extension:name', 'arrow.fixed_shape_tensor'],
      [
        'ARROW:extension:metadata',
        JSON.stringify({
          shape: SHAPE,
          permutation: [0, 1, 2, 3, 4],
          dim_names: ['bs', 'cell', 'user', 'antenna', 'part'],
        }),
      ],
    ]);
    expect(outcome(table({ h: vector(ROWS, flat(new Float64(), 24)) }, about))).toEqual(NUMBERS);
  });
});

describe('Arrow files that are refused', () => {
  it.each<[string, RegExp, Table]>([
    ['no row at all', /expected at least 3 channel realizations, got 0/, lists([])],
    [
      'a null number',
      /channels\[1\]\[0\]\[1\]\[0\]\[2\]\[1\]: expected a number, got null/,
      lists(changed([1, 0, 1, 0, 2, 1], null)),
    ],
    ['a null list', /channels\[2\]\[1\]: expected a list of 2, got null/, lists(changed([2, 1], null))],
    ['a null row', /channels\[1\]: expected a list of 2, got null/, lists(changed([1], null))],
    ['a null first row', /channels\[0\]: expected a list, got null/, lists(changed([0], null))],
    ['a null first list', /channels\[0\]\[0\]: expected a list, got null/, lists(changed([0, 0], null))],
    ['a short list', /channels\[2\]\[0\]\[1\]: expected a list of 1, got one of 0/, lists(changed([2, 0, 1], []))],
    [
      'a long list',
      /channels\[2\]\[0\]\[1\]\[0\]\[0\]: expected a list of 2, got one of 3/,
      lists(changed([2, 0, 1, 0, 0], [1, 2, 3])),
    ],
    [
      'an empty first list',
      /expected pairs \(re, im\) innermost, got shape \[2, 2, 0\]/,
      lists(changed([0, 0, 0], [])),
    ],
    [
      'half floats',
      /column channels: expected lists of float64 or float32, got lists of float16/,
      table({ channels: vector(ROWS, list(new Float16(), 1)) }),
    ],
    [
      'integers',
      /got lists of int$/,
      table({
        channels: vector(
          ROWS.map((r) => r.map(Math.trunc)),
          list(new Int32(), 1),
        ),
      }),
    ],
    [
      'texts in lists',
      /got lists of text$/,
      table({
        channels: vector(
          ROWS.map((r) => r.map(String)),
          list(new Utf8(), 1),
        ),
      }),
    ],
    [
      'numbers without lists',
      /expected lists of float64 or float32, got float64$/,
      table({ channels: vector([1, 2, 3], new Float64()) }),
    ],
    [
      'a dictionary',
      /expected lists of float64 or float32, got a dictionary$/,
      table({ channels: vectorFromArray(['a', 'b', 'c']) }),
    ],
    [
      'records',
      /got lists of struct$/,
      table({ channels: vectorFromArray([[{ re: 1, im: 2 }], [{ re: 1, im: 2 }], [{ re: 1, im: 2 }]]) as Vector }),
    ],
    ['no columns', /expected a column channels, got no column$/, table({})],
    [
      'other columns',
      /expected a column channels, got "a\\nb", c$/,
      table({ 'a\nb': vector([1], new Float64()), c: vector([1], new Float64()) }),
    ],
    [
      'flat lists of another length',
      /expected 24 numbers in each row, .* got 23$/,
      table({
        h: vector(
          ROWS.map((r) => r.slice(1)),
          flat(new Float64(), 23),
        ),
      }),
    ],
  ])('%s', (_, message, t) => {
    for (const format of ['file', 'stream'] as const) expect(outcome(t, format)).toMatch(message);
  });

  it.each([Number.NaN, -Infinity])('but not %s, which is for its draw to say', (value) => {
    const numbers = outcome(lists(changed([2, 1, 0, 0, 1, 0], value)));
    expect(numbers).toHaveLength(NUMBERS.length);
    expect((numbers as number[]).filter((x) => !Number.isFinite(x))).toEqual([value]);
  });

  it.each<[string, RegExp, string | undefined]>([
    ['absent', /expected JSON such as \{"shape": .*, got the tensor metadata ""$/, undefined],
    ['empty', /expected JSON such as/, ''],
    ['no JSON', /expected JSON such as .*, got the tensor metadata "\{shape:\\n"$/, '{shape:\n'],
    ['nothing', /expected an object such as/, 'null'],
    ['a list', /expected an object such as/, '[2, 2, 1, 3, 2]'],
    ['a number', /expected an object such as/, '24'],
    ['without a shape', /expected a shape of whole numbers from 0/, '{}'],
    ['with a text as shape', /expected a shape of whole numbers from 0/, '{"shape": "24"}'],
    ['with texts in the shape', /expected a shape of whole numbers from 0/, '{"shape": ["2", 2, 1, 3, 2]}'],
    ['negative', /expected a shape of whole numbers from 0/, '{"shape": [-2, -2, 1, 3, 2]}'],
    ['broken', /expected a shape of whole numbers from 0/, '{"shape": [1.5, 16]}'],
    ['huge', /expected a shape of whole numbers from 0/, '{"shape": [1e300, 2]}'],
    [
      'of too many dimensions',
      /expected a shape of whole numbers from 0/,
      JSON.stringify({ shape: Array(70).fill(1) }),
    ],
    ['of more numbers', /expected a tensor of the 24 numbers of its fixed-size list/, '{"shape": [4000000000, 2]}'],
    [
      'of a product beyond every number',
      /expected a tensor of the 24 numbers/,
      JSON.stringify({ shape: Array(30).fill(1e15) }),
    ],
    ['of no numbers', /expected a tensor of the 24 numbers/, '{"shape": []}'],
    ['of no pairs', /expected pairs \(re, im\) innermost, got shape \[24\]$/, '{"shape": [24]}'],
    ['of another shape', /expected channels of shape .*, got \[3, 2, 3, 1, 2\]$/, '{"shape": [2, 3, 1, 2, 2]}'],
    [
      'in another order',
      /expected a tensor in row-major order/,
      '{"shape": [2, 2, 1, 3, 2], "permutation": [1, 0, 2, 3, 4]}',
    ],
    [
      'in an order of texts',
      /expected a tensor in row-major order/,
      '{"shape": [2, 2, 1, 3, 2], "permutation": "01234"}',
    ],
    ['in a short order', /expected a tensor in row-major order/, '{"shape": [2, 2, 1, 3, 2], "permutation": [0, 1]}'],
    ['with one name', /expected 5 texts as dim_names/, '{"shape": [2, 2, 1, 3, 2], "dim_names": ["bs"]}'],
    [
      'with names in another order',
      /expected the dimensions in the order bs, cell, user, antenna, got/,
      '{"shape": [2, 2, 1, 3, 2], "dim_names": ["cell", "bs", "user", "antenna", "part"]}',
    ],
    [
      'with numbers as names',
      /expected 5 texts as dim_names/,
      '{"shape": [2, 2, 1, 3, 2], "dim_names": [1, 2, 3, 4, 5]}',
    ],
  ])('tensor metadata that are %s', (_, message, metadata) => {
    const about = new Map([['ARROW:extension:name', 'arrow.fixed_shape_tensor']]);
    if (metadata !== undefined) about.set('ARROW:extension:metadata', metadata);
    expect(outcome(table({ channels: vector(ROWS, flat(new Float64(), 24)) }, about))).toMatch(message);
  });

  it('two columns of channels', () => {
    const column = (): Vector => vector(ROWS, flat(new Float64(), 24));
    const bytes = Buffer.from(tableToIPC(table({ channels: column(), channelz: column() }), 'file'));
    // both the schema and the footer have the name, which apache-arrow would not write twice
    for (let at = bytes.indexOf('channelz'); at >= 0; at = bytes.indexOf('channelz')) bytes.write('channels', at);
    expect(outcomeOf(folder, 'two.arrow', bytes)).toMatch(/: expected one column channels, got 2$/);
  });

  it('a tensor of lists without a size', () => {
    const about = new Map([
      ['ARROW:extension:name', 'arrow.fixed_shape_tensor'],
      ['ARROW:extension:metadata', '{"shape": [2, 2, 1, 3, 2]}'],
    ]);
    expect(outcome(table({ channels: vector(ROWS, list(new Float64(), 1)) }, about))).toMatch(/of its fixed-size list/);
  });

  it.each(FILES.filter((name) => /arrow|feather/.test(name)))('%s where it breaks off', (name) => {
    const whole = readFileSync(join(FOLDER, name));
    for (let length = 1; length < whole.length; length++)
      expect(outcomeOf(folder, 'cut.arrow', whole.subarray(0, length)), `${length} bytes`).toMatch(
        /: expected an Arrow file, got a damaged/,
      );
  });

  it('a stream that breaks off inside a message', () => {
    const whole = tableToIPC(tableFromIPC(readFileSync(join(FOLDER, 'lists.feather'))), 'stream');
    for (let length = 1; length < whole.length; length++) {
      const got = outcomeOf(folder, 'cut.arrow', whole.subarray(0, length));
      // between two messages a stream may end
      if (typeof got === 'string') expect(got).toMatch(/: expected (an Arrow file, got a damaged|at least 3 channel)/);
      else expect(got).toEqual(NUMBERS);
    }
  });

  it.each([
    ['version 1 of Feather', 'FEA1', /it is of version 1 of Feather/],
    ['a Parquet file', 'PAR1', /it does not begin as one/],
  ])('%s', (_, magic, message) => {
    expect(outcomeOf(folder, 'a.feather', Buffer.from(magic.padEnd(100, magic)))).toMatch(message);
  });
});
