import type { Column } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';

/** A row "what is added to it <= cap", where the cap is the unit of the row, or a variable in that unit. */
export function belowCap(program: ProgramBuilder, cap: Column | null = null): number {
  const row = program.row(cap ? 0 : 1);
  if (cap) program.entry(row, cap, -1);
  program.slack(row);
  return row;
}

/** Variable <= 1. */
export function atMostOne(program: ProgramBuilder, column: Column): number {
  const row = belowCap(program);
  program.entry(row, column, 1);
  return row;
}

/** A variable between 0 and 1. */
export function unitVariable(program: ProgramBuilder, name: string): Column {
  const column = program.nonneg(name);
  atMostOne(program, column);
  return column;
}

/** The row copy = shared, for rows of one block that see a column which rows of other blocks see too. */
export function tieCopy(program: ProgramBuilder, copy: Column, shared: Column): void {
  const row = program.row();
  program.entry(row, copy, 1);
  program.entry(row, shared, -1);
}
