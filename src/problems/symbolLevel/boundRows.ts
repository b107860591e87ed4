import type { Column, Cone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { type Margin, signalRow } from '../rows/constructiveInterference.ts';
import { heardRows } from '../rows/heardAmplitude.ts';
import { times } from '../times.ts';
import { addCappedRow, addPairRow, addReceivedRow } from './boundCuts.ts';
import { othersOf, pairsOf } from '../../model/othersOf.ts';
import { type BoundUnits, hasInterference, turnsOf } from './boundUnits.ts';

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
  readonly powerColumns: readonly Column[];
}

/** Cones of one time. */
export interface TimeCones {
  /** Norm of the noise and the interference of a user, [user]; none where no other cell is heard. */
  readonly level: readonly Cone[];
  /** abs(h_n^T x_n) with robust terms, [user][interferer]. */
  readonly link: readonly (readonly Cone[])[];
  /** norm(x) with robust terms, [block]. */
  readonly norm: readonly Cone[];
}

/** Declares the cones of `count` times, kind after kind. */
export function declareCones(program: ProgramBuilder, u: BoundUnits, count: number): TimeCones[] {
  const robust = u.radius > 0;
  const heard = hasInterference(u) ? u.cells * u.usersPerCell : 0;
  const others = u.blocks - 1;
  const levelSize = robust ? 2 + others : 2 + 2 * others;
  const level = times(count, () => times(heard, () => program.cone('noise and interference', levelSize)));
  const link = times(count, () =>
    times(robust ? heard : 0, () => times(others, () => program.norm('amplitude from another cell', 1))),
  );
  const norm = times(count, () => times(robust ? u.blocks : 0, () => program.norm('norm', u.antennas)));
  return times(count, (s) => ({ level: level[s] ?? [], link: link[s] ?? [], norm: norm[s] ?? [] }));
}

/**
 * The rows of time `s`, all local to arrow block s. With amplitudes over their units, every user mk has
 * +-Im(ht^T x_m) cos psi - Re(ht^T x_m) sin psi + d norm(x_m) + sin psi r <= 0, (52)(53) times cos psi, where r is at least the norm of the noise's 1
 * and of abs(h_n^T x_n) + d norm(x_n) for every other BS n: the exact worst case over the error balls.
 */
export function addTime(program: ProgramBuilder, u: BoundUnits, s: number, cones: TimeCones): TimeRows {
  const robust = u.radius > 0;
  const powerColumns = times(u.cells, () => program.nonneg('power'));
  const corner = times(u.blocks, () => program.row(1, s));
  const power = powerColumns.map((column) => program.tie(column, s));
  const vector = cones.norm.map((cone) => cone.slice(1).map((column) => program.tie(column, s)));
  const signal: number[][] = [];
  const heard: (readonly number[])[][] = [];
  const sums: number[][] = [];
  const limits: number[][] = [];
  const received: number[] = [];
  const capped: number[][] = [];
  const marginOf = (block: number, unit: number): Margin | null => {
    const cone = cones.norm[block];
    return cone ? { norm: cone[0], factor: unit * u.radius } : null;
  };
  for (let user = 0; user < u.cells * u.usersPerCell; user++) {
    const cell = Math.floor(user / u.usersPerCell);
    const level = cones.level[user];
    const margin = marginOf(u.blocks > 1 ? cell : 0, u.own);
    signal.push(times(2, () => signalRow(program, s, u.psi, level?.[0] ?? null, margin)));
    if (level === undefined) continue;
    program.entry(program.row(1, s), level[1] as Column, 1);
    const others = othersOf(cell, u.cells);
    const sumsOfUser: number[] = [];
    sums.push(sumsOfUser);
    heard.push(
      others.map((n, i) => {
        const link = cones.link[user]?.[i];
        // h_n^T x_n stands in the cone of the level itself, or abs(h_n^T x_n) + d norm(x_n) does
        if (link === undefined) return [2, 3].map((part) => program.tie(level[part + 2 * i] as Column, s));
        const rows = heardRows(program, s, link, level[2 + i] as Column, marginOf(n, u.other));
        sumsOfUser.push(rows.cap);
        return rows.parts;
      }),
    );
    received.push(addReceivedRow(program, u, s, cell, powerColumns));
    const { cap } = u;
    const limitsOfUser: number[] = [];
    limits.push(limitsOfUser);
    if (cap === null) continue;
    capped.push(
      others.map((n, i) => {
        if (robust) limitsOfUser.push(addLimit(level[2 + i] as Column, Math.sqrt(cap)));
        return addCappedRow(program, u, s, powerColumns[n] as Column, cap);
      }),
    );
  }
  const pairs = (hasInterference(u) ? powerColumns : []).map((column) =>
    pairsOf(u.usersPerCell).map(() => turnsOf(u.psi).map(() => addPairRow(program, u, s, column))),
  );
  return { corner, power, vector, signal, heard, sums, limits, received, capped, pairs, powerColumns };

  function addLimit(column: Column, most: number): number {
    const row = program.row(most, s);
    program.entry(row, column, 1);
    program.slack(row);
    return row;
  }
}
