import { type BlockLayout, servedUser, userOfSlot, vectorCount, writeVectors } from './blockLayout.ts';
import { type CertificateRows, certificateTerms } from './certificateTerms.ts';
import { interCellCap, intraCellCap, threshold } from './coefficients.ts';
import { addCrbRows, addReceiveRows, ownSensing, type CrbCone } from './crbRows.ts';
import { designObjective } from './objective.ts';
import { type ProgramPlan, crbOfCone, effectiveForm, effectiveRobustness, sinrUnit } from './plan.ts';
import { addLeakageRows, addPowerRows } from './powerRows.ts';
import { type Column, ProgramBuilder } from './programBuilder.ts';
import { cellOrder, type ProgramContext } from './programContext.ts';
import type { RowMultipliers } from '../rowMultipliers.ts';
import { receivedPower } from './receivedPower.ts';

/**
 * P1.A, the first step of (P1) of the paper: for given I_intra, I_inter and P_leak, one BS minimises its CRB at a fixed g, maximises
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
  const power = addPowerRows(builder, layout, received.power);
  const perLeakage = (c: ProgramContext): number => 1 / (c.program.leakage ?? Number.NaN);
  const leaks = addLeakageRows(builder, layout, perLeakage);

  const capRow = (slack: 1 | -1, rhs: number): number => {
    const row = builder.row(rhs);
    builder.slack(row, slack);
    return row;
  };
  const intraRows: number[] = [];
  const interRows: number[] = [];
  if (served > 1) {
    const intra = Array.from({ length: served }, () => capRow(1, 1));
    intraRows.push(...intra);
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
    interRows.push(...rows);
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
    else cone = addCrbRows(builder, layout, sensing)[0]?.cone;
  }

  const orderOf = (c: ProgramContext): number[] => cellOrder(c.program.scenario.cells, c.program.bs ?? 0);
  /** Of one program: the BS is not the same in all of a shape. */
  const rowsOf = (c: ProgramContext): CertificateRows => {
    const order = orderOf(c);
    const [own = 0] = order;
    const network = (user: number): number => (order[Math.floor(user / served)] ?? 0) * served + (user % served);
    return {
      beamOf: (b) => network(servedUser(layout, b)),
      listenerOf: (b, s) => network(userOfSlot(layout, b, s)),
      useful: (user) => useful[user % served] ?? -1,
      usefulScale,
      heard: (b, s) => (s < served ? intraRows[userOfSlot(layout, b, s)] : interRows[s]) ?? -1,
      heardScale: (context, _, s) =>
        s < served ? 1 / intraCellCap(context) : (scenario.cells - 1) / interCellCap(context),
      power,
      leakage: leaks.flatMap((of) => of.map((row, i) => ({ row, sender: own, target: order[i + 1] ?? own }))),
      leakageScale: perLeakage,
      sensing: [],
    };
  };
  return {
    builder,
    ...(form === 'threshold'
      ? {
          certificate: (multipliers: RowMultipliers, c: ProgramContext) =>
            certificateTerms(c, layout, received, rowsOf(c), multipliers),
        }
      : {}),
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
