import { tableFromIPC } from 'apache-arrow';
import { assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArrow } from '../../src/study/tables/arrow/arrowReader.ts';
import { arrowFile } from '../../src/study/tables/arrowTable.ts';
import type { CellValue, Column } from '../../src/study/tables/column.ts';

const COLUMNS: Column<number>[] = [
  { name: 'id', type: 'int64', description: 'an id', get: (i) => BigInt(i) },
  { name: 'name', type: 'text', description: 'a name', get: (i) => ['a', 'b', 'ä'][i % 3] as string },
  {
    name: 'other',
    type: 'text',
    nullable: true,
    description: 'a note',
    get: (i) => (i % 4 === 0 ? null : `n${i % 2}`),
  },
  {
    name: 'sinr_db',
    type: 'float64',
    unit: 'dB',
    nullable: true,
    description: 'a SINR',
    get: (i) => (i % 5 ? i / 3 : null),
  },
  {
    name: 'pair_deg',
    type: { list: 2 },
    unit: 'deg',
    nullable: true,
    description: 'two angles',
    get: (i) => (i % 3 ? Float64Array.of(i, -i) : null),
  },
  { name: 'index', type: 'int32', description: 'an index', get: (i) => i % 7 },
  { name: 'good', type: 'bool', description: 'a flag', get: (i) => i % 2 === 0 },
  {
    name: 'counts',
    type: { values: 'int64' },
    nullable: true,
    description: 'counts',
    get: (i) => (i % 5 === 1 ? null : Float64Array.from({ length: i % 4 }, (_, j) => 2 ** (5 * i) - j)),
  },
  {
    name: 'tail_db',
    type: { values: 'float64' },
    unit: 'dB',
    description: 'the smallest values',
    get: (i) => Float64Array.from({ length: (5 * i) % 7 }, (_, j) => i + j / 3),
  },
];
const FILE = arrowFile(
  COLUMNS,
  Array.from({ length: 12 }, (_, i) => i),
  new Map([
    ['isac_mc.table', 'test'],
    ['isac_mc.chunk', '0'],
  ]),
);

/** A change of the file: a bit turned round, or a number written over. */
const anyChange = record({
  at: integer({ min: 0, max: FILE.length - 4 }),
  kind: constantFrom<'bit' | 'short' | 'small' | 'large'>('bit', 'short', 'small', 'large'),
  value: integer({ min: 0, max: 2 ** 31 - 1 }),
});

function changed({ at, kind, value }: { at: number; kind: string; value: number }): Uint8Array {
  const bytes = Uint8Array.from(FILE);
  const view = new DataView(bytes.buffer);
  if (kind === 'bit') bytes[at] = (bytes[at] as number) ^ (1 << (value & 7));
  else if (kind === 'short') view.setInt16(at & ~1, value & 63, true);
  else view.setInt32(at & ~3, kind === 'small' ? (value % 200) - 100 : value, true);
  return bytes;
}

/** A value that apache-arrow gives, as ours. */
function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? Float64Array.from(value as Iterable<number | bigint | null>, (x) => Number(x ?? Number.NaN))
    : (value ?? null);
}

describe('readArrow', () => {
  it('refuses changed bytes, or reads from them what apache-arrow reads', () => {
    let [accepted, refused] = [0, 0];
    assert(
      property(anyChange, (change) => {
        const bytes = changed(change);
        let own: ReturnType<typeof readArrow>;
        try {
          own = readArrow(bytes);
        } catch {
          refused++;
          return;
        }
        accepted++;
        const other = tableFromIPC(bytes);
        expect(other.numRows).toBe(own.rows);
        expect([...other.schema.metadata]).toEqual([...own.metadata]);
        own.fields.forEach((field, c) => {
          const [theirs, vector, value] = [other.schema.fields[c], other.getChildAt(c), own.column(field.name)];
          expect([theirs?.name, theirs?.nullable]).toEqual([field.name, field.nullable]);
          expect([...(theirs?.metadata ?? [])]).toEqual([...field.metadata]);
          for (let row = 0; row < own.rows; row++) expect(plain(vector?.get(row))).toEqual(value(row));
        });
      }),
      { numRuns: 4000, seed: 13 },
    );
    expect(accepted).toBeGreaterThan(1000);
    expect(refused).toBeGreaterThan(1000);
  });

  it('refuses each changed bit in words of its own', () => {
    const words = new Set<string>();
    for (let at = 0; at < FILE.length; at++)
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Uint8Array.from(FILE);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        try {
          readArrow(flipped);
        } catch (error) {
          words.add(error instanceof Error ? error.message : String(error));
        }
      }
    expect(words.size).toBeGreaterThan(10);
    expect([...words].filter((text) => /DataView|undefined|NaN|of null|is not a/.test(text))).toEqual([]);
  }, 60_000);

  it('tells the schema that the writer was given', () => {
    const { fields, metadata, rows, column } = readArrow(FILE);
    expect(rows).toBe(12);
    expect(metadata.get('isac_mc.table')).toBe('test');
    expect(fields.map(({ name, type, nullable }) => ({ name, type, nullable }))).toEqual(
      COLUMNS.map(({ name, type, nullable = false }) => ({ name, type, nullable })),
    );
    expect(fields.map((f) => f.metadata.get('unit'))).toEqual(COLUMNS.map((c) => c.unit));
    expect(Array.from({ length: rows }, (_, i) => column('pair_deg')(i))).toEqual(
      Array.from({ length: rows }, (_, i): CellValue => (COLUMNS[4] as Column<number>).get(i)),
    );
  });
});
