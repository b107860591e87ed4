import type { Cell, Columns, Tables } from './columns.ts';

/** How a column differs between two builds. */
export interface ColumnDifference {
  /** `table.column`. */
  readonly column: string;
  /** Numbers that differ, in lists too. */
  readonly numbers: number;
  /** Largest of abs(a - b) over those numbers. */
  readonly absolute: number;
  /** Largest of abs(a - b) / max(abs(a), abs(b)). */
  readonly relative: number;
  /** Everything else that differs: texts, truths, nulls, integers of 64 bits, lengths, and what is a finite number on one side alone. */
  readonly others: number;
  /** Place of the first value that differs, and this value on both sides. */
  readonly first: { readonly row: number; readonly before: Cell | undefined; readonly after: Cell | undefined };
}

/** What was found so far in a column. */
interface Found {
  numbers: number;
  absolute: number;
  relative: number;
  others: number;
}

function compareCells(a: Cell | undefined, b: Cell | undefined, found: Found): void {
  if (Object.is(a, b)) return;
  if (typeof a === 'number' && typeof b === 'number' && Number.isFinite(a) && Number.isFinite(b)) {
    const difference = Math.abs(a - b);
    found.numbers++;
    found.absolute = Math.max(found.absolute, difference);
    if (difference > 0) found.relative = Math.max(found.relative, difference / Math.max(Math.abs(a), Math.abs(b)));
  } else if (isList(a) && isList(b) && a.length === b.length) {
    a.forEach((item, i) => compareCells(item, b[i], found));
  } else found.others++;
}

const isList = (cell: Cell | undefined): cell is readonly Cell[] => Array.isArray(cell);

function compareColumns(column: string, before: readonly Cell[], after: readonly Cell[]): ColumnDifference | null {
  const found = { numbers: 0, absolute: 0, relative: 0, others: 0 };
  let first: ColumnDifference['first'] | null = null;
  for (let row = 0; row < Math.max(before.length, after.length); row++) {
    compareCells(before[row], after[row], found);
    if (first === null && found.numbers + found.others > 0) first = { row, before: before[row], after: after[row] };
  }
  return first && { column, ...found, first };
}

/** All columns that differ; one that a side does not have has no values there. */
export function differences(before: Tables, after: Tables): ColumnDifference[] {
  const names = <T>(a: Record<string, T>, b: Record<string, T>): string[] => [
    ...new Set([...Object.keys(a), ...Object.keys(b)]),
  ];
  return names<Columns>(before, after).flatMap((table) => {
    const [own, other] = [before[table] ?? {}, after[table] ?? {}];
    return names(own, other).flatMap(
      (column) => compareColumns(`${table}.${column}`, own[column] ?? [], other[column] ?? []) ?? [],
    );
  });
}
