import { type BlockLayout, servedUser, userOfSlot, vectorCount, writeVectors } from './blockLayout.ts';
import { interCellCap, intraCellCap, threshold } from './coefficients.ts';
import { addCrbRows, addReceiveRows, ownSensing, type CrbCone } from './crbRows.ts';
import { designObjective } from './objective.ts';
import { type ProgramPlan, crbOfCone, effectiveForm, effectiveRobustness, sinrUnit } from './plan.ts';
import { addLeakageRows, addPowerRows } from './powerRows.ts';
import { type Column, ProgramBuilder } from './programBuilder.ts';
import type { ProgramContext } from './programContext.ts';
import { receivedPower } from './receivedPower.ts';

/**
 * P1.A (problems.md, BLP-CBF): for given I_intra, I_inter and P_leak, one BS minimises its CRB at a fixed g, maximises
 * -rho t/NFR + (1-rho) g/NFC, or g alone. Rows (33)-(36). J = 1 has no row towards other cells.
 */
export function planBlpCbf(first: ProgramContext, size: number): ProgramPlan {
  const { scenario, omitInterCellRows } = first.program;
  const served = scenario.usersPerCell;
  const form = effectiveForm(first.program);
  const robustness = effectiveRobustness(first.program);
  const inter = scenario.cells > 1 && omitInterCellRows !== true;
  const layout: BlockLayout = {
    size,
    transmitters: 1,
    stations: 1,
    served,
    slots: inter ? scenario.cells * served : served,
    sensing: form === 'maxSinr' ? 0 : 2,
    targets: scenario.cells - 1,
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
  addLeakageRows(builder, layout, (c) => 1 / (c.program.leakage ?? Number.NaN));

  const capRow = (slack: 1 | -1, rhs: number): number => {
    const row = builder.row(rhs);
    builder.slack(row, slack);
    return row;
  };
  if (served > 1) {
    const intra = Array.from({ length: served }, () => capRow(1, 1));
    received.addInterference(
      1,
      served,
      (b, s) => intra[userOfSlot(layout, b, s)] ?? -1,
      1,
      (c) => 1 / intraCellCap(c),
    );
  }
  if (inter) {
    const rows = Array.from({ length: layout.slots }, (_, u) => (u < served ? -1 : capRow(1, 1)));
    const others = scenario.cells - 1;
    received.addInterference(
      served,
      layout.slots,
      (_, s) => rows[s] ?? -1,
      others,
      (c) => 1 / interCellCap(c),
    );
  }

  const unit = (c: ProgramContext): number => sinrUnit(c, served, intraCellCap(c) + interCellCap(c));
  const useful = Array.from({ length: served }, () => capRow(-1, form === 'threshold' ? 1 : 0));
  const usefulScale =
    form === 'threshold'
      ? (c: ProgramContext) => 1 / (threshold(c) * interferenceAndNoise(c))
      : (c: ProgramContext) => 1 / (unit(c) * interferenceAndNoise(c));
  received.addUseful((b) => useful[servedUser(layout, b)] ?? -1, usefulScale);
  const sinr: Column | null = form === 'threshold' ? null : builder.nonneg();
  if (sinr) for (const row of useful) builder.entry(row, sinr, -1);

  const objective = designObjective(builder, form, sinr, unit);
  const { information } = objective;
  const oneBeam = first.program.oneBeam === true;
  let cone: CrbCone | undefined;
  if (information) {
    const sensing = ownSensing(first, information);
    if (oneBeam) addReceiveRows(builder, layout, sensing);
    else [cone] = addCrbRows(builder, layout, sensing);
  }

  return {
    builder,
    read(value, c) {
      const u = objective.readInformation(value, c);
      return {
        objective: objective.read(value, c),
        crb: Float64Array.of(information ? crbOfCone(value, cone, u, c, 0) : Number.NaN),
        sinr: objective.readSinr(value, c),
        interference: { intraCell: intraCellCap(c), interCell: interCellCap(c) },
        leakage: c.program.leakage ?? Number.NaN,
      };
    },
  };
}

/** I_intra + I_inter + sc2 of (35). */
function interferenceAndNoise(c: ProgramContext): number {
  return intraCellCap(c) + interCellCap(c) + c.noise;
}
