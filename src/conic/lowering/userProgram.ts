import { coneBlocks, type ConeBlock, type ConeSizes } from './coneBlocks.ts';
import type { ParsedInput, ParsedRows } from './conicInput.ts';
import { rowFactor, rowNorm, scaledNorm, type SparseRow, type StandardProgram } from './standardProgram.ts';

/** Norms of rows that the kernel's own equilibration meets every day. */
export const USUAL_NORM = { least: 1e-3, largest: 1e3 } as const;

/** A bound of this size or more is none. */
const NO_BOUND = 1e20;

/**
 * One program of a batch as its user wrote it. All rows stand in one list: equality, inequality, constraint rows. The multipliers are
 * those of equality rows throughout: cost - rows^T multipliers = z, and minus the multipliers of the slacks lie in the cones of the slacks.
 */
export interface UserProgram {
  readonly n: number;
  readonly free: number;
  readonly cost: Float64Array;
  /** Cones of the variables after the free ones. */
  readonly cones: ConeSizes;
  readonly blocks: readonly ConeBlock[];
  readonly rows: readonly SparseRow[];
  readonly rhs: Float64Array;
  /** Number of equality rows, the first ones. */
  readonly equality: number;
  /** Cones of the slacks rhs - rows x of the rows after them. */
  readonly slackCones: ConeSizes;
  readonly slackBlocks: readonly ConeBlock[];
}

/** Program i of a checked input. Inequality rows without a bound become empty rows. */
export function userProgram(input: ParsedInput, i: number): UserProgram {
  const { n, free, equality, inequality, constraints } = input;
  const rows: SparseRow[] = [];
  const rhs: number[] = [];
  const read = ({ matrix, rhs: right, count }: ParsedRows, bounds: boolean): void => {
    const from = matrix.perProgram ? i * count * n : 0;
    for (let r = 0; r < count; r++) {
      const bound = right.values[(right.perProgram ? i * count : 0) + r] as number;
      const row = new Map<number, number>();
      const dropped = bounds && bound >= NO_BOUND;
      for (let j = 0; j < n && !dropped; j++) {
        const value = matrix.values[from + r * n + j] as number;
        if (value !== 0) row.set(j, value);
      }
      rows.push(row);
      rhs.push(dropped ? 0 : bound);
    }
  };
  read(equality, false);
  read(inequality, true);
  read(constraints, false);
  const from = input.cost.perProgram ? i * n : 0;
  const slackCones = {
    nonneg: inequality.count,
    secondOrder: input.constraintSecondOrder,
    psd: input.constraintPsd,
  };
  return {
    n,
    free,
    cost: input.cost.values.slice(from, from + n),
    cones: input,
    blocks: coneBlocks(input, free),
    rows,
    rhs: Float64Array.from(rhs),
    equality: equality.count,
    slackCones,
    slackBlocks: coneBlocks(slackCones, equality.count),
  };
}

/** Rows with slacks of usual norm as they are given, or scaled to norm 1 like others: which one is easier to solve depends on the program. */
export type SlackUnits = 'given' | 'normal';

/** A user's program with slacks and scaled rows, and the way back. */
export interface StandardUser {
  readonly program: StandardProgram;
  /** x of the user from x with slacks. */
  variables(x: Float64Array): Float64Array;
  /** Multipliers of the user's rows. */
  multipliers(y: Float64Array): Float64Array;
}

/**
 * Gives every inequality and constraint row its slack and scales equality rows to norms near 1, and rows with slacks, those of one cone alike, where they are of
 * unusual norm. Columns: free | nonneg | slacks
 * of inequality rows | second-order cones | those of slacks | PSD blocks | those of slacks.
 */
export function standardOfUser(user: UserProgram, slackUnits: SlackUnits): StandardUser {
  const { n, free, cones, slackCones, equality } = user;
  const empty = (r: number): boolean => user.rows[r]?.size === 0 && (user.rhs[r] as number) >= 0;
  const kept = user.slackBlocks.filter((b) => b.kind !== 'nonneg' || !empty(b.from));
  const all: ConeSizes = {
    nonneg: cones.nonneg + kept.filter((b) => b.kind === 'nonneg').length,
    secondOrder: [...cones.secondOrder, ...slackCones.secondOrder],
    psd: [...cones.psd, ...slackCones.psd],
  };
  // the column of each variable and, by the order of the blocks, the first column of each slack
  const column = Int32Array.from({ length: n }, (_, j) => j);
  const slackColumn: number[] = [];
  let at = free;
  for (const kind of ['nonneg', 'secondOrder', 'psd'] as const) {
    for (const b of user.blocks) if (b.kind === kind) for (let t = 0; t < b.width; t++) column[b.from + t] = at++;
    kept.forEach((b, k) => {
      if (b.kind !== kind) return;
      slackColumn[k] = at;
      at += b.width;
    });
  }

  const rows: SparseRow[] = [];
  const rhs: number[] = [];
  const factors = new Float64Array(user.rows.length);
  const source: number[] = [];
  const add = (r: number, factor: number, slack: number): void => {
    const row = new Map<number, number>();
    for (const [j, a] of user.rows[r] as SparseRow) row.set(column[j] as number, a * factor);
    if (slack >= 0) row.set(slack, 1);
    rows.push(row);
    rhs.push((user.rhs[r] as number) * factor);
    factors[r] = factor;
    source.push(r);
  };
  for (let r = 0; r < equality; r++)
    add(r, rowFactor(rowNorm(user.rows[r] as SparseRow), Math.abs(user.rhs[r] as number)), -1);
  kept.forEach((b, k) => {
    const part = user.rows.slice(b.from, b.from + b.width);
    const largest = Math.max(...user.rhs.subarray(b.from, b.from + b.width).map(Math.abs));
    const size = scaledNorm(part.map(rowNorm)) / Math.sqrt(b.width);
    // the slack changes its unit with its rows: left alone where they are of usual size
    const usual = size >= USUAL_NORM.least && size <= USUAL_NORM.largest;
    const factor = usual && slackUnits === 'given' ? 1 : rowFactor(size, largest);
    for (let t = 0; t < b.width; t++) add(b.from + t, factor, (slackColumn[k] as number) + t);
  });
  const cost = new Float64Array(at);
  user.cost.forEach((c, j) => {
    cost[column[j] as number] = c;
  });
  return {
    program: { n: at, free, cones: all, rows, rhs: Float64Array.from(rhs), cost },
    variables: (x) => Float64Array.from(column, (j) => x[j] as number),
    multipliers(y) {
      const out = new Float64Array(user.rows.length);
      source.forEach((r, k) => {
        out[r] = (y[k] as number) * (factors[r] as number);
      });
      return out;
    },
  };
}
