import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { belowCap } from '../rows/caps.ts';
import { addLeakageCaps } from '../rows/leakageCaps.ts';
import { leakageOf, servedUser, userOfSlot } from './blockLayout.ts';
import { capsAmplitudes } from '../amplitudeCrbCaps.ts';
import { addCappedAmplitudes } from './cappedAmplitudes.ts';
import { type CertificateRows, certificateTerms } from './certificateTerms.ts';
import { interCellCap, intraCellCap, threshold } from './coefficients.ts';
import { declareProgram } from './declareProgram.ts';
import { designObjective } from './objective.ts';
import { type ProgramPlan, crbOfCone, effectiveForm, sinrUnit } from './plan.ts';
import { cellOrder, type ProgramContext } from './programContext.ts';
import { addSensingRows, ownSensing } from './sensingRows.ts';
import { times } from '../times.ts';

/**
 * P1.A, the first step of (P1) of the paper: for given I_intra, I_inter and P_leak, one BS minimises its CRB at a fixed g, maximises
 * -rho t/NFR + (1-rho) g/NFC, or g alone. Rows (33)-(36). J = 1 has no row towards other cells.
 */
export function describeBlpCbf(program: ProgramBuilder, c: ProgramContext): ProgramPlan {
  const { scenario, omitInterCellRows, bs = 0, leakage = Number.NaN } = c.program;
  const { cells, usersPerCell: served } = scenario;
  const form = effectiveForm(c.program);
  const inter = cells > 1 && omitInterCellRows !== true;
  const { layout, received, power } = declareProgram(program, c, {
    transmitters: 1,
    stations: 1,
    served,
    slots: inter ? cells * served : served,
    sensing: form === 'maxSinr' && !capsAmplitudes(c.program) ? 0 : 2,
    targets: cells - 1,
  });
  const leaks = addLeakageCaps(program, leakageOf(layout, 1 / leakage));

  const user = (b: number, s: number): number => userOfSlot(layout, b, s);
  const intraRows = served > 1 ? times(served, () => belowCap(program)) : [];
  if (served > 1) received.addInterference(1, served, (b, s) => intraRows[user(b, s)] ?? -1, 1, 1 / intraCellCap(c));
  const interRows = inter ? times(layout.slots, (u) => (u < served ? -1 : belowCap(program))) : [];
  if (inter)
    received.addInterference(served, layout.slots, (_, s) => interRows[s] ?? -1, cells - 1, 1 / interCellCap(c));

  const interferenceAndNoise = intraCellCap(c) + interCellCap(c) + c.noise;
  const fixed = form === 'threshold';
  const unit = fixed ? threshold(c) : sinrUnit(c, served, intraCellCap(c) + interCellCap(c));
  const usefulScale = 1 / (unit * interferenceAndNoise);
  const useful = times(served, () => {
    const row = program.row(fixed ? 1 : 0);
    program.slack(row, -1);
    return row;
  });
  received.addUseful((b) => useful[servedUser(layout, b)] ?? -1, usefulScale);
  const sinr = fixed ? null : program.nonneg('SINR');
  if (sinr) for (const row of useful) program.entry(row, sinr, -1);

  const objective = designObjective(program, c, form, sinr, unit);
  const { informationOf } = objective;
  const sensing = ownSensing(informationOf ? informationOf(0) : { kind: 'constant', value: 0 });
  const [sensed] = informationOf ? addSensingRows(program, layout, c, sensing) : [];
  const amplitudes = addCappedAmplitudes(program, layout, c, sensing, () => sensed);
  return {
    ...(fixed
      ? { certificate: (multipliers) => certificateTerms(c, layout, received, certificateRows(), multipliers) }
      : {}),
    read: (value) => ({
      objective: objective.read(value),
      crb: Float64Array.of(
        informationOf ? crbOfCone(value, sensed, objective.readInformation(value), c, 0) : Number.NaN,
      ),
      sinr: objective.readSinr(value),
      interference: { intraCell: intraCellCap(c), interCell: interCellCap(c) },
      leakage,
    }),
  };

  function certificateRows(): CertificateRows {
    const order = cellOrder(cells, bs);
    const network = (u: number): number => (order[Math.floor(u / served)] ?? 0) * served + (u % served);
    return {
      robust: null,
      beamOf: (b) => network(servedUser(layout, b)),
      listenerOf: (b, s) => network(user(b, s)),
      useful: (u) => useful[u % served] ?? -1,
      usefulScale,
      heard: (b, s) => (s < served ? intraRows[user(b, s)] : interRows[s]) ?? -1,
      heardScale: (_, s) => (s < served ? 1 / intraCellCap(c) : (cells - 1) / interCellCap(c)),
      power,
      leakage: leaks.flatMap((of) => of.map((row, i) => ({ row, sender: bs, target: order[i + 1] ?? bs }))),
      leakageScale: 1 / leakage,
      sensing: [],
      amplitudes,
    };
  }
}
