import type { Column, Cone, CrbCone, RotatedCone } from './columns.ts';

/**
 * What a conic program is described with. A description is a function that declares the PSD blocks, columns and rows of one program and
 * writes its numbers, in the same calls for every program of a kind. It is run once without numbers, which makes the layout of all
 * programs of the kind (`LayoutRecorder`), and once for each program, which writes its numbers straight into the flat arrays of the batch
 * (`ProgramWriter`) and refuses calls in which it differs from the layout.
 *
 * Columns stand in the order of their declaration, nonnegative ones first; second-order cones of equal size that are declared one after the other are one group.
 */
export abstract class ProgramBuilder {
  /**
   * Declares a group of `count` Hermitian PSD blocks of order `size`, each with `vectors` vectors. Comes before all that uses them. Blocks are numbered through all groups;
   * cones on them (`couple`) and whole matrices (`dense`) are those of the first group.
   *
   * @returns the number of its first block.
   */
  abstract blocks(count: number, size: number, vectors: number): number;

  /** A new nonnegative variable. */
  abstract nonneg(name: string): Column;

  /** A new second-order cone of `size` columns. */
  abstract cone(name: string, size: number): Cone;

  /**
   * Cones (tau, y) with y_a = v_axes[a]^H W_k v_inputs[u] for every block k and input u, at least one; declared once.
   *
   * @returns the heads tau, [blocks][inputs].
   */
  abstract couple(name: string, inputs: readonly number[], axes: readonly number[]): readonly Column[];

  /** A new row with its right-hand side, local to a block of the arrow matrix or (-1) global. */
  abstract row(rhs?: number, block?: number): number;

  /** Coefficient of a column in a row, one for each pair. */
  abstract entry(row: number, column: Column, value: number): void;

  /** Coefficient of a column in the objective, which is minimised, one for each column. */
  abstract cost(column: Column, value: number): void;

  /** A new functional v_right^H W_k v_left of the blocks of a group, by default the first, which `add` weighs; at least one block has it. */
  abstract term(left: number, right: number, group?: number): number;

  /** Adds Re((re + j im) v_right^H W_k v_left) of block k to a row, once for each term and block. */
  abstract add(term: number, block: number, row: number, re: number, im: number): void;

  /** A new functional tr(D W_k) of the blocks, which `matrix` gives its D. */
  abstract dense(): number;

  /** Adds tr(factor D W_k) of block k to a row, D Hermitian [size][size][2], once for each functional and block. */
  abstract matrix(dense: number, block: number, row: number, values: Float64Array, factor?: number): void;

  /**
   * The numbers of vector `slot` of a block, once for each: `length` numbers of `source` from `from` on, [size][2], and zeros behind them.
   * Vectors without a term or cone need none.
   */
  abstract vector(block: number, slot: number, source: Float64Array, from?: number, length?: number): void;

  /** Vectors `slot`, `slot` + 1, .. of a block, all vectors of `length` numbers in `source`. */
  vectors(block: number, slot: number, source: Float64Array, length: number): void {
    for (let from = 0; from < source.length; from += length)
      this.vector(block, slot + from / length, source, from, length);
  }

  /** Adds a slack: row + slack = rhs (sign 1), or row - slack = rhs (sign -1). */
  slack(row: number, sign: 1 | -1 = 1): Column {
    const column = this.nonneg('slack');
    this.entry(row, column, sign);
    return column;
  }

  /** A new rotated cone a b >= c^2, on three columns. */
  rotated(name: string): RotatedCone {
    return this.cone(name, 3) as readonly Column[] as RotatedCone;
  }

  /** A new cone a b >= abs(z)^2 for a complex z, on four columns. */
  crbCone(name: string): CrbCone {
    return this.cone(name, 4) as readonly Column[] as CrbCone;
  }

  /** A new cone norm(z) <= t for `length` complex numbers z: t, then the real and imaginary parts in turn. */
  norm(name: string, length: number): Cone {
    return this.cone(name, 1 + 2 * length);
  }

  /** A new row column = what the row's terms add up to. */
  tie(column: Column, block = -1): number {
    const row = this.row(0, block);
    this.entry(row, column, -1);
    return row;
  }
}
