import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Table, tableFromIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportParquet, parquetFile } from '../../src/analysis/exportParquet.ts';
import { ResumableError } from '../../src/errors.ts';
import { runStudy } from '../../src/study/runner.ts';
import { TABLES } from '../../src/study/tables/tableNames.ts';
import { arrowFile } from '../../src/study/tables/arrowTable.ts';
import { tablesOf } from '../../src/study/tables/studyTables.ts';
import { chunkFiles, readRows, readTables, temporaryFolder, tinyStudy } from '../study/tinyStudy.ts';
import { copyOf } from '../study/verify/tamper.ts';

const study = tinyStudy(
  (text) => `${text.replace('BLP-CBF', '[BLP-CBF, SLP-CBF]')}output: { tables: [${TABLES.join(', ')}] }\n`,
);
const tables = tablesOf(study);
const out = join(temporaryFolder(), 'study');
beforeAll(async () => {
  await runStudy(study, { out });
  exportParquet(out);
});

const partOf = (root: string, table: string, chunk: number): string =>
  join(root, table, `chunk=${chunk}`, 'part.parquet');
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((f) => statSync(join(folder, f)).isFile())
    .sort();

/** A value as both Arrow JS and DuckDB can give it. */
function plain(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    if ('toArray' in value) return [...(value as { toArray(): Float64Array }).toArray()];
    if ('items' in value) return value.items;
  }
  return value;
}

describe('exportParquet', () => {
  it.each(tables)('keeps rows, types, nulls, units and every value of %s for Arrow JS', (table) => {
    chunkFiles(out, table).forEach((file, chunk) => {
      const before = tableFromIPC(readFileSync(file));
      const after: Table = tableFromIPC(
        readParquet(readFileSync(partOf(join(out, 'parquet'), table, chunk))).intoIPCStream(),
      );
      expect(after.numRows).toBe(before.numRows);
      expect(after.schema.metadata).toEqual(before.schema.metadata);
      before.schema.fields.forEach((field, i) => {
        const other = after.schema.fields[i];
        const list = /^FixedSizeList\[(\d+)\]<Float64>$/.exec(String(field.type));
        expect(other?.name).toBe(field.name);
        expect(String(other?.type)).toBe(list ? 'List<Float64>' : String(field.type));
        expect(other?.nullable).toBe(field.nullable);
        expect(other?.metadata).toEqual(list ? new Map([...field.metadata, ['list_size', list[1]]]) : field.metadata);
        const values = (t: Table): unknown[] =>
          Array.from({ length: t.numRows }, (_, r) => plain(t.getChildAt(i)?.get(r)));
        expect(values(after)).toEqual(values(before));
      });
    });
  });

  it.each(['int64', 'float64'] as const)('keeps lists of any length of %s as they are', async (values) => {
    const lists = [Float64Array.of(1, -2, 2 ** 53 - 1), null, new Float64Array(0), Float64Array.of(4)];
    const column = { name: 'x', type: { values }, nullable: true, description: 'numbers' };
    const bytes = arrowFile([{ ...column, get: (list: Float64Array | null) => list }], lists, new Map());
    const parquet = parquetFile(bytes);
    const [before, after] = [tableFromIPC(bytes), tableFromIPC(readParquet(parquet).intoIPCStream())] as const;
    const [field, other] = [before.schema.fields[0], after.schema.fields[0]];
    expect(String(other?.type)).toBe(String(field?.type));
    expect(other?.metadata).toEqual(new Map([['description', 'numbers']]));
    const cells = (t: Table): unknown[] => Array.from({ length: 4 }, (_, r) => plain(t.getChildAt(0)?.get(r)));
    expect(cells(after)).toEqual(cells(before));
    const file = join(temporaryFolder(), 'lists.parquet');
    writeFileSync(file, parquet);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(`from read_parquet('${file}')`);
    expect(String(reader.columnTypes()[0])).toBe(values === 'int64' ? 'BIGINT[]' : 'DOUBLE[]');
    expect(reader.getRowObjects().map((row) => plain(row['x']))).toEqual(cells(before));
    connection.closeSync();
    instance.closeSync();
  });

  it('is read by DuckDB natively, hive partitions as column chunk', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const types = { Int32: 'INTEGER', Int64: 'BIGINT', Float64: 'DOUBLE', Bool: 'BOOLEAN' } as Record<string, string>;
    for (const table of tables) {
      const files = join(out, 'parquet', table, '*', '*.parquet');
      const reader = await connection.runAndReadAll(
        `select * exclude (file_row_number)
           from read_parquet('${files}', hive_partitioning = true, file_row_number = true)
          order by chunk, file_row_number`,
      );
      const { fields } = (readTables(out, table)[0] as Table).schema;
      expect(reader.columnNames()).toEqual([...fields.map((f) => f.name), 'chunk']);
      fields.forEach((field, i) => {
        const name = String(field.type);
        const expected =
          types[name] ?? (name.startsWith('Dictionary') ? 'VARCHAR' : name === 'List<Int64>' ? 'BIGINT[]' : 'DOUBLE[]');
        expect(String(reader.columnTypes()[i]), `${table}.${field.name}`).toBe(expected);
      });
      const rows = readRows(out, table);
      const seen = reader.getRowObjects();
      expect(seen).toHaveLength(rows.length);
      seen.forEach((row, i) => {
        for (const { name } of fields) expect(plain(row[name]), `${table}.${name}`).toEqual(plain(rows[i]?.[name]));
      });
    }
    connection.closeSync();
    instance.closeSync();
  });

  it('gives the same bytes again and leaves what is there as it is', () => {
    const folder = join(out, 'parquet');
    const state = () =>
      filesBelow(folder).map((f) => [
        f,
        readFileSync(join(folder, f)).toString('hex'),
        statSync(join(folder, f)).mtimeMs,
      ]);
    const before = state();
    const result = exportParquet(out);
    expect(result).toMatchObject({ chunks: 3, missing: [], unchanged: 3 * tables.length });
    expect(state()).toEqual(before);
    expect(before.map(([f]) => f)).toHaveLength(3 * tables.length);
    const elsewhere = join(temporaryFolder(), 'p');
    expect(exportParquet(out, { out: elsewhere }).unchanged).toBe(0);
    expect(filesBelow(elsewhere)).toEqual(filesBelow(folder));
    for (const f of filesBelow(folder))
      expect(readFileSync(join(elsewhere, f)).equals(readFileSync(join(folder, f)))).toBe(true);
  });

  it('mends a file that was changed since', () => {
    const folder = join(temporaryFolder(), 'p');
    exportParquet(out, { out: folder });
    const file = partOf(folder, 'errors', 1);
    const bytes = readFileSync(file);
    writeFileSync(file, 'x');
    expect(exportParquet(out, { out: folder }).unchanged).toBe(3 * tables.length - 1);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('refuses an unfinished study unless asked for what is there, and adds the rest later', async () => {
    const root = join(temporaryFolder(), 'part');
    await runStudy(study, { out: root, limit: 2 });
    expect(() => exportParquet(root)).toThrow(ResumableError);
    expect(() => exportParquet(root)).toThrow(/expected every one of 3 chunks, got 2/);
    expect(existsSync(join(root, 'parquet'))).toBe(false);
    expect(exportParquet(root, { partial: true })).toMatchObject({ chunks: 2, missing: [2] });
    await runStudy(study, { out: root });
    expect(exportParquet(root)).toMatchObject({ chunks: 3, missing: [], unchanged: 2 * tables.length });
  });

  it('refuses a damaged file, and a folder that cannot be made', () => {
    const copy = copyOf(out);
    const [file = ''] = chunkFiles(copy, 'designs');
    writeFileSync(file, readFileSync(file).subarray(1));
    expect(() => exportParquet(copy)).toThrow(/part-00000\.arrow: expected the checksum listed/);
    expect(() => exportParquet(out, { out: file })).toThrow(/part-00000\.arrow: cannot write there/);
  });
});
