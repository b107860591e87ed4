import { CONSTANTS } from '../algorithm/constants.ts';

/** Size of the coefficients of one row on one cone block, or of one coefficient, with the first dense column that its factor scales. */
export interface Piece {
  /** Index of the row's factor. */
  readonly row: number;
  readonly from: number;
  readonly size: number;
}

/** What to equilibrate by. */
export interface Equilibration {
  readonly pieces: readonly Piece[];
  /** Index of each row's factor: rows may share one. */
  readonly factorOfRow: Int32Array;
}

/**
 * Ruiz equilibration (Ruiz 2001): divides rows and columns by the square root of their largest piece, a few times over.
 *
 * @returns the factors of the rows, [rows], and of the columns, [columns], at the first column of each block.
 */
export function ruizFactors(
  pieces: readonly Piece[],
  rows: number,
  columns: number,
): { row: Float64Array; column: Float64Array } {
  const row = new Float64Array(rows).fill(1);
  const column = new Float64Array(columns).fill(1);
  const rowMax = new Float64Array(rows);
  const columnMax = new Float64Array(columns);
  const divide = (factors: Float64Array, largest: Float64Array): void => {
    for (let i = 0; i < factors.length; i++)
      if ((largest[i] as number) > 0) factors[i] = (factors[i] as number) / Math.sqrt(largest[i] as number);
    largest.fill(0);
  };
  for (let pass = 0; pass < CONSTANTS.RUIZ_PASSES; pass++) {
    for (const piece of pieces) {
      const scaled = piece.size * (row[piece.row] as number) * (column[piece.from] as number);
      rowMax[piece.row] = Math.max(rowMax[piece.row] as number, scaled);
      columnMax[piece.from] = Math.max(columnMax[piece.from] as number, scaled);
    }
    divide(row, rowMax);
    divide(column, columnMax);
  }
  return { row, column };
}
