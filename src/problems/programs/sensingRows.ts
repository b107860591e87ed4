import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { addFisherTerms, BLOCK_STYLE, type CrbRows, crbRows, type Information, receiveRow } from '../rows/crbCone.ts';
import { addVectorPower } from '../rows/vectorPower.ts';
import { type BlockLayout, blocksOf, sensingSlot } from './blockLayout.ts';
import { type ProgramContext, type SensingForm, sensingAt } from './programContext.ts';

/** BSs that get rows about what they sense. */
export interface SensingStations {
  /** Sensing vector of a block that is vector 0 of its BS's form. */
  readonly first: number;
  readonly stations: readonly number[];
  /** BS whose covariances block b belongs to. */
  readonly stationOf: (block: number) => number;
  readonly informationOf: (station: number) => Information;
}

/** The one BS of a program P1.A or P1.B. */
export function ownSensing(information: Information): SensingStations {
  return { first: 0, stations: [0], stationOf: () => 0, informationOf: () => information };
}

/**
 * CRB rows of BSs, or with `oneBeam` those of the receive array alone; F of a BS sums over its blocks.
 *
 * @returns in the order of `stations`.
 */
export function addSensingRows(
  program: ProgramBuilder,
  layout: BlockLayout,
  c: ProgramContext,
  sensing: SensingStations,
): (CrbRows | number)[] {
  return c.program.oneBeam === true
    ? addReceiveRows(program, layout, c, sensing)
    : addCrbCones(program, layout, c, sensing);
}

/** CRB rows of BSs, in the order of `stations`. */
export function addCrbCones(
  program: ProgramBuilder,
  layout: BlockLayout,
  c: ProgramContext,
  { first, stations, stationOf, informationOf }: SensingStations,
): CrbRows[] {
  const declared = stations.map((m) => crbRows(program, BLOCK_STYLE, informationOf(m)));
  const shares = stations.map((m, i) => {
    const form = sensingAt(c, m);
    const unit = { f11: form.trace11, f22: form.trace22, f12: traceOfCross(form) };
    return { rows: declared[i] as CrbRows, form, weigh: (x: number, entry: keyof typeof unit) => x / unit[entry] };
  });
  addFisherTerms(
    program,
    BLOCK_STYLE,
    sensingAt(c, stations[0] as number),
    sensingSlot(layout, first),
    blocksOf(layout).map((b) => shares[stations.indexOf(stationOf(b))] ?? null),
  );
  return declared;
}

/** Rows of the receive array of BSs, in the order of `stations`. */
export function addReceiveRows(
  program: ProgramBuilder,
  layout: BlockLayout,
  c: ProgramContext,
  { first, stations, stationOf, informationOf }: SensingStations,
): number[] {
  const rows = stations.map((m) => receiveRow(program, BLOCK_STYLE, informationOf(m)));
  const { receive } = sensingAt(c, stations[0] as number).angle;
  addVectorPower(
    program,
    sensingSlot(layout, first + receive.vector),
    blocksOf(layout).length,
    (b) => rows[stations.indexOf(stationOf(b))] ?? -1,
    (b) => sensingAt(c, stationOf(b)).angle.receive.weight / sensingAt(c, stationOf(b)).trace11,
  );
  return rows;
}

/** Unit of F12. */
export function traceOfCross(form: SensingForm): number {
  return Math.sqrt(form.trace11 * form.trace22);
}
