import type { GridTask } from '../chunkTasks.ts';
import type { Study } from '../schema.ts';
import type { CellValue } from '../tables/column.ts';
import type { OpenTable } from './checkRows.ts';
import { cellText } from './compareCells.ts';
import type { Findings } from './findings.ts';

/** A design whose row of table `designs` is judged cell by cell. */
export interface JudgedDesign {
  readonly grid: GridTask;
  /** True when the design has precoders or transmit vectors. */
  readonly has: boolean;
  readonly study: Study;
  readonly cell: (column: string) => CellValue;
  /** Adds a finding on a cell where something does not hold. */
  readonly must: (holds: boolean, column: string, expected: string) => void;
}

/** @param row of table `designs`. */
export function judgedDesign(
  { file, stored }: OpenTable,
  row: number,
  design: Pick<JudgedDesign, 'grid' | 'has' | 'study'>,
  findings: Findings,
): JudgedDesign {
  const cell = (column: string): CellValue => stored.columns.get(column)?.[row] ?? null;
  return {
    ...design,
    cell,
    must: (holds, column, expected) => {
      if (!holds) findings.add({ file, row, column, expected, found: cellText(cell(column)) });
    },
  };
}
