import {
  Bool,
  type DataType,
  Field,
  FixedSizeList,
  Float64,
  Int32,
  List,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { zipSync } from 'fflate';
import type { Draw } from '../draw.ts';
import { hostileText } from './hostile.ts';
import { type Changed, shown } from './values.ts';

/** Numbers of the 3 realizations of 2 x 2 x 1 x 3 complex channels that the reference files hold. */
const COUNT = 72;

/** Sizes that a header may claim beside the right ones. */
const SIZES = ['0', '1', '2', '3', '-1', '4000000000', '9007199254740993', '1e3', '3.5', 'None', 'x', '', '1L', '0x3'];
const TYPES = [
  '<c16',
  '>c16',
  '<c8',
  '<f8',
  '<f4',
  '<f2',
  '<i8',
  '|b1',
  '|O',
  '<U3',
  '<c32',
  "[('re', '<f8'), ('im', '<f8')]",
  '',
  '<c0',
  '<f-8',
];

/** A NumPy file whose header may say anything. */
export function drawnNpy(draw: Draw): Changed<Uint8Array> {
  const type = draw.chance(60) ? '<c16' : draw.pick(TYPES);
  const sizes = ['3', '2', '2', '1', '3'].map((size) => (draw.chance(15) ? draw.pick(SIZES) : size));
  const shape = draw.chance(80)
    ? `(${sizes.join(', ')})`
    : draw.pick(['()', '(', '(36,)', '[3, 2, 2, 1, 3]', '(3, 2, 2, 1, 3', '(0, 4000000000)', '(1,'.repeat(500)]);
  const order = draw.pick(['False', 'False', 'True', 'maybe', '1']);
  const header = draw.chance(85)
    ? `{'descr': ${type.startsWith('[') ? type : `'${type}'`}, 'fortran_order': ${order}, 'shape': ${shape}, }`
    : draw.pick([
        `{'descr': '<c16'}`,
        '{}',
        '',
        hostileText(draw),
        `{'shape': ${shape}, 'fortran_order': False, 'descr': '<c16'}`,
      ]);
  const version = draw.pick([1, 1, 1, 2, 3, 4, 255]);
  const length = draw.chance(85) ? Buffer.byteLength(header) + 1 : draw.pick([0, 1, 65_535, 2 ** 31, 2 ** 32 - 1]);
  const size = Buffer.alloc(version > 1 ? 4 : 2);
  if (version > 1) size.writeUInt32LE(length >>> 0);
  else size.writeUInt16LE(length & 0xff_ff);
  const data = Float64Array.from({ length: COUNT }, (_, i) => i / 8);
  const special = draw.chance(20) ? draw.pick([Number.NaN, Infinity, 0, 1e300, 1e-300]) : null;
  if (special !== null) data.fill(special, draw.chance(50) ? 0 : draw.below(COUNT));
  return {
    value: Buffer.concat([
      Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]),
      size,
      Buffer.from(`${header}\n`),
      Buffer.from(data.buffer),
    ]),
    what: `version ${version}, header of ${length} bytes ${shown(header)}${special === null ? '' : `, numbers ${special}`}`,
  };
}

/** An archive with the right checksums, and arrays that may be anything. */
export function drawnNpz(draw: Draw): Changed<Uint8Array> {
  const names = draw.pick([
    ['channels.npy'],
    ['channels.npy'],
    ['channels_re.npy', 'channels_im.npy'],
    ['channels_re.npy'],
    ['h.npy'],
    ['h.npy', 'g.npy'],
    ['channels.npy', 'channels'],
    ['../channels.npy'],
    ['__proto__.npy'],
    ['constructor'],
    [''],
    [],
  ]);
  const bomb = draw.chance(5);
  const made = names.map((name) => ({ name, ...(bomb ? zeros() : drawnNpy(draw)) }));
  const files = Object.fromEntries(made.map(({ name, value }) => [name, value]));
  return {
    value: zipSync(files, { level: draw.pick([0, 6]) }),
    what: made.map(({ name, what }) => `${shown(name)} (${what})`).join(', ') || 'no arrays',
  };
}

/** Unpacked a thousand times as large as packed. */
function zeros(): Changed<Uint8Array> {
  const header = "{'descr': '<c16', 'fortran_order': False, 'shape': (3, 2, 2, 1, 300000), }\n";
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0, ...Buffer.from(header)]);
  return { value: Buffer.concat([start, Buffer.alloc(3 * 4 * 300_000 * 16)]), what: '57 MB of zeros' };
}

/** An Arrow file with columns, lists, nulls and metadata that may be anything. */
export function drawnArrow(draw: Draw): Changed<Uint8Array> {
  const ways: (() => Changed<Uint8Array>)[] = [
    () => tensorFile(draw),
    () => tensorFile(draw),
    () => listFile(draw),
    () => plainFile(draw),
  ];
  return draw.pick(ways)();
}

function tensorFile(draw: Draw): Changed<Uint8Array> {
  const shape: unknown = draw.chance(40)
    ? [2, 2, 1, 3, 2]
    : draw.pick<unknown>([
        [24],
        [],
        [2, 2, 1, 3, 3],
        [0],
        [-24],
        [2 ** 31, 2 ** 31],
        [1.5, 16],
        ['24'],
        [null],
        [[24]],
        '24',
        24,
        null,
        { 0: 24 },
      ]);
  const text = draw.chance(70)
    ? JSON.stringify({
        shape,
        ...(draw.chance(40)
          ? { permutation: draw.pick<unknown>([[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], 'x', [], null, [0], 1]) }
          : {}),
      })
    : draw.pick(['', '{', 'null', '[]', '1', '"x"', '{"shape": ', hostileText(draw)]);
  const metadata = new Map([
    ['ARROW:extension:name', 'arrow.fixed_shape_tensor'],
    ['ARROW:extension:metadata', text],
  ]);
  const rows = draw.pick([3, 3, 0, 1]);
  const width = draw.pick([24, 24, 23, 1, 0]);
  const values = Float64Array.from({ length: rows * width }, (_, i) => i / 8);
  const child = new Field('item', new Float64());
  const type = new FixedSizeList(width, child);
  const list = makeData({ type, length: rows, child: makeData({ type: new Float64(), data: values }) });
  return {
    value: fileOf(new Field('channels', type, true, metadata), list, rows),
    what: `a tensor of ${rows} rows of ${width} numbers with metadata ${shown(text)}`,
  };
}

function listFile(draw: Draw): Changed<Uint8Array> {
  const width = draw.pick([24, 23, 0]);
  const type = new FixedSizeList(width, new Field('item', new Float64(), true));
  const row = (): (number | null)[] | null =>
    draw.chance(15)
      ? null
      : Array.from({ length: width }, (_, i) => (draw.chance(5) ? draw.pick([null, Number.NaN, Infinity]) : i));
  const rows = [row(), row(), row()];
  const table = new Table({ [draw.pick(['channels', 'h', ''])]: vectorFromArray(rows, type) });
  return { value: tableToIPC(table, draw.pick(['file', 'stream'])), what: `lists ${shown(rows)}` };
}

function plainFile(draw: Draw): Changed<Uint8Array> {
  const lists = new List(new Field('item', new Float64(), true));
  const nested = new List(new Field('item', lists, true));
  const [values, type] = draw.pick<readonly [readonly unknown[], DataType]>([
    [[0, 1, 2], new Float64()],
    [Array.from({ length: 72 }, (_, i) => i), new Int32()],
    [['a', 'b', 'c'], new Utf8()],
    [[true, false, null], new Bool()],
    [[[1, 2], [3], []], lists],
    [[null, null, null], lists],
    [[[[1, 2]], [[3, 4]], [[5]]], nested],
    [[], new Float64()],
  ]);
  const more = draw.chance(30) ? { time: vectorFromArray(values, type) } : {};
  const table = new Table({ [draw.pick(['channels', 'h'])]: vectorFromArray(values, type), ...more });
  return {
    value: tableToIPC(table, draw.pick(['file', 'stream'])),
    what: `a column of ${type.typeId}, ${shown(values)}`,
  };
}

function fileOf(field: Field, data: ReturnType<typeof makeData>, rows: number): Uint8Array {
  const schema = new Schema([field]);
  const batch = new RecordBatch(schema, makeData({ type: new Struct([field]), length: rows, children: [data] }));
  return RecordBatchFileWriter.writeAll([batch]).toUint8Array(true);
}
