import { recordCapped, recordPair, recordReceived } from './boundCuts.ts';
import { type BoundUnits, hasInterference, othersOf, pairsOf, turnsOf } from './boundUnits.ts';
import type { ProgramRecorder } from './programRecorder.ts';

/** Rows of one time that PSD blocks contribute to; the last four are of CBF with several cells alone. */
export interface TimeRows {
  /** Last entry of each block: 1, [block]. */
  readonly corner: readonly number[];
  /** Power of each BS, [bs]. */
  readonly power: readonly number[];
  /** Real and imaginary parts of x, [block][2 antenna + part]; none without robust terms. */
  readonly vector: readonly (readonly number[])[];
  /** Constructive interference of both signs, [user][sign]. */
  readonly signal: readonly (readonly number[])[];
  /** Amplitude that a user hears from another cell, [user][interferer][part]. */
  readonly heard: readonly (readonly (readonly number[])[])[];
  /** With robust terms, amplitude and its margin in the user's level, and their cap, [user][interferer]. */
  readonly sums: readonly (readonly number[])[];
  readonly limits: readonly (readonly number[])[];
  /** Received power, [user]. */
  readonly received: readonly number[];
  /** Power that a user hears from another cell, [user][interferer]; none without a cap. */
  readonly capped: readonly (readonly number[])[];
  /** Products of two users' signals, [cell][pair][turn]. */
  readonly pairs: readonly (readonly (readonly number[])[])[];
  /** Columns of the power of each BS at this time, [bs]. */
  readonly powerColumns: readonly number[];
}

/** Cones of one time. */
export interface TimeCones {
  /** Norm of the noise and the interference of a user, [user]; none where no other cell is heard. */
  readonly level: readonly number[];
  /** abs(h_n^T x_n) with robust terms, [user][interferer]. */
  readonly link: readonly (readonly number[])[];
  /** norm(x) with robust terms, [block]. */
  readonly norm: readonly number[];
}

/** Declares the cones of `times` times, kind after kind. */
export function declareCones(rec: ProgramRecorder, u: BoundUnits, times: number): TimeCones[] {
  const robust = u.radius > 0;
  const heard = hasInterference(u) ? u.cells * u.usersPerCell : 0;
  const others = u.blocks - 1;
  const list = (count: number, size: number): number[] => Array.from({ length: count }, () => rec.cone(size));
  const all = Array.from({ length: times }, (_, s) => s);
  const level = all.map(() => list(heard, robust ? 2 + others : 2 + 2 * others));
  const link = all.map(() => Array.from({ length: robust ? heard : 0 }, () => list(others, 3)));
  const norm = all.map(() => list(robust ? u.blocks : 0, 1 + 2 * u.antennas));
  return all.map((s) => ({ level: level[s] ?? [], link: link[s] ?? [], norm: norm[s] ?? [] }));
}

/**
 * Records the rows of time `s`, all local to arrow block s. With amplitudes over their units, every user mk has
 * +-Im(ht^T x_m) cos psi - Re(ht^T x_m) sin psi + d norm(x_m) + sin psi r <= 0, (52)(53) times cos psi, where r is at least the norm of the noise's 1
 * and of abs(h_n^T x_n) + d norm(x_n) for every other BS n: the exact worst case over the error balls.
 */
export function recordTime(rec: ProgramRecorder, u: BoundUnits, s: number, cones: TimeCones): TimeRows {
  const robust = u.radius > 0;
  const sin = Math.sin(u.psi);
  const powerColumns = Array.from({ length: u.cells }, () => rec.nonneg());
  const corner = Array.from({ length: u.blocks }, () => rec.row(1, s));
  const power = powerColumns.map((column) => minus(column));
  const vector = cones.norm.map((cone) => Array.from({ length: 2 * u.antennas }, (_, i) => minus(cone + 1 + i)));
  const signal: number[][] = [];
  const heard: number[][][] = [];
  const sums: number[][] = [];
  const limits: number[][] = [];
  const received: number[] = [];
  const capped: number[][] = [];
  for (let user = 0; user < u.cells * u.usersPerCell; user++) {
    const cell = Math.floor(user / u.usersPerCell);
    const level = cones.level[user];
    signal.push([0, 1].map(() => recordSignal(cell, level)));
    if (level === undefined) continue;
    rec.entry(rec.row(1, s), level + 1, 1);
    const others = othersOf(cell, u.cells);
    sums[user] = [];
    limits[user] = [];
    heard.push(others.map((n, i) => recordHeard(level, cones.link[user]?.[i], i, n, sums[user] as number[])));
    received.push(recordReceived(rec, u, s, cell, powerColumns));
    const { cap } = u;
    if (cap === null) continue;
    capped.push(
      others.map((n, i) => {
        if (robust) limits[user]?.push(recordAmplitude(level + 2 + i, Math.sqrt(cap)));
        return recordCapped(rec, u, s, powerColumns[n] as number, cap);
      }),
    );
  }
  const pairs = (hasInterference(u) ? powerColumns : []).map((column) =>
    pairsOf(u.usersPerCell).map(() => turnsOf(u.psi).map(() => recordPair(rec, u, s, column))),
  );
  return { corner, power, vector, signal, heard, sums, limits, received, capped, pairs, powerColumns };

  /** Row that ties a column to what the blocks contribute. */
  function minus(column: number): number {
    const row = rec.row(0, s);
    rec.entry(row, column, -1);
    return row;
  }

  function recordSignal(cell: number, level: number | undefined): number {
    const row = rec.row(level === undefined ? -sin : 0, s);
    if (level !== undefined) rec.entry(row, level, sin);
    if (robust) rec.entry(row, cones.norm[u.blocks > 1 ? cell : 0] as number, u.own * u.radius);
    rec.slack(row);
    return row;
  }

  /** h_n^T x_n of the i-th other BS, n, in the cone of the user's level: itself, or abs(h_n^T x_n) + d norm(x_n). */
  function recordHeard(level: number, link: number | undefined, i: number, n: number, sumsOfUser: number[]): number[] {
    if (link === undefined) return [0, 1].map((part) => minus(level + 2 + 2 * i + part));
    const sum = minus(level + 2 + i);
    sumsOfUser.push(sum);
    rec.entry(sum, link, 1);
    rec.entry(sum, cones.norm[n] as number, u.other * u.radius);
    return [1, 2].map((part) => minus(link + part));
  }

  function recordAmplitude(column: number, most: number): number {
    const row = rec.row(most, s);
    rec.entry(row, column, 1);
    rec.slack(row);
    return row;
  }
}
