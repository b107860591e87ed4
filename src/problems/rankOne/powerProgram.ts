import type { Column, Cone, CrbCone, RotatedCone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import type { FisherEntries } from '../../model/fim.ts';
import type { BlockTask, DesignCaps } from '../design/relaxedDesign.ts';
import { amplitudeCapsOf } from '../amplitudeCrbCaps.ts';
import { addAmplitudeCaps } from '../rows/amplitudeCaps.ts';
import { belowCap } from '../rows/caps.ts';
import { BLOCK_STYLE, type CrbRows, crbRows, type Information } from '../rows/crbCone.ts';
import { fixProduct, ROTATED } from '../rows/inverse.ts';
import type { PowerCoefficients } from './powerCoefficients.ts';
import { times } from '../times.ts';

/**
 * What a user's useful power must exceed g times: its own interference (`joint`), given caps that bound the interference
 * (`capped`, the paper's A), or caps that are variables of at most Imax (`capsFree`).
 */
export type InterferenceRule = 'joint' | 'capped' | 'capsFree';

/** One program of the batch. */
export interface PowerContext {
  readonly task: BlockTask;
  readonly rule: InterferenceRule;
  /** g, linear. */
  readonly threshold: number;
  readonly coefficients: PowerCoefficients;
  /** Error sets of robustness `exact`, each of which gives every user a SINR row; 1 elsewhere. */
  readonly errorSets: number;
  /** Caps of a program of the rule `capped`. */
  readonly caps: DesignCaps | null;
  /** Largest F11 and F22 of every BS at full power, their units. */
  readonly unit11: Float64Array;
  readonly unit22: Float64Array;
}

/** Beams of one transmitter that a user hears as interference. */
interface Heard {
  readonly user: number;
  /** Error set under which it is heard. */
  readonly set: number;
  readonly beams: readonly number[];
  /** The transmitter is the user's own BS, another one, or all BSs together. */
  readonly kind: 'intraCell' | 'interCell' | 'coMP';
}

interface PowerColumns {
  /** Powers of the beams in units of P. */
  readonly power: readonly Column[];
  readonly sinrSlack: readonly Column[];
  readonly powerSlack: readonly Column[];
  readonly leakSlack: readonly Column[];
  /** u of CoMP. */
  readonly information: Column | null;
  /** Rule `capsFree`: one cap for every BS's own users and one for all others in CBF, one in CoMP, and the slacks of their largest values. */
  readonly caps: readonly Column[];
  readonly capSlack: readonly Column[];
  /** Of the interference below its cap. */
  readonly heardSlack: readonly Column[];
  readonly crb: readonly CrbCone[];
  readonly inverse: readonly RotatedCone[];
  /** Norms of sums of received signals, `guaranteedSum`. */
  readonly norms: readonly Cone[];
}

/**
 * The program of the powers of beams of fixed direction: minimise the sum of the CRBs (CBF) or the largest (CoMP) subject to the SINR rows
 * S_i p_i >= g (interference + sc2), the power of every BS and, in CBF, the leakage; nonnegative variables and second-order cones only.
 *
 * @returns the powers over P.
 */
export function describePowers(program: ProgramBuilder, c: PowerContext): readonly Column[] {
  const { cells, usersPerCell } = c.task.scenario;
  const comp = c.task.scheme === 'BLP-CoMP';
  const beams = times(cells * usersPerCell, (l) => l);
  const stations = times(cells, (m) => m);
  const cellOf = (l: number): number => Math.floor(l / usersPerCell);
  /** Beams of a BS; in CoMP every beam is one of all BSs. */
  const beamsOf = (n: number): number[] => beams.filter((l) => comp || cellOf(l) === n);
  const heardOnce = beams.flatMap((user) => {
    const groups: Omit<Heard, 'set'>[] = comp
      ? [{ user, beams, kind: 'coMP' }]
      : stations.map((n) => ({ user, beams: beamsOf(n), kind: n === cellOf(user) ? 'intraCell' : 'interCell' }));
    return groups.map((g) => ({ ...g, beams: g.beams.filter((l) => l !== user) })).filter((g) => g.beams.length > 0);
  });
  const heard = times(c.errorSets, (set) => heardOnce.map((h) => ({ ...h, set }))).flat();
  const leaks = comp ? [] : stations.flatMap((m) => stations.filter((n) => n !== m).map((n) => [m, n] as const));
  const columns = declareColumns(program, c, heard.length, leaks.length);
  addInterference(program, c, columns, heard);
  for (const n of stations) {
    const row = program.row(1);
    for (const l of beamsOf(n))
      program.entry(row, columns.power[l] as Column, c.coefficients.power[n * beams.length + l] as number);
    program.entry(row, columns.powerSlack[n] as Column, 1);
  }
  leaks.forEach(([m, n], i) => {
    const row = program.row(1);
    const cap = c.caps?.leakage[m] ?? c.task.scenario.maxLeakage;
    for (const l of beamsOf(m)) {
      const leakage = c.coefficients.leakage[n * beams.length + l] as number;
      program.entry(row, columns.power[l] as Column, (leakage * budget(c)) / cap);
    }
    program.entry(row, columns.leakSlack[i] as Column, 1);
  });
  const { echoes } = c.coefficients;
  if (echoes)
    for (const n of stations) {
      const row = belowCap(program);
      for (const l of beams)
        if (cellOf(l) !== n)
          program.entry(row, columns.power[l] as Column, (echoes[n * beams.length + l] as number) * budget(c));
    }
  for (const m of stations) addCrb(program, c, columns, m, beamsOf(m));
  return columns.power;
}

/** Columns in their order: all nonnegative ones, then the cones. */
function declareColumns(
  program: ProgramBuilder,
  { task, rule, coefficients, errorSets }: PowerContext,
  heard: number,
  leaks: number,
): PowerColumns {
  const { cells } = task.scenario;
  const { users, antennas, received } = coefficients;
  const comp = task.scheme === 'BLP-CoMP';

  const nonneg = (count: number, name: string): Column[] => times(count, () => program.nonneg(name));
  const caps = rule === 'capsFree' ? (comp ? 1 : cells + 1) : 0;
  return {
    power: nonneg(users, 'power'),
    sinrSlack: nonneg(users * errorSets, 'slack of a SINR'),
    powerSlack: nonneg(cells, 'slack of a power'),
    leakSlack: nonneg(leaks, 'slack of a leakage'),
    information: comp ? program.nonneg('information') : null,
    caps: nonneg(caps, 'cap'),
    capSlack: nonneg(caps, 'slack of a cap'),
    heardSlack: nonneg(rule === 'joint' ? 0 : heard, 'slack of an interference'),
    crb: times(cells, () => program.crbCone('CRB cone')),
    inverse: times(comp ? 0 : cells, () => program.rotated('CRB and information')),
    norms: times(received ? heard : 0, () => program.norm('norm of a sum', antennas)),
  };
}

/** SINR rows of all users and the rows on the interference that they hear. */
function addInterference(
  program: ProgramBuilder,
  c: PowerContext,
  columns: PowerColumns,
  heard: readonly Heard[],
): void {
  const { task, rule, coefficients } = c;
  const { users, useful, interference, received, antennas, radius } = coefficients;
  const { cells, usersPerCell, maxInterference } = task.scenario;
  const comp = task.scheme === 'BLP-CoMP';
  const cellOf = (l: number): number => Math.floor(l / usersPerCell);
  const shared = columns.caps.length - 1;
  const sinrRows = columns.sinrSlack.map((slack, at) => {
    const i = at % users;
    const unit = sinrUnit(c, cellOf(i));
    const row = program.row((task.scenario.noisePower + givenCaps(c, cellOf(i))) / unit);
    program.entry(row, columns.power[i] as Column, ((useful[at] as number) * budget(c)) / (c.threshold * unit));
    program.entry(row, slack, -1);
    return row;
  });
  heard.forEach(({ user, set, beams, kind }, s) => {
    const cell = cellOf(user);
    const many = kind === 'interCell' && rule !== 'joint' ? cells - 1 : 1;
    // In the SINR row itself, or in a row of its own below the cap.
    const row = rule === 'joint' ? (sinrRows[set * users + user] as number) : program.row(rule === 'capped' ? 1 : 0);
    const unit = rule === 'joint' ? -sinrUnit(c, cell) : groupCap(c, kind, cell) / many;
    for (const l of beams)
      program.entry(
        row,
        columns.power[l] as Column,
        ((interference[(set * users + user) * users + l] as number) * budget(c)) / unit,
      );
    const norm = columns.norms[s];
    if (norm) program.entry(row, norm[0], (2 * radius * budget(c)) / unit);
    if (rule !== 'joint') program.entry(row, columns.heardSlack[s] as Column, 1);
    if (rule === 'capsFree') program.entry(row, columns.caps[kind === 'intraCell' ? cell : shared] as Column, -1);
    if (!norm || !received) return;
    norm.slice(1).forEach((column, y) => {
      const part = program.tie(column);
      for (const l of beams)
        program.entry(part, columns.power[l] as Column, received[2 * (user * users + l) * antennas + y] as number);
    });
  });
  columns.caps.forEach((cap, i) => {
    const row = program.row(1);
    program.entry(row, cap, 1);
    program.entry(row, columns.capSlack[i] as Column, 1);
  });
  if (rule === 'capsFree')
    sinrRows.forEach((row, i) => {
      for (const cap of comp ? [shared] : [cellOf(i), shared])
        program.entry(row, columns.caps[cap] as Column, -maxInterference / sinrUnit(c, cellOf(i)));
    });
}

/** CRB rows of BS m, whose information its beams add to, and its place in the objective. */
function addCrb(
  program: ProgramBuilder,
  c: PowerContext,
  columns: PowerColumns,
  m: number,
  beams: readonly number[],
): void {
  const unit11 = c.unit11[m] as number;
  const unit12 = Math.sqrt(unit11 * (c.unit22[m] as number)) / 2;
  const { information } = columns;
  const inverse = columns.inverse[m];
  const asked: Information = information
    ? { kind: 'column', column: information, factor: (c.unit11[0] as number) / unit11 }
    : { kind: 'rotated', cone: inverse as RotatedCone, factor: 1 };
  const rows = crbRows(program, BLOCK_STYLE, asked, columns.crb[m]);
  const add = (row: number, of: (f: FisherEntries) => number, unit: number): void => {
    for (const l of beams) {
      const own = c.coefficients.fisher[m]?.[l];
      program.entry(row, columns.power[l] as Column, own ? (of(own) * budget(c)) / unit : 0);
    }
  };
  add(rows.row11, (f) => f.f11, unit11);
  add(rows.row22, (f) => f.f22, c.unit22[m] as number);
  add(rows.rowRe, (f) => f.f12.re, unit12);
  add(rows.rowIm, (f) => f.f12.im, unit12);
  addAmplitudes(program, c, m, beams, columns, rows, asked);
  if (information) {
    if (m === 0) program.cost(information, -1);
    return;
  }
  if (!inverse) return;
  fixProduct(program, inverse, 2 * ROTATED);
  let total = 0;
  for (const unit of c.unit11) total += 1 / unit;
  for (const column of [inverse[0], inverse[1]]) program.cost(column, 1 / (unit11 * total) / 2);
}

/** Caps on the amplitude of BS m, if it has any: of its only beam a power that is large enough, in a row whose unit keeps its coefficient of size 1. */
function addAmplitudes(
  program: ProgramBuilder,
  c: PowerContext,
  m: number,
  beams: readonly number[],
  { power }: PowerColumns,
  rows: CrbRows,
  asked: Information,
): void {
  const caps = amplitudeCapsOf(c.task, m);
  if (caps === null) return;
  const { ownAmplitudes } = c.coefficients;
  if (ownAmplitudes === null) {
    const unit = c.unit22[m] as number;
    addAmplitudeCaps(program, BLOCK_STYLE, rows, asked, [1 / (2 * caps[0] * unit), 1 / (2 * caps[1] * unit)]);
    return;
  }
  for (const part of [0, 1]) {
    // a beam that tells nothing of its gain keeps no cap
    const least = Math.min(LARGEST_SHARE, (ownAmplitudes[2 * m + part] as number) / budget(c));
    const row = program.row(Math.min(1, least));
    for (const l of beams) program.entry(row, power[l] as Column, 1 / Math.max(1, least));
    program.slack(row, -1);
  }
}

/** Share of the budget that no beam has. */
const LARGEST_SHARE = 1e3;

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
