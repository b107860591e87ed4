import { invariant } from '../../errors.ts';
import { type BlockLayout, blockCount, sensingSlot } from './blockLayout.ts';
import type { Coefficient, Column, ProgramBuilder } from './programBuilder.ts';
import { type ProgramContext, type SensingForm, informationScale, sensingAt } from './programContext.ts';

type Builder = ProgramBuilder<ProgramContext>;

/**
 * The information u = F11 - abs(F12)^2 / F22 that a CRB row asks for: a variable in units of `unit`, half the difference
 * of the first two columns of a rotated cone in units of `unit`, or a constant 1 / (2 t). The CRB is t = 1 / (2 u).
 */
export type Information =
  | { readonly kind: 'column'; readonly column: Column; readonly unit: Coefficient<ProgramContext> }
  | {
      readonly kind: 'rotated';
      readonly cone: readonly [Column, Column, Column];
      readonly unit: Coefficient<ProgramContext>;
    }
  | { readonly kind: 'constant'; readonly value: Coefficient<ProgramContext> };

/** Cone (q0, q1, q2, q3) with F11 - u = (q0 + q1)/2, F22 = (q0 - q1)/2, F12 = (q2 + j q3)/2 in normalised units. */
export type CrbCone = readonly [Column, Column, Column, Column];

/** The rotated cone (t + u, t - u, 2 ROTATED) says t u >= ROTATED^2; a typical u in its unit, so that t is of the same size. */
export const ROTATED = 0.3;

/** BSs that get rows about what they sense. */
export interface SensingStations {
  /** Sensing vector of a block that is vector 0 of its BS's form. */
  readonly first: number;
  /** A form of the program: which terms there are. */
  readonly pattern: SensingForm;
  readonly stations: readonly number[];
  /** BS whose covariances block b belongs to. */
  readonly stationOf: (block: number) => number;
  readonly informationOf: (station: number) => Information;
}

/** The one BS of a program P1.A or P1.B. */
export function ownSensing(context: ProgramContext, information: Information): SensingStations {
  return {
    first: 0,
    pattern: sensingAt(context, 0),
    stations: [0],
    stationOf: () => 0,
    informationOf: () => information,
  };
}

/** Rotated cone t u >= ROTATED^2: u = (s0 - s1)/2 and t = (s0 + s1)/2 stand for 2 t u >= 1 in scaled units. */
export function rotatedCone(builder: Builder): readonly [Column, Column, Column] {
  const [s0, s1, s2] = builder.cone(3);
  invariant(s0 && s1 && s2, 'a rotated cone has three columns');
  const row = builder.row(2 * ROTATED);
  builder.entry(row, s2, 1);
  return [s0, s1, s2];
}

/**
 * Rows of [F11 - u, F12; conj(F12), F22] >= 0 of BSs, (19a) and (38a) of the paper by the Schur complement: u bounds the information on the
 * angle, t = 1 / (2 u) its CRB. F of a BS sums over its blocks. Returns the cones with their rows in the order of `stations`.
 */
export function addCrbRows(
  builder: Builder,
  layout: BlockLayout,
  { first, pattern, stations, stationOf, informationOf }: SensingStations,
): CrbRows[] {
  const declared = stations.map((m) => declareCone(builder, m, informationOf(m)));
  const blocks = Array.from({ length: blockCount(layout) }, (_, b) => b);
  const add = (
    part: 'row11' | 'row22' | 'rowRe' | 'rowIm',
    key: 'f11' | 'f12' | 'f22',
    i: number,
    factor: number,
    scale: (form: SensingForm) => number,
  ): void => {
    const term = pattern[key][i];
    if (term === undefined) return;
    const re = new Map<number, Coefficient<ProgramContext>>();
    const im = new Map<number, Coefficient<ProgramContext>>();
    for (const m of stations) {
      re.set(m, (c) => (sensingAt(c, m)[key][i]?.re ?? 0) / scale(sensingAt(c, m)));
      im.set(m, (c) => (sensingAt(c, m)[key][i]?.im ?? 0) / scale(sensingAt(c, m)));
    }
    const scaled = (f: number, of: Map<number, Coefficient<ProgramContext>>) =>
      blocks.map((b) => ({ factor: f, coefficient: of.get(stationOf(b)) ?? null }));
    // Im(z) = Re(-j z): the weight a + jb becomes b - ja
    const rotate = part === 'rowIm';
    builder.term(
      sensingSlot(layout, first + term.left),
      sensingSlot(layout, first + term.right),
      blocks.map((b) => declared[stations.indexOf(stationOf(b))]?.[part] ?? -1),
      rotate ? scaled(factor, im) : scaled(factor, re),
      rotate ? scaled(-factor, re) : scaled(factor, im),
    );
  };
  pattern.f11.forEach((_, i) => add('row11', 'f11', i, 1, (f) => f.trace11));
  pattern.f22.forEach((_, i) => add('row22', 'f22', i, 1, (f) => f.trace22));
  pattern.f12.forEach((_, i) => add('rowRe', 'f12', i, 2, traceOfCross));
  pattern.f12.forEach((_, i) => add('rowIm', 'f12', i, 2, traceOfCross));
  return declared;
}

/**
 * Rows A - u >= 0 of BSs, A the information of the receive array: what the angle's CRB is where the covariances of a BS become one beam (`oneBeam`). The cone of
 * `addCrbRows` follows from them.
 *
 * @returns the rows in the order of `stations`.
 */
export function addReceiveRows(
  builder: Builder,
  layout: BlockLayout,
  { first, pattern, stations, stationOf, informationOf }: SensingStations,
): readonly number[] {
  const blocks = Array.from({ length: blockCount(layout) }, (_, b) => b);
  const slot = sensingSlot(layout, first + pattern.angle.receive.vector);
  const rows = stations.map((m) => informationRow(builder, m, informationOf(m)));
  for (const row of rows) builder.slack(row, -1);
  const weights = stations.map(
    (m): Coefficient<ProgramContext> =>
      (c) =>
        sensingAt(c, m).angle.receive.weight / sensingAt(c, m).trace11,
  );
  const place = blocks.map((b) => stations.indexOf(stationOf(b)));
  builder.term(
    slot,
    slot,
    place.map((i) => rows[i] ?? -1),
    place.map((i) => ({ factor: 1, coefficient: weights[i] ?? null })),
  );
  return rows;
}

/** Unit of F12. */
export function traceOfCross(form: SensingForm): number {
  return Math.sqrt(form.trace11 * form.trace22);
}

/** A CRB cone and its rows F11 - u, F22 and F12 over their units. */
export interface CrbRows {
  readonly cone: CrbCone;
  readonly row11: number;
  readonly row22: number;
  readonly rowRe: number;
  readonly rowIm: number;
}

function declareCone(builder: Builder, station: number, information: Information): CrbRows {
  const [q0, q1, q2, q3] = builder.cone(4);
  invariant(q0 && q1 && q2 && q3, 'the CRB cone has four columns');
  const row11 = informationRow(builder, station, information);
  const row22 = builder.row();
  const rowRe = builder.row();
  const rowIm = builder.row();
  builder.entry(row11, q0, -0.5);
  builder.entry(row11, q1, -0.5);
  builder.entry(row22, q0, -0.5);
  builder.entry(row22, q1, 0.5);
  builder.entry(rowRe, q2, -1);
  builder.entry(rowIm, q3, -1);
  return { cone: [q0, q1, q2, q3], row11, row22, rowRe, rowIm };
}

/** The row "... - u = 0" in units of P trace11, for the terms of W and what is taken off. */
function informationRow(builder: Builder, station: number, information: Information): number {
  const perUnit =
    (f: Coefficient<ProgramContext>): Coefficient<ProgramContext> =>
    (c) =>
      f(c) / informationScale(c, station);
  if (information.kind === 'constant') return builder.row(1, perUnit(information.value));
  const row = builder.row();
  if (information.kind === 'column') builder.entry(row, information.column, -1, perUnit(information.unit));
  else {
    const unit = perUnit(information.unit);
    builder.entry(row, information.cone[0], -0.5, unit);
    builder.entry(row, information.cone[1], 0.5, unit);
  }
  return row;
}

/**
 * Rows of [F^-1]_22 <= cap_2 and [F^-1]_33 <= cap_3 for the CRBs of the amplitude's real and imaginary part. With
 * delta = 1 / (2 cap) on one of the two entries F22, F - e e^T / cap >= 0 says (Schur complement of an arrow matrix)
 * F11 >= Re(F12)^2 / (F22 - delta_2) + Im(F12)^2 / (F22 - delta_3): two rotated cones a cap, written on the columns of the
 * CRB cone, so that W enters no further row.
 */
export function addAmplitudeCaps(
  builder: Builder,
  crb: CrbCone,
  information: Coefficient<ProgramContext>,
  deltas: readonly [Coefficient<ProgramContext>, Coefficient<ProgramContext>],
): void {
  deltas.forEach((delta, capped) => {
    const total = builder.row(-2, information);
    builder.entry(total, crb[0], 1);
    builder.entry(total, crb[1], 1);
    builder.slack(total, -1);
    for (let part = 0; part < 2; part++) {
      const [s0, s1, s2] = builder.cone(3);
      invariant(s0 && s1 && s2, 'a rotated cone has three columns');
      const difference = part === capped ? builder.row(-2, delta) : builder.row();
      builder.entry(difference, s0, 1);
      builder.entry(difference, s1, -1);
      builder.entry(difference, crb[0], -1);
      builder.entry(difference, crb[1], 1);
      const cross = builder.row();
      builder.entry(cross, s2, 1);
      builder.entry(cross, part === 0 ? crb[2] : crb[3], -1);
      builder.entry(total, s0, -1);
      builder.entry(total, s1, -1);
    }
  });
}
