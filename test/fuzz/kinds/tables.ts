import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TableName } from '../../../src/study/tables/tableNames.ts';
import { studyHash } from '../../../src/study/hash.ts';
import { arrowFile } from '../../../src/study/tables/arrowTable.ts';
import type { CellValue } from '../../../src/study/tables/column.ts';
import { readColumns, rowsOf } from '../../../src/study/tables/readColumns.ts';
import { tableLayout, tableMetadata } from '../../../src/study/tables/studyTables.ts';
import { renewChecksum } from '../../study/verify/renewChecksum.ts';
import { changeBytes, flipBit } from '../change/bytes.ts';
import { type Changed, shown } from '../change/values.ts';
import type { Draw } from '../draw.ts';
import { copyOf, FINISHED, type FinishedStudy, finishedStudy } from '../finishedStudies.ts';
import { READER_NAMES, type ReaderName, READERS, type Said, saidBy } from '../readers.ts';
import { type Answer, type Kind, type Place, requireThat } from './kind.ts';
import { readBy } from './readBy.ts';
import { SMALL_STUDIES } from './smallStudies.ts';

/** A changed table file, and its number of rows. */
interface Forged extends Changed<Uint8Array> {
  readonly rows?: number;
}

/** A finished study in which a table file was changed, with the checksum of the old bytes in its manifest. */
export const flippedTables: Kind = {
  name: 'flipped-tables',
  share: { calls: 10, commands: 10 },
  most: { calls: 75, commands: 6 },
  make: (draw, place) =>
    changedTable(draw, place, (bytes) => (draw.chance(70) ? flipBit : changeBytes)(draw, bytes), false),
};

/** A finished study in which a table file was changed and its checksum renewed: wrong bytes, and rows that are well encoded. */
export const forgedTables: Kind = {
  name: 'forged-tables',
  share: { calls: 12, commands: 10 },
  most: { calls: 75, commands: 6 },
  make: (draw, place) =>
    changedTable(
      draw,
      place,
      (bytes, finished, table, chunk) =>
        draw.chance(50) ? changeBytes(draw, bytes) : changedRows(draw, bytes, finished, table, chunk),
      true,
    ),
};

/** They read the tables that they need, and may not notice another one. */
const READS_SOME: readonly ReaderName[] = ['extract', 'report', 'plot'];

type Change = (bytes: Uint8Array, finished: FinishedStudy, table: TableName, chunk: number) => Forged;

async function changedTable(draw: Draw, place: Place, change: Change, renewed: boolean) {
  const index = draw.below(FINISHED);
  const finished = await finishedStudy(place.shared, index);
  const root = copyOf(finished, place.folder);
  writeFileSync(join(place.folder, 'study.yaml'), SMALL_STUDIES[index] ?? '');
  const table = draw.pick(readdirSync(join(root, 'data'))) as TableName;
  const part = draw.pick(readdirSync(join(root, 'data', table)));
  const chunk = Number.parseInt(part.slice('part-'.length), 10);
  const file = join(root, 'data', table, part);
  const { value, what, rows } = change(readFileSync(file), finished, table, chunk);
  writeFileSync(file, value);
  if (renewed) renewChecksum(root, table, chunk, value, rows);
  const readers = new Set<ReaderName>([
    draw.pick(READER_NAMES),
    draw.pick(READER_NAMES),
    ...(renewed ? (['verify'] as const) : []),
  ]);
  const [first = 'verify'] = readers;
  return {
    what: `${finished.name}, ${table}/${part}, ${renewed ? 'checksum renewed' : 'not its checksum'}: ${what}; ${[...readers].join(', ')}`,
    call: () => (renewed ? readBy(readers, root, finished, place) : flippedAnswer(readers, root, finished, place)),
    commands: [
      { args: READERS[first].command, codes: renewed || READS_SOME.includes(first) ? [0, 2, 3, 4, 5] : [2, 3, 4] },
    ],
  };
}

/** Every reader refuses, or says what it says of the directory that nobody changed: then it did not read the file. */
async function flippedAnswer(
  readers: ReadonlySet<ReaderName>,
  root: string,
  own: FinishedStudy,
  place: Place,
): Promise<Answer> {
  let found = false;
  for (const name of readers) {
    const said = await saidBy(name, root, own.study, place.folder);
    if (said.fault) found = true;
    else
      requireThat(
        said.text === (await undisturbed(name, own, place)).text,
        `${name} takes changed bytes for the study's own`,
      );
  }
  return { accepted: !found, found };
}

const untouched = new Map<string, Said>();

async function undisturbed(name: ReaderName, own: FinishedStudy, { shared }: Place): Promise<Said> {
  const key = `${name} ${own.root}`;
  const known = untouched.get(key);
  if (known) return known;
  const said = await saidBy(name, own.root, own.study, join(shared, `read-${name}`));
  requireThat(!said.fault, `${name} of a study that nobody changed: ${said.text.slice(0, 500)}`);
  untouched.set(key, said);
  return said;
}

type Row = Record<string, CellValue>;

/** A table with a value changed, or rows left out, repeated or in another order; bytes of one without rows. */
function changedRows(draw: Draw, bytes: Uint8Array, { study }: FinishedStudy, table: TableName, chunk: number): Forged {
  const { columns } = tableLayout(table, study);
  const rows = rowsOf(columns, readColumns(bytes));
  if (rows.length === 0) return changeBytes(draw, bytes);
  const { value, what } = changeRow(draw, rows);
  const encoded = arrowFile(
    columns.map((c) => ({ ...c, get: (row: Row) => row[c.name] ?? null })),
    value,
    tableMetadata(table, studyHash(study), chunk),
  );
  return { value: encoded, rows: value.length, what };
}

function changeRow(draw: Draw, rows: readonly Row[]): Changed<readonly Row[]> {
  const at = draw.below(rows.length);
  const own = rows[at] ?? {};
  const column = draw.pick(Object.keys(own).filter((name) => own[name] !== null));
  const value = otherValue(draw, own[column] ?? null);
  const cell = {
    value: rows.with(at, { ...own, [column]: value }),
    what: `${column} of row ${at}: ${shown(own[column])} -> ${shown(value)}`,
  };
  const ways: Changed<readonly Row[]>[] = [
    { value: rows.toSpliced(at, 1), what: `without row ${at}` },
    { value: rows.toSpliced(at, 0, own), what: `row ${at} twice` },
    { value: [], what: 'without rows' },
    ...(rows.length > 1 ? [{ value: rows.toReversed(), what: 'rows reversed' }] : []),
  ];
  return draw.chance(75) ? cell : draw.pick(ways);
}

/** Another value that the column can hold. */
function otherValue(draw: Draw, value: CellValue): CellValue {
  if (value instanceof Float64Array && value.length === 0) return Float64Array.of(1);
  if (value instanceof Float64Array) return value.map((x, i) => (i === 0 ? Number(otherValue(draw, x)) : x));
  if (typeof value === 'boolean') return !value;
  const others: readonly CellValue[] =
    typeof value === 'bigint'
      ? [value + 1n, 0n, 2n ** 62n]
      : typeof value === 'string'
        ? [`${value}x`, '', 'optimal', 'infeasible']
        : typeof value !== 'number'
          ? [1]
          : Number.isInteger(value)
            ? [value + 1, 0, 2 ** 31 - 1]
            : [value * 1.001, -value, 0, Number.NaN, Infinity, 1e300];
  return draw.pick(others.filter((other) => !Object.is(other, value)));
}
