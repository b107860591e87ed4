import { at } from '../../words/at.ts';
import type { ProgramShapeWords } from '../../words/programShape.ts';
import type { TableWriter } from './tableWriter.ts';

/** A row that meets a PSD block: the terms and full coefficients by which it does. */
export interface BlockRow {
  readonly group: number;
  readonly block: number;
  readonly row: number;
  readonly terms: readonly number[];
  readonly dense: readonly number[];
}

/** Rows below `shape.rows` of every block, group by group, block by block. */
export function blockRows(shape: ProgramShapeWords): BlockRow[] {
  const all: BlockRow[] = [];
  shape.groups.forEach((g, group) => {
    for (let block = 0; block < g.count; block++) {
      const byRow = new Map<number, { terms: number[]; dense: number[] }>();
      const pieces = (row: number): { terms: number[]; dense: number[] } | undefined => {
        if (row < 0 || row >= shape.rows) return undefined;
        const known = byRow.get(row) ?? { terms: [], dense: [] };
        byRow.set(row, known);
        return known;
      };
      for (let e = 0; e < g.terms; e++) pieces(at(g.row, block * g.terms + e))?.terms.push(e);
      for (let e = 0; e < g.dense; e++) pieces(at(g.denseRow, block * g.dense + e))?.dense.push(e);
      for (const [row, { terms, dense }] of byRow) all.push({ group, block, row, terms, dense });
    }
  });
  return all;
}

/** Number of the column factors: of nonnegative variables, cones and blocks; and where those of each group's blocks begin. */
export function columnFactors(shape: ProgramShapeWords): { count: number; ofGroup: number[] } {
  let count = shape.nonneg + shape.coneCount;
  const ofGroup = shape.groups.map((g) => (count += g.count) - g.count);
  return { count, ofGroup };
}

/**
 * Tables of the equilibration. The kernel's norms are those of the entries (objective excepted), of the block rows, and two for each
 * coupled cone; every row and every column has a list of pairs (norm, factor of the other side).
 */
export function writeNormTables(
  table: TableWriter,
  shape: ProgramShapeWords,
  rows: readonly BlockRow[],
): {
  fields: Record<'normEntry' | 'rowNorms' | 'columnNorms' | 'normList' | 'entryNorms', number>;
  norms: number;
} {
  const { count: columns, ofGroup } = columnFactors(shape);
  const coupled = shape.groups.reduce((n, g) => n + g.count * g.cones, 0);
  const byRow: number[][] = Array.from({ length: shape.rows + coupled }, () => []);
  const byColumn: number[][] = Array.from({ length: columns }, () => []);
  let norms = 0;
  const add = (row: number, column: number): void => {
    at(byRow, row).push(norms, column);
    at(byColumn, column).push(norms, row);
    norms++;
  };
  const normEntry: number[] = [];
  shape.entryRow.forEach((row, e) => {
    if (row >= shape.rows) return;
    normEntry.push(e);
    add(row, at(shape.positionColumn, at(shape.entryPosition, e)));
  });
  for (const { group, block, row } of rows) add(row, at(ofGroup, group) + block);
  let tie = 0;
  shape.groups.forEach((g, i) => {
    for (let k = 0; k < g.count; k++)
      for (let u = 0; u < g.cones; u++) {
        add(shape.rows + tie, at(ofGroup, i) + k);
        add(shape.rows + tie, shape.nonneg + g.cone + k * g.cones + u);
        tie++;
      }
  });
  const rowNorms = table.addLists(byRow, 2);
  // the columns' lists follow the rows' at once, so that one address serves both
  const columnList = byColumn.flat();
  table.add(columnList);
  let first = byRow.reduce((n, list) => n + list.length / 2, 0);
  const starts = [first];
  for (const list of byColumn) starts.push((first += list.length / 2));
  return {
    fields: {
      normEntry: table.add(normEntry),
      entryNorms: normEntry.length,
      rowNorms: rowNorms.start,
      normList: rowNorms.list,
      columnNorms: table.add(starts),
    },
    norms,
  };
}
