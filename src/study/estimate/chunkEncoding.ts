import type { SinrDistribution } from '../../montecarlo/distribution.ts';
import { type Chunk } from '../chunks.ts';
import { writeTables } from '../computeChunks.ts';
import { grouped } from '../../grouped.ts';
import { sha256 } from '../hash.ts';
import type { Study } from '../schema.ts';
import type { TableName } from '../tables/tableNames.ts';
import type { StudyPlan } from '../studyPlan.ts';
import type { DesignRow } from '../tables/designRow.ts';
import { ChunkTables } from '../tables/studyTables.ts';

/** Rows of a chunk that is written to learn how large it is; a larger one grows in proportion. */
const MOST_ROWS = 1024;

/** The files of chunks that cover some channel realizations. */
export interface Encoding {
  /** Rows and bytes of each table. */
  readonly tables: readonly { readonly table: TableName; readonly rows: number; readonly bytes: number }[];
  /** Time to make them, checksums included. */
  readonly seconds: number;
}

/**
 * Makes the files of a chunk out of rows that were timed, each grid point with rows of its own or of the nearest point of its scheme, design and robustness.
 *
 * @param timed at least one row of every scheme, design and robustness.
 */
export function encodeChunks(plan: StudyPlan, chunks: readonly Chunk[], timed: readonly DesignRow[]): Encoding {
  const [{ first, end } = { first: 0, end: 1 }] = chunks;
  const rows = chunkRows(plan, end - first, timed);
  const tables = new ChunkTables(plan.study, plan.hash);
  const chunk = { id: 0, first, end };
  writeTables(tables, chunk, rows.slice(0, 1)); // what is made once
  const empty = writeTables(tables, chunk, []).files;
  const start = performance.now();
  const { files } = writeTables(tables, chunk, rows);
  for (const file of files) sha256(file.bytes);
  const seconds = (performance.now() - start) / 1000;
  const designs = plan.points.length * chunks.reduce((sum, c) => sum + c.end - c.first, 0);
  const times = designs / rows.length;
  return {
    tables: files.map((file, i) => {
      const fixed = empty[i]?.bytes.length ?? 0;
      const bytes = chunks.length * fixed + times * (file.bytes.length - fixed);
      return { table: file.table, rows: Math.round(times * file.rows), bytes: Math.round(bytes) };
    }),
    seconds: times * seconds,
  };
}

/** Rows for every grid point and realization of a chunk, or evenly spread ones of them. */
function chunkRows({ points, study }: StudyPlan, realizations: number, timed: readonly DesignRow[]): DesignRow[] {
  const kinds = grouped(timed, ({ point }) => kindOf(point));
  const nearest = points.map((point) => {
    const own = kinds.get(kindOf(point)) ?? timed;
    const distance = Math.min(...own.map((row) => Math.abs(row.point.index - point.index)));
    return own.filter((row) => Math.abs(row.point.index - point.index) === distance);
  });
  const all = points.length * realizations;
  const count = Math.min(all, MOST_ROWS);
  return Array.from({ length: count }, (_, i) => {
    const place = Math.floor((i * all) / count);
    const own = nearest[place % points.length] ?? [];
    return withAllErrors(own[Math.floor(place / points.length) % own.length] as DesignRow, study);
  });
}

/** A row that was timed under few CSI errors, with as many values as it has in a run. */
function withAllErrors(row: DesignRow, { realizations: { errors: draws }, output }: Study): DesignRow {
  if (!row.errors) return row;
  const fill = (values: Float64Array, length: number): Float64Array =>
    Float64Array.from({ length }, (_, i) => values[i % values.length] as number);
  const kept = Math.min(draws, output.smallest);
  const whole = (d: SinrDistribution): SinrDistribution => ({
    ...d,
    draws,
    tail: fill(d.tail, kept),
    tailDraws: fill(d.tailDraws, kept),
  });
  const { smallest, users, rows } = row.errors;
  return {
    ...row,
    errors: { smallest: whole(smallest), users: users.map(whole), rows: fill(rows, rows.length > 0 ? draws : 0) },
  };
}

function kindOf({ scheme, design, robustness }: DesignRow['point']): string {
  return [scheme, design, robustness].join(' ');
}
