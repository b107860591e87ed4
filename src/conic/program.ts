/**
 * The batched conic program: B programs of one shape and different data,
 *
 *     minimise c^T x   subject to   A x = b,   x in K = R+^n x second-order cones x Hermitian PSD blocks.
 *
 * Rows are *global* (0 .. rows-1) or *block-local* (implied by `CoupledCones`). The objective is written as one more row
 * with index `rows`. All complex arrays are interleaved: the last dimension 2 holds (re, im).
 *
 * Scalar columns, in this order: nonneg variables; second-order groups, cone after cone; then for each PSD group with
 * coupled cones the heads tau[block][cone]. (The bodies of coupled cones have no global coefficients.)
 */

/** `count` second-order cones {(t, v): norm(v) <= t} of dimension `size` each, head first. */
export interface SecondOrderGroup {
  /** Dimension of each cone, its head counted. */
  readonly size: number;
  /** Number of cones. */
  readonly count: number;
}

/**
 * Linear functionals of the PSD blocks W_k (k = 0 .. count-1) through the vectors v of each block. Term t adds
 * Re(weight * v_right^H W_k v_left) to row `row[k * terms + t]` (-1: absent in this block, `rows`: the objective).
 */
export interface PsdTerms {
  /** Index of v_left in the vectors of a block, [terms]. */
  readonly left: Int32Array;
  /** Index of v_right, [terms]. */
  readonly right: Int32Array;
  /** Row of term t in block k, [count * terms]; -1: absent, `rows`: the objective. */
  readonly row: Int32Array;
}

/**
 * One second-order cone (tau, y) of dimension 1 + 2*axes.length for every block k and every entry u of `inputs`, tied
 * to the block by y_a = v_axes[a]^H W_k v_inputs[u] (real and imaginary parts interleaved). These ties are the block-local rows.
 */
export interface CoupledCones {
  /** One cone for each of these vectors, by index. */
  readonly inputs: Int32Array;
  /** Vectors along which W_k v is measured, by index. */
  readonly axes: Int32Array;
}

/** `count` Hermitian PSD blocks of dimension `size`, each with `vectors` vectors of that length. */
export interface PsdGroup {
  /** Order of each block. */
  readonly size: number;
  /** Number of blocks. */
  readonly count: number;
  /** Vectors of each block. */
  readonly vectors: number;
  /** Rank-one and rank-two functionals. */
  readonly terms: PsdTerms;
  /** Rows with a full Hermitian coefficient D: tr(D W_k) is added to row `denseRow[k * denseCount + i]` (-1: absent). */
  readonly denseCount: number;
  /** Rows of the dense coefficients, [count * denseCount]. */
  readonly denseRow: Int32Array;
  /** Cones on W_k v, or none. */
  readonly coupled: CoupledCones | null;
}

/** What all programs of a batch share. */
export interface ProgramShape {
  /** Global rows. */
  readonly rows: number;
  /** Nonnegative scalar columns, the first ones. */
  readonly nonneg: number;
  /** Second-order cones, group after group. */
  readonly secondOrder: readonly SecondOrderGroup[];
  /** Hermitian PSD blocks, group after group. */
  readonly psd: readonly PsdGroup[];
  /** Sparse coefficients of the scalar columns; row `rows` is the objective; at most one entry per (row, column). */
  readonly entryRow: Int32Array;
  /** Scalar column of each entry. */
  readonly entryColumn: Int32Array;
  /**
   * Which rows are local to a block of the arrow matrix, [rows], -1 for border rows; default all border. Rows of different
   * blocks must have no cone or PSD block in common. The PSD blocks of groups with coupled cones are blocks 0, 1, .. in their
   * order; further numbers name blocks of rows alone. Changes the cost of a solve, never its answer.
   */
  readonly rowBlock?: Int32Array;
}

/** Data of one PSD group. */
export interface PsdData {
  /** [batch, count, vectors, size, 2] */
  readonly vectors: Float64Array;
  /** [batch, count, terms, 2] */
  readonly weights: Float64Array;
  /** [batch, count, denseCount, size, size, 2], Hermitian */
  readonly dense: Float64Array;
}

/** Data of a batch. */
export interface ProgramData {
  /** Number of programs B. */
  readonly batch: number;
  /** [batch, rows] */
  readonly rhs: Float64Array;
  /** [batch, entries] */
  readonly entries: Float64Array;
  /** One for each group of the shape. */
  readonly psd: readonly PsdData[];
}

/** A batch of programs for `solveProgram`. */
export interface ConicProgram {
  /** What all of them share. */
  readonly shape: ProgramShape;
  /** Their numbers. */
  readonly data: ProgramData;
}

/** Number of scalar columns (nonneg, second-order and heads of coupled cones). */
export function scalarColumns(shape: ProgramShape): number {
  let n = shape.nonneg;
  for (const g of shape.secondOrder) n += g.size * g.count;
  for (const g of shape.psd) if (g.coupled) n += g.count * g.coupled.inputs.length;
  return n;
}

/** Number of block-local rows: 2 * axes per coupled cone. */
export function localRows(shape: ProgramShape): number {
  let n = 0;
  for (const g of shape.psd) if (g.coupled) n += g.count * g.coupled.inputs.length * 2 * g.coupled.axes.length;
  return n;
}
