import { createHash, type Hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell, Tables } from './columns.ts';

/** Digests by output, table and column. */
export type TableDigests = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The file of digests. */
export interface StoredDigests {
  /** Numerics version of the studies that the digests were made from. */
  readonly numerics: number;
  /** Version of Node that made them. */
  readonly node: string;
  /** Its `arithmeticDigest`. */
  readonly arithmetic: string;
  readonly outputs: Readonly<Record<string, TableDigests>>;
}

export const DIGESTS_FILE = join(import.meta.dirname, 'columnDigests.json');

export function readDigests(): StoredDigests {
  return JSON.parse(readFileSync(DIGESTS_FILE, 'utf8')) as StoredDigests;
}

/** Numerics version of a study that lies in a folder of outputs. */
export function numericsVersion(folder: string, study: string): number {
  const { numerics } = JSON.parse(readFileSync(join(folder, study, 'study.json'), 'utf8')) as { numerics: number };
  return numerics;
}

/** SHA-256 of a column's values in the order of the rows, the first 16 hexadecimal digits. */
export function digestOf(cells: readonly Cell[]): string {
  const hash = createHash('sha256');
  for (const cell of cells) addCell(hash, cell);
  return hash.digest('hex').slice(0, 16);
}

/** A letter for the kind of a value, and its bytes; all NaNs are one. */
function addCell(hash: Hash, cell: Cell): void {
  if (typeof cell === 'number') {
    const bytes = Buffer.alloc(8);
    if (Number.isNaN(cell)) bytes.fill(0xff);
    else bytes.writeDoubleLE(cell);
    hash.update('n').update(bytes);
  } else if (typeof cell === 'string') hash.update(`s${Buffer.byteLength(cell)} ${cell}`);
  else if (typeof cell === 'object' && cell !== null) {
    hash.update(`[${cell.length} `);
    for (const item of cell) addCell(hash, item);
  } else hash.update(`${typeof cell} ${String(cell)} `);
}

/** Functions whose last digit ECMAScript leaves to the engine: `**` of Node 24 is another one than that of Node 20 and 22. */
const ENGINE_FUNCTIONS: readonly ((x: number) => number)[] = [
  (x) => 10 ** x,
  (x) => x ** 3,
  (x) => Math.abs(x) ** 2.373,
  (x) => Math.log(Math.abs(x)),
  (x) => Math.log2(Math.abs(x)),
  (x) => Math.log10(Math.abs(x)),
  (x) => Math.hypot(x, 1 - x),
  (x) => Math.atan2(x, 2 - x),
  (x) => Math.acos(x / 40),
  Math.sin,
  Math.cos,
  Math.tan,
  Math.exp,
  Math.cbrt,
];
const ARGUMENTS = Array.from({ length: 5000 }, (_, i) => (i - 2499.5) / 67.3);

/** The same on engines that compute these functions alike, on which alone the digests can be compared. */
export function arithmeticDigest(): string {
  return digestOf(ENGINE_FUNCTIONS.map((f) => ARGUMENTS.map((x) => f(x))));
}

export function digestsOf(tables: Tables): TableDigests {
  return Object.fromEntries(
    Object.entries(tables).map(([table, columns]) => [
      table,
      Object.fromEntries(Object.entries(columns).map(([column, cells]) => [column, digestOf(cells)])),
    ]),
  );
}

/** Columns of an output that two builds do not have alike, as `table.column: what is so`. */
export function changedColumns(before: TableDigests, after: TableDigests): string[] {
  const tables = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...tables].flatMap((table) => {
    const columns = new Set([...Object.keys(before[table] ?? {}), ...Object.keys(after[table] ?? {})]);
    return [...columns].flatMap((column) => {
      const [old, now] = [before[table]?.[column], after[table]?.[column]];
      if (old === now) return [];
      return [`${table}.${column}: ${old === undefined ? 'new' : now === undefined ? 'gone' : 'other values'}`];
    });
  });
}
