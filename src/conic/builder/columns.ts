/** A scalar variable of a program, made by the builder of the program. */
export interface Column {
  /** The kind of cone that it lives in: a nonnegative variable, a column of a second-order cone, or the head of a coupled cone. */
  readonly kind: 'nonneg' | 'secondOrder' | 'head';
  /** What errors call it. */
  readonly name: string;
  /** Its number in the order in which the program declares its columns. */
  readonly id: number;
}

/** The columns (t, v) of a second-order cone norm(v) <= t, the head t first. */
export type Cone = readonly [Column, ...Column[]];

/** Columns (a + b, a - b, 2 c) of a second-order cone that say a b >= c^2 with a, b >= 0, up to a common factor. */
export type RotatedCone = readonly [Column, Column, Column];

/** Columns (a + b, a - b, 2 Re z, 2 Im z) of a second-order cone that say a b >= abs(z)^2 with a, b >= 0, up to a common factor. */
export type CrbCone = readonly [Column, Column, Column, Column];

/** Value of a column in one solution. */
export type Value = (column: Column) => number;
