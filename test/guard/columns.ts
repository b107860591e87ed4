import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';

/** A value of a table, exactly as it is stored. */
export type Cell = null | boolean | number | bigint | string | readonly Cell[];
/** Values of each column, in the order of the rows. */
export type Columns = Record<string, Cell[]>;
/** Columns by table: of a study its tables, of solutions one table for each of them. */
export type Tables = Record<string, Columns>;

/** Tables of a finished study, the rows of its files in the order of the chunks. */
function readStudyTables(data: string): Tables {
  const tables: Tables = {};
  for (const table of readdirSync(data).sort()) {
    const columns: Columns = {};
    for (const file of readdirSync(join(data, table)).sort()) {
      const part = tableFromIPC(readFileSync(join(data, table, file)));
      for (const { name } of part.schema.fields) {
        const column = (columns[name] ??= []);
        for (const value of part.getChild(name) ?? []) column.push(cellOf(value));
      }
    }
    tables[table] = columns;
  }
  return tables;
}

function cellOf(value: unknown): Cell {
  if (value === null || ['boolean', 'number', 'bigint', 'string'].includes(typeof value)) return value as Cell;
  if (typeof value === 'object' && Symbol.iterator in value) return Array.from(value as Iterable<unknown>, cellOf);
  throw new Error(`expected a value of a column, got ${typeof value}`);
}

/** The leaves of a result as columns: `results[].status` has the status of every result. */
export function flatten(value: unknown, path = '', columns: Columns = {}): Columns {
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && Symbol.iterator in value) {
    const items = [...(value as Iterable<unknown>)];
    if (items.length === 0) columns[`${path}[]`] ??= []; // of an empty list there is a column, too
    for (const item of items) flatten(item, `${path}[]`, columns);
  } else if (isObject) {
    for (const [key, item] of Object.entries(value)) flatten(item, path === '' ? key : `${path}.${key}`, columns);
  } else if (value !== undefined) (columns[path] ??= []).push(cellOf(value));
  return columns;
}

/** Numbers that JSON does not have. */
interface OddNumber {
  readonly number: string;
}

/** Writes tables as JSON from which every number comes back bit for bit. */
export function writeTables(file: string, tables: Tables): void {
  const odd = (value: unknown): unknown => {
    if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
    return { number: Object.is(value, -0) ? '-0' : String(value) } satisfies OddNumber;
  };
  writeFileSync(file, `${JSON.stringify(tables, (_key, value: unknown) => odd(value))}\n`);
}

function isOddNumber(value: unknown): value is OddNumber {
  return typeof value === 'object' && value !== null && 'number' in value && typeof value.number === 'string';
}

/** Names of the outputs in a folder. */
export function outputNames(folder: string): string[] {
  const files = readdirSync(folder).sort();
  const studies = files.filter((file) => existsSync(join(folder, file, 'data')));
  const solutions = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  return [...studies, ...solutions];
}

/** Tables of an output in a folder: of a study's directory, or of the JSON of solutions. */
export function readTables(folder: string, name: string): Tables {
  const data = join(folder, name, 'data');
  if (existsSync(data)) return readStudyTables(data);
  const revive = (_key: string, value: unknown): unknown => (isOddNumber(value) ? Number(value.number) : value);
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'), revive) as Tables;
}
