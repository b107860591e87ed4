import type { ProgramShape, SecondOrderGroup } from '../../conic/program.ts';
import type { FisherEntries } from '../../model/fim.ts';
import type { BlockTask, DesignCaps } from '../design/relaxedDesign.ts';
import type { PowerCoefficients } from './powerCoefficients.ts';

/** One program of the batch. */
export interface PowerContext {
  readonly task: BlockTask;
  /** g, linear. */
  readonly threshold: number;
  readonly coefficients: PowerCoefficients;
  /** Caps of a program of the rule `capped`. */
  readonly caps: DesignCaps | null;
  /** Largest F11 and F22 of every BS at full power, their units. */
  readonly unit11: Float64Array;
  readonly unit22: Float64Array;
}

type Value = (context: PowerContext) => number;

/** Shape of a power program, and its coefficients as functions of the context, in the shape's order. */
export interface PowerProgram {
  readonly shape: ProgramShape;
  readonly entries: readonly Value[];
  /** Non-zero right-hand sides. */
  readonly rhs: readonly { readonly row: number; readonly value: Value }[];
}

/**
 * What a user's useful power must exceed g times: its own interference (`joint`), given caps that bound the interference
 * (`capped`, the paper's A), or caps that are variables of at most Imax (`capsFree`).
 */
export type InterferenceRule = 'joint' | 'capped' | 'capsFree';

/** Beams of one transmitter that a user hears as interference. */
interface Heard {
  readonly user: number;
  readonly beams: readonly number[];
  /** The transmitter is the user's own BS, another one, or all BSs together. */
  readonly kind: 'intraCell' | 'interCell' | 'coMP';
}

/** t u >= ROTATED^2 stands for 2 t u >= 1 in units where a typical t and u are alike. */
const ROTATED = 0.3;

/**
 * The program of the powers p (in units of P, the first columns) of beams of fixed direction: minimise the sum of the CRBs
 * (CBF) or the largest (CoMP) subject to the SINR rows S_i p_i >= g (interference + sc2), the power of every BS and, in CBF, the leakage;
 * nonnegative variables and second-order cones only.
 */
export function powerProgram(task: BlockTask, rule: InterferenceRule, sumsNorms: boolean): PowerProgram {
  const { cells, usersPerCell, txAntennas } = task.scenario;
  const comp = task.scheme === 'BLP-CoMP';
  const users = cells * usersPerCell;
  const antennas = comp ? cells * txAntennas : txAntennas;
  const all = Array.from({ length: users }, (_, l) => l);
  const stations = Array.from({ length: cells }, (_, m) => m);
  const rowOf: number[] = [];
  const columnOf: number[] = [];
  const entries: Value[] = [];
  const rhs: { row: number; value: Value }[] = [];
  let rows = 0;
  const newRow = (value: Value | null = null): number => {
    if (value) rhs.push({ row: rows, value });
    return rows++;
  };
  const add = (row: number, column: number, value: Value): void => {
    rowOf.push(row);
    columnOf.push(column);
    entries.push(value);
  };
  const objective: [number, Value][] = [];

  // Columns: powers, slacks, u of CoMP, then the cones.
  const leaks = comp ? [] : stations.flatMap((m) => stations.filter((n) => n !== m).map((n) => [m, n] as const));
  const cellOf = (l: number): number => Math.floor(l / usersPerCell);
  const heard: Heard[] = all.flatMap((user) => {
    const groups: Heard[] = comp
      ? [{ user, beams: all, kind: 'coMP' }]
      : stations.map((n) => ({
          user,
          beams: all.filter((l) => cellOf(l) === n),
          kind: n === cellOf(user) ? 'intraCell' : 'interCell',
        }));
    return groups.map((g) => ({ ...g, beams: g.beams.filter((l) => l !== user) })).filter((g) => g.beams.length > 0);
  });
  const sinrSlack = users;
  const powerSlack = sinrSlack + users;
  const leakSlack = powerSlack + cells;
  const information = leakSlack + leaks.length;
  // One cap variable for every BS's own users and one for all others in CBF, one in CoMP; slacks of the caps last.
  const caps = information + (comp ? 1 : 0);
  const capCount = rule === 'capsFree' ? (comp ? 1 : cells + 1) : 0;
  const capOf = ({ kind, user }: Heard): number => caps + (kind === 'intraCell' ? cellOf(user) : capCount - 1);
  const capSlack = caps + capCount;
  const nonneg = capSlack + capCount + (rule === 'joint' ? 0 : heard.length);
  const crbCones = nonneg;
  const rotatedCones = crbCones + 4 * cells;
  const sumCones = rotatedCones + (comp ? 0 : 3 * cells);
  const sumSize = 1 + 2 * antennas;

  const sinrRows = all.map((i) => {
    const row = newRow((c) => (c.task.scenario.noisePower + givenCaps(c, cellOf(i))) / sinrUnit(c, cellOf(i)));
    add(row, i, (c) => ((c.coefficients.useful[i] as number) * budget(c)) / (c.threshold * sinrUnit(c, cellOf(i))));
    add(row, sinrSlack + i, () => -1);
    return row;
  });
  heard.forEach((group, s) => {
    const { user, beams, kind } = group;
    const many = kind === 'interCell' && rule !== 'joint' ? cells - 1 : 1;
    // In the SINR row itself, or in a row of its own below the cap.
    const row = rule === 'joint' ? (sinrRows[user] as number) : newRow(rule === 'capped' ? () => 1 : null);
    const unit: Value = (c) => (rule === 'joint' ? -sinrUnit(c, cellOf(user)) : groupCap(c, kind, cellOf(user)) / many);
    for (const l of beams)
      add(row, l, (c) => ((c.coefficients.interference[user * users + l] as number) * budget(c)) / unit(c));
    if (sumsNorms) add(row, sumCones + s * sumSize, (c) => (2 * c.coefficients.radius * budget(c)) / unit(c));
    if (rule !== 'joint') add(row, capSlack + capCount + s, () => 1);
    if (rule === 'capsFree') add(row, capOf(group), () => -1);
    if (!sumsNorms) return;
    for (let y = 0; y < 2 * antennas; y++) {
      const part = newRow();
      for (const l of beams) add(part, l, (c) => c.coefficients.received?.[2 * (user * users + l) * antennas + y] ?? 0);
      add(part, sumCones + s * sumSize + 1 + y, () => -1);
    }
  });
  if (rule === 'capsFree') {
    for (let i = 0; i < capCount; i++) {
      const row = newRow(() => 1);
      add(row, caps + i, () => 1);
      add(row, capSlack + i, () => 1);
    }
    for (const i of all) {
      const perUnit: Value = (c) => -c.task.scenario.maxInterference / sinrUnit(c, cellOf(i));
      const own = comp ? [caps] : [caps + cellOf(i), caps + cells];
      for (const column of own) add(sinrRows[i] as number, column, perUnit);
    }
  }
  for (const n of stations) {
    const row = newRow(() => 1);
    for (const l of all) if (comp || cellOf(l) === n) add(row, l, (c) => c.coefficients.power[n * users + l] as number);
    add(row, powerSlack + n, () => 1);
  }
  leaks.forEach(([m, n], i) => {
    const row = newRow(() => 1);
    for (const l of all)
      if (cellOf(l) === m)
        add(
          row,
          l,
          (c) =>
            ((c.coefficients.leakage[n * users + l] as number) * budget(c)) /
            (c.caps?.leakage[m] ?? c.task.scenario.maxLeakage),
        );
    add(row, leakSlack + i, () => 1);
  });

  // CRB cones (q0, q1, q2, q3): F11 - u = (q0 + q1)/2, F22 = (q0 - q1)/2, F12 = (q2 + j q3)/2.
  for (const m of stations) {
    const cone = crbCones + 4 * m;
    const [row11, row22, rowRe, rowIm] = [newRow(), newRow(), newRow(), newRow()] as const;
    for (const l of all) {
      if (!comp && cellOf(l) !== m) continue;
      const part =
        (of: (f: FisherEntries) => number, unit: Value): Value =>
        (c) => {
          const f = c.coefficients.fisher[m]?.[l];
          return f ? (of(f) * budget(c)) / unit(c) : 0;
        };
      const unit11: Value = (c) => c.unit11[m] as number;
      const unit22: Value = (c) => c.unit22[m] as number;
      const unit12: Value = (c) => Math.sqrt(unit11(c) * unit22(c)) / 2;
      add(
        row11,
        l,
        part((f) => f.f11, unit11),
      );
      add(
        row22,
        l,
        part((f) => f.f22, unit22),
      );
      add(
        rowRe,
        l,
        part((f) => f.f12.re, unit12),
      );
      add(
        rowIm,
        l,
        part((f) => f.f12.im, unit12),
      );
    }
    add(row11, cone, () => -0.5);
    add(row11, cone + 1, () => -0.5);
    add(row22, cone, () => -0.5);
    add(row22, cone + 1, () => 0.5);
    add(rowRe, cone + 2, () => -1);
    add(rowIm, cone + 3, () => -1);
    if (comp) {
      add(row11, information, (c) => -(c.unit11[0] as number) / (c.unit11[m] as number));
      continue;
    }
    const rotated = rotatedCones + 3 * m;
    add(row11, rotated, () => -0.5);
    add(row11, rotated + 1, () => 0.5);
    add(
      newRow(() => 2 * ROTATED),
      rotated + 2,
      () => 1,
    );
    const weight: Value = (c) => {
      let total = 0;
      for (const unit of c.unit11) total += 1 / unit;
      return 1 / ((c.unit11[m] as number) * total);
    };
    objective.push([rotated, (c) => weight(c) / 2], [rotated + 1, (c) => weight(c) / 2]);
  }
  if (comp) objective.push([information, () => -1]);
  for (const [column, value] of objective) add(rows, column, value);

  const secondOrder: SecondOrderGroup[] = [{ size: 4, count: cells }];
  if (!comp) secondOrder.push({ size: 3, count: cells });
  if (sumsNorms && heard.length > 0) secondOrder.push({ size: sumSize, count: heard.length });
  return {
    shape: {
      rows,
      nonneg,
      secondOrder,
      psd: [],
      entryRow: Int32Array.from(rowOf),
      entryColumn: Int32Array.from(columnOf),
    },
    entries,
    rhs,
  };
}

function budget(c: PowerContext): number {
  return c.task.scenario.powerBudget;
}

/** I_intra + I_inter, or I_comp, of the SINR row where they are given. */
function givenCaps(c: PowerContext, cell: number): number {
  if (!c.caps) return 0;
  if (c.task.scheme === 'BLP-CoMP') return c.caps.coMP;
  return (c.caps.intraCell[cell] as number) + (c.task.scenario.cells > 1 ? c.caps.interCell : 0);
}

/** Unit of a SINR row: the given caps, or Imax, and the noise. */
function sinrUnit(c: PowerContext, cell: number): number {
  return (c.caps ? givenCaps(c, cell) : c.task.scenario.maxInterference) + c.task.scenario.noisePower;
}

/** Unit of an interference row: its cap, or Imax. */
function groupCap(c: PowerContext, kind: Heard['kind'], cell: number): number {
  if (!c.caps) return c.task.scenario.maxInterference;
  return kind === 'intraCell' ? (c.caps.intraCell[cell] as number) : c.caps[kind];
}
