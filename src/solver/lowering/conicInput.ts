import { InputError } from '../../errors.ts';
import { flatten, nestedDims, type BatchedNumbers, type Numbers } from './numbers.ts';

/** Second-order cones of one dimension. */
export interface ConeGroup {
  /** Dimension, the head counted. */
  readonly size: number;
  /** Number of cones. */
  readonly count: number;
}

/** Positive semidefinite blocks of one order. */
export interface BlockGroup {
  /** Order. */
  readonly size: number;
  /** Number of blocks. */
  readonly count: number;
  /** Real symmetric instead of complex Hermitian. Default false. */
  readonly real?: boolean;
}

/** Cones of the variables, in the order of the vector x = [free | nonneg | second-order cones | PSD blocks]. */
export interface ConicCones {
  /** Number of free variables (default 0). */
  readonly free?: number;
  /** Number of nonnegative variables (default 0). */
  readonly nonneg?: number;
  /** Groups of `count` second-order cones {(t, v): norm(v) <= t} of dimension `size`, head first. */
  readonly secondOrder?: readonly ConeGroup[];
  /**
   * Groups of `count` positive semidefinite blocks of order `size` in svec coordinates (`svec`, `smat`): the diagonal, then sqrt(2) Re of the
   * whole strict lower triangle, row by row, then, unless `real`, sqrt(2) Im of it; size^2 numbers each, or size (size + 1) / 2 if `real`.
   */
  readonly psd?: readonly BlockGroup[];
}

/** Rows over x; `rows` is needed only where a flat `matrix` belongs to a batch of more than one program. */
export interface ConicRows {
  /** [m, n] or [batch, m, n]. */
  readonly matrix: Numbers;
  /** [m] or [batch, m]. */
  readonly rhs: Numbers;
  /** m. */
  readonly rows?: number;
}

/** A batch of programs: minimise cost^T x subject to equality rows A x = b, inequality rows G x <= h and x in the cones. */
export interface ConicInput {
  /** [n] or [batch, n]. */
  readonly cost: Numbers;
  /** A x = b, default none. */
  readonly equality?: ConicRows;
  /** G x <= h, default none. */
  readonly inequality?: ConicRows;
  /** Where x lives. */
  readonly cones: ConicCones;
  /** Number of programs (default 1). */
  readonly batch?: number;
}

export interface ParsedRows {
  readonly count: number;
  readonly matrix: BatchedNumbers;
  readonly rhs: BatchedNumbers;
}

/** A checked input with flat arrays. */
export interface ParsedInput {
  readonly batch: number;
  /** Number of variables. */
  readonly n: number;
  readonly free: number;
  readonly nonneg: number;
  readonly secondOrder: readonly ConeGroup[];
  readonly psd: readonly Required<BlockGroup>[];
  readonly cost: BatchedNumbers;
  readonly equality: ParsedRows;
  readonly inequality: ParsedRows;
}

/** Number of svec coordinates of one block. */
export function blockCoordinates(size: number, real: boolean): number {
  return real ? (size * (size + 1)) / 2 : size * size;
}

function count(name: string, value: number | undefined, least: number): number {
  const v = value ?? least;
  if (!Number.isInteger(v) || v < least)
    throw new InputError(`${name}: expected an integer of at least ${least}, got ${v}`);
  return v;
}

function parseRows(name: string, rows: ConicRows | undefined, n: number, batch: number): ParsedRows {
  if (!rows) {
    const none = { values: new Float64Array(0), perProgram: false };
    return { count: 0, matrix: none, rhs: none };
  }
  const nested = nestedDims(rows.matrix);
  let m = rows.rows;
  if (m === undefined && nested) m = nested.length === 3 ? nested[1] : nested[0];
  if (m === undefined && batch === 1) m = rows.matrix.length / n;
  if (m === undefined)
    throw new InputError(
      `${name}.rows: expected the number of rows beside a flat matrix in a batch of ${batch}, got none`,
    );
  if (!Number.isInteger(m) || m < 1)
    throw new InputError(
      `${name}.matrix: expected at least one row of ${n} numbers, got ${rows.matrix.length} numbers`,
    );
  const matrix = flatten(`${name}.matrix`, rows.matrix, [m, n], batch);
  return { count: m, matrix, rhs: flatten(`${name}.rhs`, rows.rhs, [m], batch) };
}

/**
 * Checks the shapes and numbers of an input and flattens it.
 *
 * @throws InputError naming the field, what was expected and what came.
 */
export function parseConicInput(input: ConicInput): ParsedInput {
  const batch = count('batch', input.batch ?? 1, 1);
  const { cones } = input;
  const free = count('cones.free', cones.free, 0);
  const nonneg = count('cones.nonneg', cones.nonneg, 0);
  const secondOrder = cones.secondOrder ?? [];
  secondOrder.forEach((g, i) => {
    count(`cones.secondOrder[${i}].size`, g.size, 1);
    count(`cones.secondOrder[${i}].count`, g.count, 1);
  });
  const psd = (cones.psd ?? []).map((g, i) => ({
    size: count(`cones.psd[${i}].size`, g.size, 1),
    count: count(`cones.psd[${i}].count`, g.count, 1),
    real: g.real ?? false,
  }));
  let n = free + nonneg;
  for (const g of secondOrder) n += g.size * g.count;
  for (const g of psd) n += g.count * blockCoordinates(g.size, g.real);
  if (n === 0) throw new InputError('cones: expected at least one variable, got none');
  const equality = parseRows('equality', input.equality, n, batch);
  const inequality = parseRows('inequality', input.inequality, n, batch);
  if (equality.count + inequality.count === 0)
    throw new InputError('equality, inequality: expected at least one row, got none');
  return {
    batch,
    n,
    free,
    nonneg,
    secondOrder,
    psd,
    cost: flatten('cost', input.cost, [n], batch),
    equality,
    inequality,
  };
}
