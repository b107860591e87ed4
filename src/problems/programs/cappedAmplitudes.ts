import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { amplitudeCapsOf } from '../amplitudeCrbCaps.ts';
import { addAmplitudeCaps, type AmplitudeRows } from '../rows/amplitudeCaps.ts';
import { BLOCK_STYLE, type CrbRows, type Information } from '../rows/crbCone.ts';
import type { BlockLayout } from './blockLayout.ts';
import { type ProgramContext, sensingAt } from './programContext.ts';
import { addCrbCones, type SensingStations } from './sensingRows.ts';

/** The cap on one part of the amplitude of a BS. */
export interface CappedAmplitude {
  readonly bs: number;
  /** Its CRB form in the program. */
  readonly form: number;
  readonly rows: AmplitudeRows;
}

const NO_INFORMATION: Information = { kind: 'constant', value: 0 };

/**
 * Caps on the CRBs of the amplitudes of BSs, where the program has any. They are written on the columns of the BS's CRB cone; one whose program has none, because the CRB of its angle
 * is free or that of one beam, gets a cone for them.
 *
 * @param sensedBy CRB rows of a station, if it has some; a number stands for those of the receive array alone.
 */
export function addCappedAmplitudes(
  program: ProgramBuilder,
  layout: BlockLayout,
  c: ProgramContext,
  sensing: SensingStations,
  sensedBy: (station: number) => CrbRows | number | undefined,
): CappedAmplitude[] {
  const { bs, problem } = c.program;
  const bsOf = (station: number): number => (problem.startsWith('P1') ? (bs ?? 0) : station);
  return sensing.stations.flatMap((station) => {
    const caps = amplitudeCapsOf(c.program, bsOf(station));
    if (caps === null) return [];
    const given = sensedBy(station);
    const known = typeof given === 'object' ? given : undefined;
    const informationOf = known ? sensing.informationOf : () => NO_INFORMATION;
    const own = known ?? addCrbCones(program, layout, c, { ...sensing, stations: [station], informationOf })[0];
    const deltaOf = (cap: number): number => 1 / (2 * cap * c.power * sensingAt(c, station).trace22);
    const deltas = [deltaOf(caps[0]), deltaOf(caps[1])] as const;
    const rows = addAmplitudeCaps(program, BLOCK_STYLE, own as CrbRows, informationOf(station), deltas);
    return rows.map((of) => ({ bs: bsOf(station), form: station, rows: of }));
  });
}
