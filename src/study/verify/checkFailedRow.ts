import type { GridTask } from '../chunkTasks.ts';
import { FAILED } from '../designOutcome.ts';
import { failedRow } from '../tables/designRow.ts';
import { cellText, EXACT, sameCell } from './compareCells.ts';
import type { OpenTable } from './checkRows.ts';
import type { Findings } from './findings.ts';

/**
 * Checks the row of a draw that could not be computed: a message, and nothing else but ids and point. Where the draw itself tells the reason (channels
 * that are not finite) the row must be failed with that message; any other reason is the solver's to know.
 *
 * @param row of table `designs`.
 * @returns false of a draw that was computed.
 */
export function checkFailedRow(
  { file, layout, stored }: OpenTable,
  grid: GridTask,
  row: number,
  findings: Findings,
): boolean {
  const cell = (name: string): unknown => stored.columns.get(name)?.[row] ?? null;
  const message = cell('failure');
  const differ = (column: string, expected: string): void =>
    findings.add({ file, row, column, expected, found: cellText(stored.columns.get(column)?.[row]) });
  if (cell('status') !== FAILED && grid.failure === null) {
    if (message !== null) differ('failure', `null unless status is ${FAILED}`);
    return false;
  }
  const says = typeof message === 'string' && message !== '' && !/[\r\n]/.test(message);
  if (!says) differ('failure', 'a message of one line');
  const values = layout.values([failedRow(grid, grid.failure ?? (says ? message : ''))]);
  layout.columns.forEach((column, c) => {
    const expected = values[c]?.[0] ?? null;
    const found = stored.columns.get(column.name)?.[row];
    if (column.name === 'failure' && !says) return;
    if (found === undefined || !sameCell(column, expected, found, EXACT)) differ(column.name, cellText(expected));
  });
  return true;
}
