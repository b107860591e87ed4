import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Table, tableFromIPC } from 'apache-arrow';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportParquet, parquetFile } from '../../src/analysis/exportParquet.ts';
import { runStudy } from '../../src/study/runner.ts';
import { TABLES } from '../../src/study/tables/tableNames.ts';
import { arrowFile } from '../../src/study/tables/arrowTable.ts';
import type { Column } from '../../src/study/tables/column.ts';
import { tablesOf } from '../../src/study/tables/studyTables.ts';
import { PYTHON, python } from './python.ts';
import { chunkFiles, readTables, temporaryFolder, tinyStudy } from '../study/tinyStudy.ts';

const SCRIPT = fileURLToPath(new URL('readers.py', import.meta.url));
/** Every table that a study can write, `transmit` of symbol level included; BLP rows have nulls where SLP rows have values. */
const STUDY = tinyStudy(
  (text) => `${text.replace('BLP-CBF', '[BLP-CBF, SLP-CBF]')}output: { tables: [${TABLES.join(', ')}] }\n`,
);
/** A table of our own beside them, of lists of any length. */
const LISTS = 'lists';
const WRITTEN: readonly string[] = [...tablesOf(STUDY), LISTS];

interface Seen {
  readonly rows: number;
  readonly types: Record<string, string>;
  readonly nulls: Record<string, number>;
  readonly units: Record<string, string>;
  readonly first: Record<string, unknown> | null;
  readonly sums: Record<string, number>;
}
type Answer = Record<string, { files: Record<string, Seen>; scans: Record<string, number | null> }>;

/** Version of each reader, or why there is none. */
function findReaders(): { versions: Record<string, string | null>; reason: string } {
  try {
    return {
      versions: JSON.parse(python([SCRIPT, '--versions'])) as Record<string, string | null>,
      reason: 'not installed',
    };
  } catch (error) {
    const reason = `${PYTHON} cannot be run (${error instanceof Error ? error.message : String(error)})`;
    return { versions: {}, reason };
  }
}

const { versions, reason } = findReaders();
type TypeNames = Record<string, Record<string, string | RegExp>>;
const PANDAS_ARROW_TYPES = {
  Int32: 'int32[pyarrow]',
  Int64: 'int64[pyarrow]',
  Float64: 'double[pyarrow]',
  Bool: 'bool[pyarrow]',
  text: 'dictionary<values=string, indices=int32, ordered=0>[pyarrow]',
  list: /^fixed_size_list<item: double>\[\d+\]\[pyarrow\]$/,
  doubles: 'list<item: double not null>[pyarrow]',
  integers: 'list<item: int64 not null>[pyarrow]',
};
const POLARS_TYPES = {
  Int32: 'Int32',
  Int64: 'Int64',
  Float64: 'Float64',
  Bool: 'Boolean',
  text: /^Categorical/,
  list: /^Array\(Float64, shape=\(\d+,\)\)$/,
  doubles: 'List(Float64)',
  integers: 'List(Int64)',
};
/** How each reader names the types of the tables. */
const ARROW_TYPES: TypeNames = {
  pyarrow: {
    Int32: 'int32',
    Int64: 'int64',
    Float64: 'double',
    Bool: 'bool',
    text: /^dictionary<values=string, indices=int32, ordered=0>$/,
    list: /^fixed_size_list<item: double>\[\d+\]$/,
    doubles: 'list<item: double not null>',
    integers: 'list<item: int64 not null>',
  },
  pandas: {
    Int32: 'int32',
    Int64: 'int64',
    Float64: 'float64',
    Bool: 'bool',
    text: 'category',
    list: 'object',
    doubles: 'object',
    integers: 'object',
  },
  'pandas-numpy_nullable': {
    Int32: 'Int32',
    Int64: 'Int64',
    Float64: 'Float64',
    Bool: 'boolean',
    text: 'category',
    list: 'object',
    doubles: 'object',
    integers: 'object',
  },
  'pandas-pyarrow': PANDAS_ARROW_TYPES,
  'pandas-types_mapper': PANDAS_ARROW_TYPES,
  polars: POLARS_TYPES,
  'polars-from_arrow': POLARS_TYPES,
  duckdb: {
    Int32: 'INTEGER',
    Int64: 'BIGINT',
    Float64: 'DOUBLE',
    Bool: 'BOOLEAN',
    text: /^(VARCHAR|ENUM\(.*\))$/,
    list: /^DOUBLE\[\d+\]$/,
    doubles: 'DOUBLE[]',
    integers: 'BIGINT[]',
  },
};
/** In Parquet lists have no fixed size, and DuckDB reads text as text. */
const PARQUET_TYPES: TypeNames = {
  pyarrow: { ...ARROW_TYPES['pyarrow'], list: 'list<item: double>' },
  pandas: { ...ARROW_TYPES['pandas'] },
  'pandas-numpy_nullable': { ...ARROW_TYPES['pandas-numpy_nullable'] },
  'pandas-pyarrow': { ...PANDAS_ARROW_TYPES, list: 'list<item: double>[pyarrow]' },
  'pandas-types_mapper': { ...PANDAS_ARROW_TYPES, list: 'list<item: double>[pyarrow]' },
  polars: { ...POLARS_TYPES, list: /^List\(Float64\)$/ },
  'polars-from_arrow': { ...POLARS_TYPES, list: /^List\(Float64\)$/ },
  duckdb: { ...ARROW_TYPES['duckdb'], text: 'VARCHAR', list: /^DOUBLE\[\]$/ },
};

function kindOf(type: { toString(): string }): string {
  const name = type.toString();
  if (name.startsWith('Dictionary')) return 'text';
  if (name.startsWith('FixedSizeList')) return 'list';
  if (!name.startsWith('List')) return name;
  return name === 'List<Int64>' ? 'integers' : 'doubles';
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return String(value);
  if (typeof value === 'object' && value !== null && 'toArray' in value)
    return Array.from((value as { toArray(): Float64Array | BigInt64Array }).toArray(), Number);
  return value;
}

const floats = (table: Table, name: string): number[] =>
  Array.from({ length: table.numRows }, (_, i) => plain(table.getChild(name)?.get(i))).flatMap((v) =>
    v === null ? [] : (Array.isArray(v) ? v : [v]).map(Number).filter(Number.isFinite),
  );

const out = join(temporaryFolder(), 'study');
beforeAll(async () => {
  await runStudy(STUDY, { out });
  exportParquet(out);
  writeLists();
});

/** A chunk of the table of lists, in both formats. */
function writeLists(): void {
  const list = (i: number): Float64Array | null => (i % 4 === 2 ? null : Float64Array.from({ length: i % 5 }, () => i));
  const columns: Column<number>[] = [
    { name: 'design_id', type: 'int64', description: 'an id', get: BigInt },
    { name: 'bin_counts', type: { values: 'int64' }, nullable: true, description: 'counts', get: (i) => list(i) },
    {
      name: 'tail_sinr_db',
      type: { values: 'float64' },
      unit: 'dB',
      description: 'values',
      get: (i) => (list(i + 1) ?? new Float64Array(0)).map((x) => x / 3),
    },
  ];
  const bytes = arrowFile(
    columns,
    Array.from({ length: 40 }, (_, i) => i + 1),
    new Map([['isac_mc.table', LISTS]]),
  );
  const [data, parquet] = [join(out, 'data', LISTS), join(out, 'parquet', LISTS, 'chunk=0')];
  for (const folder of [data, parquet]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(data, 'part-00000.arrow'), bytes);
  writeFileSync(join(parquet, 'part.parquet'), parquetFile(bytes));
}

/** Every table file of the study and what it is called below the folder of the format. */
const chunks = (table: string): { arrow: string; name: { arrow: string; parquet: string } }[] =>
  chunkFiles(out, table).map((arrow, chunk) => ({
    arrow,
    name: { arrow: relative(join(out, 'data'), arrow), parquet: `${table}/chunk=${chunk}/part.parquet` },
  }));

describe.each([
  ['arrow', 'data', ARROW_TYPES],
  ['parquet', 'parquet', PARQUET_TYPES],
] as const)('readers of the %s files', (format, folder, types) => {
  let answer: Answer = {};
  beforeAll(() => {
    const present = Object.keys(types).filter((r) => versions[r]);
    if (present.length > 0) answer = JSON.parse(python([SCRIPT, join(out, folder), ...present])) as Answer;
  });

  for (const reader of Object.keys(types))
    it(`${reader} reads rows, types, nulls, units and values of every file`, ({ skip }) => {
      if (!versions[reader])
        skip(`${reader}: ${reason}; set ISAC_MC_PYTHON to a Python with pyarrow, pandas, polars and duckdb`);
      const files = WRITTEN.flatMap(chunks);
      expect(Object.keys(answer[reader]?.files ?? {}).sort()).toEqual(files.map((f) => f.name[format]).sort());
      for (const { arrow, name } of files) {
        const seen = answer[reader]?.files[name[format]];
        const table = tableFromIPC(readFileSync(arrow));
        const { fields } = table.schema;
        expect(seen?.rows).toBe(table.numRows);
        expect(Object.keys(seen?.types ?? {})).toEqual(fields.map((f) => f.name));
        for (const field of fields) {
          const column = table.getChild(field.name);
          // pandas has no integer that can be missing: with nulls it makes float64 of them
          const kind = kindOf(field.type);
          const widened = reader === 'pandas' && kind.startsWith('Int') && (column?.nullCount ?? 0) > 0;
          const expected = types[reader]?.[widened ? 'Float64' : kind];
          expect(seen?.types[field.name], `${arrow} ${field.name}`).toMatch(
            typeof expected === 'string' ? new RegExp(`^${escaped(expected)}$`) : (expected ?? /never/),
          );
          expect(seen?.nulls[field.name], `${arrow} ${field.name}`).toBe(column?.nullCount);
          if (reader === 'pyarrow') expect(seen?.units[field.name]).toBe(field.metadata.get('unit'));
          const first: unknown = plain(column?.get(0) ?? null);
          const sum = seen?.sums[field.name];
          if (['Float64', 'list', 'doubles', 'integers'].includes(kind)) {
            const numbers = floats(table, field.name);
            const [total, size] = [numbers, numbers.map(Math.abs)].map((list) => list.reduce((a, b) => a + b, 0));
            // readers add in another order
            if (numbers.length > 0)
              expect(Math.abs((sum as number) - (total as number))).toBeLessThan(1e-9 + 1e-13 * (size as number));
            expect(JSON.stringify(numeric(seen?.first?.[field.name]))).toBe(JSON.stringify(numeric(first)));
          } else if (widened) expect(numeric(seen?.first?.[field.name])).toBe(numeric(first));
          else expect(seen?.first?.[field.name]).toEqual(first);
        }
      }
    });

  it.for(format === 'arrow' ? ['pyarrow', 'polars'] : ['pyarrow', 'pandas', 'polars', 'duckdb'])(
    '%s scans the folder of a table',
    (reader, { skip }) => {
      if (!versions[reader]) skip(`${reader}: ${reason}`);
      for (const table of WRITTEN)
        expect(answer[reader]?.scans[table], table).toBe(readTables(out, table).reduce((n, t) => n + t.numRows, 0));
    },
  );
});

it('the study writes rows to every table', () => {
  expect(WRITTEN).toEqual([...TABLES, 'transmit', 'sinr_distribution', LISTS]);
  for (const table of WRITTEN)
    expect(
      readTables(out, table).reduce((n, t) => n + t.numRows, 0),
      table,
    ).toBeGreaterThan(0);
});

function escaped(text: string): string {
  return text.replace(/[[\]()<>]/g, '\\$&');
}

function numeric(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(Number);
  return value === null || value === undefined ? null : Number(value);
}
