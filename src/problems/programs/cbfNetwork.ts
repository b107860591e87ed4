import { type BlockLayout, servedUser, transmitterOf, userOfSlot, vectorCount, writeVectors } from './blockLayout.ts';
import {
  noisePerJointUnit,
  noisePerMax,
  perJointUnit,
  perMaxInterference,
  threshold,
  usefulPerJointUnit,
  usefulPerMax,
} from './coefficients.ts';
import { type CertificateRows, certificateTerms } from './certificateTerms.ts';
import { addCrbRows, addReceiveRows, type CrbRows } from './crbRows.ts';
import { type ProgramPlan, crbOfCone, effectiveRobustness } from './plan.ts';
import { addLeakageRows, addPowerRows, unitVariable } from './powerRows.ts';
import { ProgramBuilder } from './programBuilder.ts';
import { cellOrder, type ProgramContext, sensingAt } from './programContext.ts';
import { receivedPower } from './receivedPower.ts';
import { sumOfCrbs } from './sumOfCrbs.ts';

/**
 * All BSs of CBF in one program at a fixed g, minimising the sum of their CRBs, or of those of `sensingBs`:
 * `capsFree` has the caps of P1.A as variables of at most Imax, I_intra for every BS and one common I_inter; `joint` has no
 * caps, but the true SINR row S(W_k, h_k) >= g (sum of U over everything that user k hears + noise).
 */
export function planCbfNetwork(first: ProgramContext, size: number): ProgramPlan {
  const { scenario, problem } = first.program;
  const { cells, usersPerCell: served } = scenario;
  const robustness = effectiveRobustness(first.program);
  const layout: BlockLayout = {
    size,
    transmitters: cells,
    stations: 1,
    served,
    slots: cells * served,
    sensing: 2,
    targets: cells - 1,
    axes: robustness === 'none' ? 0 : size,
  };
  const builder = new ProgramBuilder<ProgramContext>({
    size,
    count: cells * served,
    vectors: vectorCount(layout),
    writeVectors: (context, target, offset, places) => writeVectors(layout, context, target, offset, places),
  });
  const received = receivedPower(builder, layout, robustness);
  const power = addPowerRows(builder, layout, received.power);
  const perMaxLeakage = (c: ProgramContext): number => 1 / c.program.scenario.maxLeakage;
  const leaks = addLeakageRows(builder, layout, perMaxLeakage);

  const orders = Array.from({ length: cells }, (_, m) => cellOrder(cells, m));
  /** cell * K + user of what block b's slot s hears. */
  const listener = (b: number, s: number): number => {
    const user = userOfSlot(layout, b, s);
    const cell = orders[transmitterOf(layout, b)]?.[Math.floor(user / served)] ?? 0;
    return cell * served + (user % served);
  };
  const users = Array.from({ length: cells * served }, (_, u) => u);
  const own = (b: number): number => transmitterOf(layout, b) * served + servedUser(layout, b);
  const intra = problem === 'capsFree' ? orders.map(() => unitVariable(builder)) : [];
  const inter = problem === 'capsFree' && cells > 1 ? unitVariable(builder) : null;
  let useful: number[];
  let heard = (_block: number, _slot: number): number => -1;
  if (problem === 'joint') {
    // In units of g (Imax + noise); the noise stands on the right.
    useful = users.map(() => {
      const row = builder.row(1, noisePerJointUnit);
      builder.slack(row, -1);
      return row;
    });
    received.addUseful((b) => useful[own(b)] ?? -1, usefulPerJointUnit);
    received.addInterference(1, layout.slots, (b, s) => useful[listener(b, s)] ?? -1, -1, perJointUnit);
  } else {
    const intraRows: number[] = [];
    const interRows: number[] = [];
    if (served > 1) {
      const rows = users.map((u) => {
        const row = builder.row();
        const cap = intra[Math.floor(u / served)];
        if (cap) builder.entry(row, cap, -1);
        builder.slack(row, 1);
        return row;
      });
      intraRows.push(...rows);
      received.addInterference(1, served, (b, s) => rows[listener(b, s)] ?? -1, 1, perMaxInterference);
    }
    if (inter) {
      const rows = Array.from({ length: cells * cells * served }, (_, i) => {
        if (Math.floor(i / served) % cells === Math.floor(i / (served * cells))) return -1;
        const row = builder.row();
        builder.entry(row, inter, -1);
        builder.slack(row, 1);
        return row;
      });
      interRows.push(...rows);
      const rowOf = (b: number, s: number): number =>
        rows[transmitterOf(layout, b) * cells * served + listener(b, s)] ?? -1;
      received.addInterference(served, layout.slots, rowOf, cells - 1, perMaxInterference);
    }
    heard = (b, s) =>
      (s < served
        ? intraRows[listener(b, s)]
        : interRows[transmitterOf(layout, b) * cells * served + listener(b, s)]) ?? -1;
    useful = users.map((u) => {
      const row = builder.row(1, noisePerMax);
      const cap = intra[Math.floor(u / served)];
      if (cap) builder.entry(row, cap, -1);
      if (inter) builder.entry(row, inter, -1);
      builder.slack(row, -1);
      return row;
    });
    received.addUseful((b) => useful[own(b)] ?? -1, usefulPerMax);
  }

  const stations = first.program.sensingBs ?? orders.map((_, m) => m);
  const objective = sumOfCrbs(builder, stations);
  const transmitter = (b: number): number => transmitterOf(layout, b);
  const sensing = {
    first: 0,
    pattern: sensingAt(first, 0),
    stations,
    stationOf: transmitter,
    informationOf: objective.informationOf,
  };
  const oneBeam = first.program.oneBeam === true;
  const receive = oneBeam ? addReceiveRows(builder, layout, sensing) : [];
  const declared = oneBeam ? [] : addCrbRows(builder, layout, sensing);
  const cones = declared.map(({ cone }) => cone);
  const rows: CertificateRows = {
    beamOf: own,
    listenerOf: listener,
    useful: (user) => useful[user] ?? -1,
    usefulScale: problem === 'joint' ? usefulPerJointUnit : usefulPerMax,
    heard: (b, s) => heard(b, s),
    heardScale: (c, _, s) => (s < served ? 1 : cells - 1) * perMaxInterference(c),
    power,
    leakage: leaks.flatMap((of, sender) =>
      of.map((row, i) => ({ row, sender, target: orders[sender]?.[i + 1] ?? sender })),
    ),
    leakageScale: perMaxLeakage,
    sensing: stations.map((bs, i) => ({ bs, form: bs, rows: receive[i] ?? (declared[i] as CrbRows) })),
  };

  return {
    builder,
    objectiveUnit: objective.unit,
    certificate: (multipliers, c) => certificateTerms(c, layout, received, rows, multipliers),
    read(value, c) {
      const crb = new Float64Array(cells).fill(Number.NaN);
      stations.forEach((m, i) => {
        crb[m] = crbOfCone(value, cones[i], objective.readInformation(value, c, m), c, m);
      });
      const max = c.program.scenario.maxInterference;
      const caps = intra.map((v) => value(v) * max);
      return {
        objective: objective.read(value, c),
        crb,
        sinr: threshold(c),
        interference:
          caps.length > 0 ? { intraCell: Math.max(...caps), interCell: inter ? value(inter) * max : 0 } : {},
        leakage: c.program.scenario.maxLeakage,
      };
    },
  };
}
