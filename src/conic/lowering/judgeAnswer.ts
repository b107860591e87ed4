import { dot } from '../../linalg/realVector.ts';
import { blockDistances, type ConeBlock, nonnegativeCoordinates } from './coneBlocks.ts';
import { addRow, rowNorm, rowTimes, scaledNorm, type SparseRow } from './standardProgram.ts';
import type { UserProgram } from './userProgram.ts';

/** Largest residual of a certificate: norm(A^T y + z) max(1, norm b) for b^T y = 1, norm(A x) max(1, norm c) for c^T x = -1. */
const CERTIFICATE = 1e-7;
/** Largest share of a row, or of the columns of a cone, that a certificate may leave: rows and columns of 1e-10 count like others. */
const SHARE = 1e-5;
/** A ray moves the variables that are at least this share of its length, or that lower the cost by this share of its fall. */
const MOVED = 1e-3;

/** A point and multipliers of a user's program with what they are worth on its data. */
export interface JudgedAnswer {
  readonly merit: number;
  readonly objective: number;
  readonly dualObjective: number;
  readonly x: Float64Array;
  readonly multipliers: Float64Array;
}

/**
 * Moves x and the multipliers into their cones and measures residuals and gap, the primal residual on the rows as given and on rows of norm 1; the
 * merit is Infinity where a number is not finite.
 */
export function judgePoint(user: UserProgram, point: Float64Array, multipliers: Float64Array): JudgedAnswer {
  const x = point.slice();
  const y = insideDual(user, multipliers);
  const objective = dot(user.cost, x);
  const dualObjective = dot(user.rhs, y);
  blockDistances(user.blocks, x);
  const left = outsideRows(user, rowSlacks(user, x, 1));
  const merit = Math.max(
    scaledNorm(left) / (1 + scaledNorm(user.rhs)),
    fairResidual(user, left),
    scaledNorm(outsideDual(user, dualSlack(user, y, 1))) / (1 + scaledNorm(user.cost)),
    Math.abs(dot(user.cost, x) - dualObjective) / (1 + Math.min(Math.abs(objective), Math.abs(dualObjective))),
  );
  return {
    merit: Number.isFinite(merit) ? merit : Infinity,
    objective: dot(user.cost, x),
    dualObjective,
    x,
    multipliers: y,
  };
}

/** Multipliers scaled to rhs^T y = 1 and their residual as a proof that the program has no point; null where they prove nothing. */
export function judgeProof(
  user: UserProgram,
  multipliers: Float64Array,
): { multipliers: Float64Array; residual: number } | null {
  const y = insideDual(user, multipliers);
  const value = dot(user.rhs, y);
  if (!(value > 0) || !Number.isFinite(value)) return null;
  for (let r = 0; r < y.length; r++) y[r] = (y[r] as number) / value;
  const slack = dualSlack(user, y, 0);
  const parts = outsideDual(user, slack);
  const rowSizes = user.rows.map(rowNorm);
  const fairRhs = scaledNorm(user.rhs.map((b, r) => b / (rowSizes[r] || 1)));
  const residual = scaledNorm(parts) * Math.max(1, Math.min(scaledNorm(user.rhs), fairRhs));
  // size of the columns of each part on rows of norm 1, times that of the multipliers of such rows
  const columns = new Float64Array(user.n);
  const weights = user.rows.map((row, r) => {
    const size = rowSizes[r] as number;
    if (size > 0) for (const [j, a] of row) columns[j] = (columns[j] as number) + (a / size) ** 2;
    return (y[r] as number) * size;
  });
  const size = scaledNorm(weights);
  const fair = (left: number, from: number, width: number): boolean =>
    left <= SHARE * size * Math.sqrt(columns.subarray(from, from + width).reduce((s, v) => s + v, 0));
  const holds =
    partsOf(user.free, user.blocks).every(([from, width], k) => fair(parts[k] as number, from, width)) &&
    nonnegativeCoordinates(user.blocks).every((j) => fair(-(slack[j] as number), j, 1));
  return residual < CERTIFICATE && holds ? { multipliers: y, residual } : null;
}

/** x scaled to cost^T x = -1 and its residual as a direction of endless descent; null where it is none. */
export function judgeRay(user: UserProgram, point: Float64Array): { x: Float64Array; residual: number } | null {
  const x = point.slice();
  blockDistances(user.blocks, x);
  const fall = -dot(user.cost, x);
  if (!(fall > 0) || !Number.isFinite(fall)) return null;
  for (let j = 0; j < x.length; j++) x[j] = (x[j] as number) / fall;
  const size = scaledNorm(x);
  const slack = rowSlacks(user, x, 0);
  const leaves = outsideRows(user, slack);
  const sizes = partSizes(user);
  // rows above norm 1 count as rows of norm 1: their rounding is no residual
  const residual =
    scaledNorm(leaves.map((left, k) => left / Math.max(1, sizes[k] as number))) * Math.max(1, scaledNorm(user.cost));
  const isMoved = (j: number): boolean => {
    const step = Math.abs(x[j] as number);
    return step >= MOVED * size || step * Math.abs(user.cost[j] as number) >= MOVED;
  };
  const fair = (left: number, r: number): boolean =>
    left <= SHARE * size * smallestToSee(user.rows[r] as SparseRow, isMoved);
  const holds =
    leaves.every((left, k) => left <= SHARE * size * (sizes[k] as number)) &&
    leaves.slice(0, user.equality).every(fair) &&
    nonnegativeCoordinates(user.slackBlocks).every((r) => fair(-(slack[r] as number), r));
  return residual < CERTIFICATE && holds ? { x, residual } : null;
}

/** weight * cost - rows^T multipliers. */
export function dualSlack(user: UserProgram, multipliers: Float64Array, weight: 0 | 1): Float64Array {
  const z = weight === 1 ? user.cost.slice() : new Float64Array(user.n);
  user.rows.forEach((row: SparseRow, r) => {
    addRow(row, -(multipliers[r] as number), z);
  });
  return z;
}

/** rhs - rows x, of every row. */
export function rowSlacks(user: UserProgram, x: Float64Array, weight: 0 | 1): Float64Array {
  return user.rhs.map((b, r) => weight * b - rowTimes(user.rows[r] as SparseRow, x));
}

/** Multipliers whose negatives lie in the cones of the slacks. */
function insideDual(user: UserProgram, multipliers: Float64Array): Float64Array {
  const y = multipliers.map((v, r) => (r < user.equality ? v : -v));
  blockDistances(user.slackBlocks, y);
  return y.map((v, r) => (r < user.equality || v === 0 ? v : -v));
}

/** First index and number of some numbers one by one, then of each cone. */
function partsOf(alone: number, blocks: readonly ConeBlock[]): [number, number][] {
  const single = Array.from({ length: alone }, (_, j): [number, number] => [j, 1]);
  return [...single, ...blocks.map((b): [number, number] => [b.from, b.width])];
}

/** How far the parts of a slack are from where they have to be: from 0 one by one, then from each cone. */
function outside(alone: number, blocks: readonly ConeBlock[], slack: Float64Array): number[] {
  return [...slack.subarray(0, alone).map(Math.abs), ...blockDistances(blocks, slack.slice())];
}

const outsideDual = (user: UserProgram, slack: Float64Array): number[] => outside(user.free, user.blocks, slack);
const outsideRows = (user: UserProgram, slack: Float64Array): number[] =>
  outside(user.equality, user.slackBlocks, slack);
const partsOfRows = (user: UserProgram): [number, number][] => partsOf(user.equality, user.slackBlocks);

/** Norm of the coefficients of each row, and of each group of rows. */
function partSizes(user: UserProgram): number[] {
  return partsOfRows(user).map(([from, width]) => scaledNorm(user.rows.slice(from, from + width).map(rowNorm)));
}

/**
 * What a residual of one row is measured by: its norm. A share of that does not see coefficients which are smaller still; where some of these belong to moved
 * variables, the smallest of them is the measure, so that 1e50 x1 + x2 = 0 is not taken to hold at x = (0, 1).
 */
function smallestToSee(row: SparseRow, isMoved: (j: number) => boolean): number {
  const norm = rowNorm(row);
  let size = norm;
  for (const [j, a] of row) if (Math.abs(a) < SHARE * norm && isMoved(j)) size = Math.min(size, Math.abs(a));
  return size;
}

/** The relative primal residual on rows of norm 1, so that rows of 1e-10 count and one of 1e10 does not hide the others. */
function fairResidual(user: UserProgram, left: readonly number[]): number {
  const sizes = partSizes(user).map((size) => size || 1);
  const rhs = partsOfRows(user).map(
    ([from, width], k) => scaledNorm(user.rhs.subarray(from, from + width)) / (sizes[k] as number),
  );
  return scaledNorm(left.map((v, k) => v / (sizes[k] as number))) / (1 + scaledNorm(rhs));
}
