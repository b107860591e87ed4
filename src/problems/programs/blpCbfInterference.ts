import { invariant } from '../../errors.ts';
import { type BlockLayout, servedUser, userOfSlot, vectorCount, writeVectors } from './blockLayout.ts';
import {
  INTERFERENCE_COST,
  informationOfCap,
  maxInterference,
  perMaxInterference,
  threshold,
  usefulPerMax,
} from './coefficients.ts';
import { addAmplitudeCaps, addCrbRows, addReceiveRows, ownSensing, type Information } from './crbRows.ts';
import { type ProgramPlan, crbOfCone, effectiveRobustness } from './plan.ts';
import { addLeakageRows, addPowerRows, unitVariable } from './powerRows.ts';
import { OBJECTIVE, ProgramBuilder } from './programBuilder.ts';
import { type ProgramContext, informationScale, sensingAt } from './programContext.ts';
import { receivedPower } from './receivedPower.ts';

/**
 * P1.B, the second step of (P1) of the paper: for fixed t* and g*, one BS minimises
 * P_leak/Pleakmax + I_intra/Imax + I_inter/((J-1) Imax) with every term at most its maximum. The SINR row uses the
 * emitted I_inter, as printed, or the received one (`sinrRow`). J = 1 leaves I_intra alone.
 */
export function planBlpCbfInterference(first: ProgramContext, size: number): ProgramPlan {
  const { scenario, amplitudeCrbCaps, sinrRow } = first.program;
  const served = scenario.usersPerCell;
  const others = scenario.cells - 1;
  const robustness = effectiveRobustness(first.program);
  const layout: BlockLayout = {
    size,
    transmitters: 1,
    stations: 1,
    served,
    slots: scenario.cells * served,
    sensing: 2,
    targets: others,
    axes: robustness === 'none' ? 0 : size,
  };
  const builder = new ProgramBuilder<ProgramContext>({
    size,
    count: served,
    vectors: vectorCount(layout),
    writeVectors: (context, target, offset, places) => writeVectors(layout, context, target, offset, places),
  });
  const received = receivedPower(builder, layout, robustness);
  addPowerRows(builder, layout, received.power);

  // Interference in units of Imax, leakage in units of its maximum.
  const intra = unitVariable(builder);
  builder.entry(OBJECTIVE, intra, INTERFERENCE_COST);
  const inter = others > 0 ? unitVariable(builder) : null;
  const leakage = others > 0 ? unitVariable(builder) : null;
  if (inter) builder.entry(OBJECTIVE, inter, INTERFERENCE_COST / others);
  if (leakage) {
    builder.entry(OBJECTIVE, leakage, INTERFERENCE_COST);
    addLeakageRows(builder, layout, (c) => 1 / c.program.scenario.maxLeakage, leakage);
  }
  if (served > 1) {
    const rows = Array.from({ length: served }, () => {
      const row = builder.row();
      builder.entry(row, intra, -1);
      builder.slack(row, 1);
      return row;
    });
    received.addInterference(1, served, (b, s) => rows[userOfSlot(layout, b, s)] ?? -1, 1, perMaxInterference);
  }
  if (inter) {
    const rows = Array.from({ length: layout.slots }, (_, u) => {
      if (u < served) return -1;
      const row = builder.row();
      builder.entry(row, inter, -1);
      builder.slack(row, 1);
      return row;
    });
    received.addInterference(served, layout.slots, (_, s) => rows[s] ?? -1, others, perMaxInterference);
  }
  const emitted = inter && sinrRow !== 'received';
  const caused = inter && sinrRow === 'received';
  const fixed = (c: ProgramContext): number =>
    (c.noise + (caused ? (c.program.interference?.received ?? 0) : 0)) / maxInterference(c);
  const useful = Array.from({ length: served }, () => {
    const row = builder.row(1, fixed);
    builder.entry(row, intra, -1);
    if (emitted) builder.entry(row, inter, -1);
    builder.slack(row, -1);
    return row;
  });
  received.addUseful((b) => useful[servedUser(layout, b)] ?? -1, usefulPerMax);

  const information: Information = { kind: 'constant', value: informationOfCap };
  const sensing = ownSensing(first, information);
  // the cone carries the amplitude caps also where the angle's CRB is that of one beam
  const cone = addCrbRows(builder, layout, sensing)[0]?.cone;
  if (first.program.oneBeam === true) addReceiveRows(builder, layout, sensing);
  invariant(cone, 'one BS has one CRB cone');
  if (amplitudeCrbCaps) {
    addAmplitudeCaps(builder, cone, (c) => informationOfCap(c) / informationScale(c, 0), [
      (c) => amplitudeInformation(c, 0),
      (c) => amplitudeInformation(c, 1),
    ]);
  }

  return {
    builder,
    read(value, c) {
      const shares = [value(intra), inter ? value(inter) : 0, leakage ? value(leakage) : 0] as const;
      return {
        objective: shares[0] + (others > 0 ? shares[1] / others : 0) + shares[2],
        crb: Float64Array.of(crbOfCone(value, cone, informationOfCap(c), c, 0)),
        sinr: threshold(c),
        interference: { intraCell: shares[0] * maxInterference(c), interCell: shares[1] * maxInterference(c) },
        leakage: shares[2] * c.program.scenario.maxLeakage,
      };
    },
  };
}

/** Information on an amplitude that its cap asks for, in units of the largest F22. */
function amplitudeInformation(c: ProgramContext, i: 0 | 1): number {
  return 1 / (2 * (c.program.amplitudeCrbCaps?.[i] ?? Number.NaN) * c.power * sensingAt(c, 0).trace22);
}
