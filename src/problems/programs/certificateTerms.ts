import { invariant } from '../../errors.ts';
import type { CertificateTerms } from '../../model/certificates/certificate.ts';
import type { CappedAmplitude } from './cappedAmplitudes.ts';
import { type BlockLayout, blockCount, transmitterOf } from './blockLayout.ts';
import type { RowMultipliers } from '../rowMultipliers.ts';
import type { RobustSinr } from '../rows/robustSinr.ts';
import { listedErrors } from './listedErrors.ts';
import { amplitudeMultipliers } from '../rows/amplitudeCaps.ts';
import { BLOCK_STYLE, type CrbRows } from '../rows/crbCone.ts';
import type { PowerMultipliers } from '../rows/powerCaps.ts';
import type { ReceivedPower } from '../rows/receivedPower.ts';
import { type ProgramContext, sensingAt } from './programContext.ts';
import { traceOfCross } from './sensingRows.ts';
import { times } from '../times.ts';

/** Which multipliers of a program belong to which constraint; users and beams by their place in the network, cell * K + user. */
export interface CertificateRows {
  readonly beamOf: (block: number) => number;
  /** User of a slot of a block. */
  readonly listenerOf: (block: number, slot: number) => number;
  /** Rows of the useful power, by user; of power 1 they count `usefulScale`. */
  readonly useful: (user: number) => number;
  readonly usefulScale: number;
  /** Row of the interference of a block at the user of a slot, -1: the user's row of the useful power itself. */
  readonly heard: (block: number, slot: number) => number;
  readonly heardScale: (block: number, slot: number) => number;
  readonly power: PowerMultipliers;
  /** Rows of leakage with the BS that sends and the target's BS. */
  readonly leakage: readonly { readonly row: number; readonly sender: number; readonly target: number }[];
  readonly leakageScale: number;
  /** The rows of robustness `exact`, whose SINR rows are those of the useful power. */
  readonly robust: RobustSinr | null;
  /** CRB rows of BSs, the cone's or that of the receive array alone. */
  readonly sensing: readonly { readonly bs: number; readonly form: number; readonly rows: CrbRows | number }[];
  readonly amplitudes: readonly CappedAmplitude[];
}

/** The terms of a certificate in the space of the antennas and in linear units, from the multipliers of a solution of a program. */
export function certificateTerms(
  c: ProgramContext,
  layout: BlockLayout,
  received: ReceivedPower,
  rows: CertificateRows,
  multipliers: RowMultipliers,
): CertificateTerms {
  const { scenario, scheme, problem } = c.program;
  const { cells, usersPerCell, txAntennas } = scenario;
  const users = cells * usersPerCell;
  const comp = scheme === 'BLP-CoMP';
  const n = comp ? cells * txAntennas : txAntennas;
  const blocks = times(blockCount(layout), (b) => b);
  const sinr = new Float64Array(users);
  const intra = new Float64Array(users);
  const inter = new Float64Array(cells * users);
  const norm = new Float64Array(layout.axes > 0 && !rows.robust ? 2 * users * users * n : 0);
  for (const block of blocks) {
    const beam = rows.beamOf(block);
    sinr[beam] = multipliers.row(rows.useful(beam)) * rows.usefulScale;
  }
  for (const block of blocks) {
    const beam = rows.beamOf(block);
    const sender = Math.floor(beam / usersPerCell);
    for (let slot = 0; slot < layout.slots; slot++) {
      const user = rows.listenerOf(block, slot);
      let weight = sinr[user] as number;
      const row = slot === 0 ? -1 : rows.heard(block, slot);
      if (row !== -1) {
        weight = -multipliers.row(row) * rows.heardScale(block, slot);
        if (comp || Math.floor(user / usersPerCell) === sender) intra[user] = weight;
        else inter[sender * users + user] = weight;
      } else if (slot > 0) weight *= c.program.threshold ?? Number.NaN;
      const parts = received.normMultipliers(block, slot, multipliers);
      if (parts) writeUnit(c, frameOf(c, layout, block), parts, weight, norm, (beam * users + user) * n);
    }
  }
  const power = new Float64Array(cells);
  rows.power(multipliers.row).forEach((weight, i) => {
    const own = comp ? i : Math.floor(rows.beamOf(i * layout.served) / usersPerCell);
    power[own] = weight / c.power;
  });
  const leakage = new Float64Array(cells * cells);
  for (const { row, sender, target } of rows.leakage)
    leakage[sender * cells + target] = -multipliers.row(row) * rows.leakageScale;
  const information = new Float64Array(3 * cells);
  for (const { bs, form, rows: own } of rows.sensing) information.set(informationOf(c, form, own, multipliers), 3 * bs);
  return {
    sinr,
    power,
    ...(comp ? {} : { leakage }),
    ...(problem === 'joint' ? {} : { intra, ...(comp ? {} : { inter }) }),
    ...(norm.length > 0 ? { norm } : {}),
    ...(rows.robust ? { error: listedErrors(c.program, rows.robust, multipliers) } : {}),
    ...(rows.sensing.length > 0 ? { information } : {}),
    ...(rows.amplitudes.length > 0 ? { amplitude: amplitudesOf(c, rows.amplitudes, multipliers) } : {}),
  };
}

/** Weight and y of F11 - 2 Re(y* F12) + abs(y)^2 F22. */
function informationOf(
  c: ProgramContext,
  form: number,
  rows: CrbRows | number,
  { row }: RowMultipliers,
): readonly [number, number, number] {
  const sensing = sensingAt(c, form);
  if (typeof rows === 'number') return [row(rows) / (c.power * sensing.trace11), 0, 0];
  const weight = row(rows.row11) / (c.power * sensing.trace11);
  const cross = -1 / (c.power * traceOfCross(sensing) * weight);
  return weight > 0 ? [weight, row(rows.rowRe) * cross, row(rows.rowIm) * cross] : [0, 0, 0];
}

/** w, Re y, Im y and e of the caps of both parts, [bs][2][4]. */
function amplitudesOf(
  c: ProgramContext,
  amplitudes: readonly CappedAmplitude[],
  { row }: RowMultipliers,
): Float64Array {
  const result = new Float64Array(8 * c.program.scenario.cells);
  for (const { bs, form, rows } of amplitudes) {
    const { trace11, trace22 } = sensingAt(c, form);
    const units = { f11: c.power * trace11, f22: c.power * trace22, f12: c.power * Math.sqrt(trace11 * trace22) };
    result.set(amplitudeMultipliers(rows, BLOCK_STYLE, units, row), 8 * bs + 4 * rows.part);
  }
  return result;
}

/** The columns along which the norms of a block are measured. */
interface Frame {
  readonly columns: Float64Array;
  readonly count: number;
  readonly antennas: number;
}

function frameOf({ transmitters, normAxes }: ProgramContext, layout: BlockLayout, block: number): Frame {
  const transmitter = transmitters[transmitterOf(layout, block)];
  invariant(transmitter, 'a block has a transmitter');
  const { frame, size, antennas } = transmitter;
  if (normAxes === undefined) return { columns: frame, count: size, antennas };
  const { count, columns } = normAxes;
  return { columns: columns.subarray(block * count * antennas * 2), count, antennas };
}

/** Writes the vector u in -2 radius weight Re(u^H W h*), to which the multipliers of A^H W h* / (sqrt(P) amplitude) add up, A the columns. */
function writeUnit(
  c: ProgramContext,
  { columns, count, antennas }: Frame,
  parts: Float64Array,
  weight: number,
  target: Float64Array,
  at: number,
): void {
  const scale = -1 / (Math.sqrt(c.power) * c.amplitude * 2 * c.radius * weight);
  if (!(weight > 0) || !Number.isFinite(scale)) return;
  for (let a = 0; a < count; a++) {
    const [re, im] = [scale * (parts[2 * a] as number), scale * (parts[2 * a + 1] as number)];
    for (let i = 0; i < antennas; i++) {
      const from = 2 * (a * antennas + i);
      const [ur, ui] = [columns[from] as number, columns[from + 1] as number];
      const to = 2 * (at + i);
      target[to] = (target[to] as number) + re * ur - im * ui;
      target[to + 1] = (target[to + 1] as number) + re * ui + im * ur;
    }
  }
}
