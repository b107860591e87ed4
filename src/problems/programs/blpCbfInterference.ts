import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { invariant } from '../../errors.ts';
import { belowCap, unitVariable } from '../rows/caps.ts';
import { addLeakageCaps } from '../rows/leakageCaps.ts';
import { leakageOf, servedUser, userOfSlot } from './blockLayout.ts';
import { addCappedAmplitudes } from './cappedAmplitudes.ts';
import { INTERFERENCE_COST, informationOfCap, maxInterference, sinrScales, threshold } from './coefficients.ts';
import { declareProgram } from './declareProgram.ts';
import { type ProgramPlan, crbOfCone } from './plan.ts';
import { type ProgramContext, informationScale } from './programContext.ts';
import { addCrbCones, addReceiveRows, ownSensing } from './sensingRows.ts';
import { times } from '../times.ts';

/**
 * P1.B, the second step of (P1) of the paper: for fixed t* and g*, one BS minimises
 * P_leak/Pleakmax + I_intra/Imax + I_inter/((J-1) Imax) with every term at most its maximum. The SINR row uses the
 * emitted I_inter, as printed, or the received one (`sinrRow`). J = 1 leaves I_intra alone.
 */
export function describeBlpCbfInterference(program: ProgramBuilder, c: ProgramContext): ProgramPlan {
  const { scenario, sinrRow, oneBeam } = c.program;
  const { cells, usersPerCell: served, maxLeakage } = scenario;
  const others = cells - 1;
  const { layout, received } = declareProgram(program, c, {
    transmitters: 1,
    stations: 1,
    served,
    slots: cells * served,
    sensing: 2,
    targets: others,
  });

  // Interference in units of Imax, leakage in units of its maximum.
  const intra = unitVariable(program, 'intra-cell interference');
  program.cost(intra, INTERFERENCE_COST);
  const inter = others > 0 ? unitVariable(program, 'inter-cell interference') : null;
  const leakage = others > 0 ? unitVariable(program, 'leakage') : null;
  if (inter) program.cost(inter, INTERFERENCE_COST / others);
  if (leakage) {
    program.cost(leakage, INTERFERENCE_COST);
    addLeakageCaps(program, leakageOf(layout, 1 / maxLeakage), leakage);
  }
  const { heard: unit, useful: usefulScale } = sinrScales(c);
  if (served > 1) {
    const rows = times(served, () => belowCap(program, intra));
    received.addInterference(1, served, (b, s) => rows[userOfSlot(layout, b, s)] ?? -1, 1, unit);
  }
  if (inter) {
    const rows = times(layout.slots, (u) => (u < served ? -1 : belowCap(program, inter)));
    received.addInterference(served, layout.slots, (_, s) => rows[s] ?? -1, others, unit);
  }
  const emitted = inter && sinrRow !== 'received';
  const heard = inter && sinrRow === 'received' ? (c.program.interference?.received ?? 0) : 0;
  const useful = times(served, () => {
    const row = program.row((c.noise + heard) / maxInterference(c));
    program.entry(row, intra, -1);
    if (emitted) program.entry(row, inter, -1);
    program.slack(row, -1);
    return row;
  });
  received.addUseful((b) => useful[servedUser(layout, b)] ?? -1, usefulScale);

  const information = informationOfCap(c) / informationScale(c, 0);
  const sensing = ownSensing({ kind: 'constant', value: information });
  // the cone carries the amplitude caps also where the angle's CRB is that of one beam
  const [rows] = addCrbCones(program, layout, c, sensing);
  if (oneBeam === true) addReceiveRows(program, layout, c, sensing);
  invariant(rows, 'one BS has one CRB cone');
  addCappedAmplitudes(program, layout, c, sensing, () => rows);

  return {
    read(value) {
      const shares = [value(intra), inter ? value(inter) : 0, leakage ? value(leakage) : 0] as const;
      return {
        objective: shares[0] + (others > 0 ? shares[1] / others : 0) + shares[2],
        crb: Float64Array.of(crbOfCone(value, rows, informationOfCap(c), c, 0)),
        sinr: threshold(c),
        interference: { intraCell: shares[0] * maxInterference(c), interCell: shares[1] * maxInterference(c) },
        leakage: shares[2] * maxLeakage,
      };
    },
  };
}
