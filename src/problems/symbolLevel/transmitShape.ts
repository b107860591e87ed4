import type { ProgramShape } from '../../conic/program.ts';
import { type TransmitProblem, vectorCount } from './transmitProblem.ts';

/** Columns of the successive-approximation program; every group is contiguous. */
export interface TransmitColumns {
  /** u, the common information of the angle. */
  readonly information: number;
  /** Slack of the constructive-interference row (user, sign) of time s: slack + s 2 users + 2 user + sign. */
  readonly slack: number;
  /** CRB cone of form f, size 4. */
  readonly crb: number;
  /** Cone (tau, x) of time s and BS g, size 1 + 2 n/stations. */
  readonly vector: number;
  /** Power cone of BS g, size 1 + L. */
  readonly power: number;
  /** Cone of foreign user f at time s, size 3. */
  readonly foreign: number;
  /** Cone (T, tau_1 .. tau_J) of time s, size 1 + stations; only for robust stacked vectors. */
  readonly total: number;
  /** Leakage cone of target t, size 1 + 2 L. */
  readonly leakage: number;
}

export interface TransmitShape {
  readonly shape: ProgramShape;
  readonly columns: TransmitColumns;
  readonly rows: TransmitRows;
  /** Adds an entry while the shape is built: place of (row, column) in the entries of a program. */
  readonly place: ReadonlyMap<number, number>;
}

/** First rows of each kind. Rows of one time are local to it. */
export interface TransmitRows {
  /** Constructive interference: + s perTime + 2 user + sign. */
  readonly interference: number;
  /** Foreign users: + s perTime + 3 f + part. */
  readonly foreign: number;
  /** Total norm: + s perTime + g. */
  readonly total: number;
  readonly perTime: number;
  /** CRB of form f: + 4 f + part. */
  readonly crb: number;
  /** Power: + g (L + 1) + s, head last. */
  readonly power: number;
  /** Leakage: + t (2 L + 1) + 2 s + part, head last. */
  readonly leakage: number;
  readonly count: number;
}

/** Key of an entry in `place`. */
export function entryKey(shapeColumns: number, row: number, column: number): number {
  return row * shapeColumns + column;
}

/** Everything that two problems must share to be solved in one batch. */
export function transmitKey(p: TransmitProblem): string {
  const robust = p.radius > 0;
  return [
    p.antennas,
    p.stations,
    p.frameLength,
    vectorCount(p.users, p.antennas),
    vectorCount(p.foreign, p.antennas),
    vectorCount(p.targets, p.antennas),
    p.forms.length,
    robust,
  ].join('/');
}

/** Rows, columns and sparsity of the program of a problem; the times are the blocks of the arrow matrix. */
export function transmitShape(p: TransmitProblem): TransmitShape & { readonly totalColumns: number } {
  const { antennas: n, stations, frameLength: L } = p;
  const users = vectorCount(p.users, n);
  const foreign = vectorCount(p.foreign, n);
  const targets = vectorCount(p.targets, n);
  const per = n / stations;
  const robust = p.radius > 0;
  const joined = robust && stations > 1;
  const sizes = {
    information: 1,
    slack: 2 * users * L,
    crb: 4 * p.forms.length,
    vector: (1 + 2 * per) * stations * L,
    power: (1 + L) * stations,
    foreign: 3 * foreign * L,
    total: joined ? (1 + stations) * L : 0,
    leakage: (1 + 2 * L) * targets,
  };
  let at = 0;
  const take = (size: number): number => (at += size) - size;
  const columns: TransmitColumns = {
    information: take(sizes.information),
    slack: take(sizes.slack),
    crb: take(sizes.crb),
    vector: take(sizes.vector),
    power: take(sizes.power),
    foreign: take(sizes.foreign),
    total: take(sizes.total),
    leakage: take(sizes.leakage),
  };
  const perTime = 2 * users + 3 * foreign + (joined ? stations : 0);
  const local = perTime * L;
  const rows: TransmitRows = {
    interference: 0,
    foreign: 2 * users,
    total: 2 * users + 3 * foreign,
    perTime,
    crb: local,
    power: local + 4 * p.forms.length,
    leakage: local + 4 * p.forms.length + (L + 1) * stations,
    count: local + 4 * p.forms.length + (L + 1) * stations + (2 * L + 1) * targets,
  };
  const entryRow: number[] = [];
  const entryColumn: number[] = [];
  const place = new Map<number, number>();
  const add = (row: number, column: number): void => {
    place.set(entryKey(at, row, column), entryRow.length);
    entryRow.push(row);
    entryColumn.push(column);
  };
  const addVector = (row: number, s: number): void => {
    for (let g = 0; g < stations; g++)
      for (let i = 0; i < 2 * per; i++) add(row, columns.vector + (s * stations + g) * (1 + 2 * per) + 1 + i);
  };
  const tau = (s: number, g: number): number => columns.vector + (s * stations + g) * (1 + 2 * per);
  const norm = (s: number): number => (joined ? columns.total + s * (1 + stations) : tau(s, 0));
  for (let s = 0; s < L; s++) {
    const base = s * perTime;
    for (let k = 0; k < 2 * users; k++) {
      const row = base + rows.interference + k;
      addVector(row, s);
      if (robust) add(row, norm(s));
      add(row, columns.slack + s * 2 * users + k);
    }
    for (let f = 0; f < foreign; f++) {
      const cone = columns.foreign + 3 * (s * foreign + f);
      const row = base + rows.foreign + 3 * f;
      add(row, cone);
      if (robust) add(row, norm(s));
      for (const part of [1, 2]) {
        addVector(row + part, s);
        add(row + part, cone + part);
      }
    }
    if (joined)
      for (let g = 0; g < stations; g++) {
        add(base + rows.total + g, columns.total + s * (1 + stations) + 1 + g);
        add(base + rows.total + g, tau(s, g));
      }
  }
  p.forms.forEach((_, f) => {
    for (let part = 0; part < 4; part++) {
      const row = rows.crb + 4 * f + part;
      for (let s = 0; s < L; s++) addVector(row, s);
      if (part === 0) add(row, columns.information);
      if (part < 2) {
        add(row, columns.crb + 4 * f);
        add(row, columns.crb + 4 * f + 1);
      } else add(row, columns.crb + 4 * f + part);
    }
  });
  for (let g = 0; g < stations; g++) {
    const row = rows.power + g * (L + 1);
    for (let s = 0; s < L; s++) {
      add(row + s, columns.power + g * (1 + L) + 1 + s);
      add(row + s, tau(s, g));
    }
    add(row + L, columns.power + g * (1 + L));
  }
  for (let t = 0; t < targets; t++) {
    const row = rows.leakage + t * (2 * L + 1);
    for (let s = 0; s < L; s++)
      for (const part of [0, 1]) {
        addVector(row + 2 * s + part, s);
        add(row + 2 * s + part, columns.leakage + t * (1 + 2 * L) + 1 + 2 * s + part);
      }
    add(row + 2 * L, columns.leakage + t * (1 + 2 * L));
  }
  add(rows.count, columns.information);
  const secondOrder = [
    { size: 4, count: p.forms.length },
    { size: 1 + 2 * per, count: stations * L },
    { size: 1 + L, count: stations },
    { size: 3, count: foreign * L },
    { size: 1 + stations, count: joined ? L : 0 },
    { size: 1 + 2 * L, count: targets },
  ].filter((g) => g.count > 0);
  const shape: ProgramShape = {
    rows: rows.count,
    nonneg: 1 + 2 * users * L,
    secondOrder,
    psd: [],
    entryRow: Int32Array.from(entryRow),
    entryColumn: Int32Array.from(entryColumn),
    rowBlock: Int32Array.from({ length: rows.count }, (_, r) => (r < local ? Math.floor(r / perTime) : -1)),
  };
  return { shape, columns, rows, place, totalColumns: at };
}
