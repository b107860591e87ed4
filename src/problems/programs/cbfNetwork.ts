import { invariant } from '../../errors.ts';
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
import { type Information, ROTATED, addCrbRows, rotatedCone } from './crbRows.ts';
import { type ProgramPlan, crbOfCone, crbUnit, effectiveRobustness } from './plan.ts';
import { addLeakageRows, addPowerRows, unitVariable } from './powerRows.ts';
import { OBJECTIVE, ProgramBuilder } from './programBuilder.ts';
import { type ProgramContext, cellOrder, informationScale, sensingAt } from './programContext.ts';
import { receivedPower } from './receivedPower.ts';

/**
 * All BSs of CBF in one program at a fixed g, minimising the sum of their CRBs (problems.md, designs):
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
    writeVectors: (context, target, offset) => writeVectors(layout, context, target, offset),
  });
  const received = receivedPower(builder, layout, robustness);
  addPowerRows(builder, layout, received.power);
  addLeakageRows(builder, layout, (c) => 1 / c.program.scenario.maxLeakage);

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
  if (problem === 'joint') {
    // In units of g (Imax + noise); the noise stands on the right.
    const rows = users.map(() => {
      const row = builder.row(1, noisePerJointUnit);
      builder.slack(row, -1);
      return row;
    });
    received.addUseful((b) => rows[own(b)] ?? -1, usefulPerJointUnit);
    received.addInterference(1, layout.slots, (b, s) => rows[listener(b, s)] ?? -1, -1, perJointUnit);
  } else {
    if (served > 1) {
      const rows = users.map((u) => {
        const row = builder.row();
        const cap = intra[Math.floor(u / served)];
        if (cap) builder.entry(row, cap, -1);
        builder.slack(row, 1);
        return row;
      });
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
      const rowOf = (b: number, s: number): number =>
        rows[transmitterOf(layout, b) * cells * served + listener(b, s)] ?? -1;
      received.addInterference(served, layout.slots, rowOf, cells - 1, perMaxInterference);
    }
    const useful = users.map((u) => {
      const row = builder.row(1, noisePerMax);
      const cap = intra[Math.floor(u / served)];
      if (cap) builder.entry(row, cap, -1);
      if (inter) builder.entry(row, inter, -1);
      builder.slack(row, -1);
      return row;
    });
    received.addUseful((b) => useful[own(b)] ?? -1, usefulPerMax);
  }

  // Sum of t_m in units of its typical size.
  const unit = (c: ProgramContext): number => {
    let s = 0;
    for (let m = 0; m < cells; m++) s += crbUnit(c, m) * ROTATED;
    return s;
  };
  const rotated = orders.map((_, m) => {
    const cone = rotatedCone(builder);
    const coefficient = (c: ProgramContext): number => crbUnit(c, m) / unit(c);
    builder.entry(OBJECTIVE, cone[0], 0.5, coefficient);
    builder.entry(OBJECTIVE, cone[1], 0.5, coefficient);
    return cone;
  });
  const informationOf = (m: number): Information => {
    const cone = rotated[m];
    invariant(cone, 'every BS has a rotated cone');
    return { kind: 'rotated', cone, unit: (c) => informationScale(c, m) };
  };
  const stations = orders.map((_, m) => m);
  const transmitter = (b: number): number => transmitterOf(layout, b);
  const cones = addCrbRows(
    builder,
    layout,
    0,
    sensingAt(first, 0),
    stations,
    transmitter,
    informationOf,
    first.program.oneBeam === true,
  );

  return {
    builder,
    read(value, c) {
      const crb = new Float64Array(cells);
      let objective = 0;
      rotated.forEach(([head, second], m) => {
        const cone = cones[m];
        invariant(cone, 'every BS has a CRB cone');
        const [s0, s1] = [value(head), value(second)];
        objective += (crbUnit(c, m) * (s0 + s1)) / 2;
        crb[m] = crbOfCone(value, cone, (informationScale(c, m) * (s0 - s1)) / 2, c, m);
      });
      const max = c.program.scenario.maxInterference;
      const caps = intra.map((v) => value(v) * max);
      return {
        objective,
        crb,
        sinr: threshold(c),
        interference:
          caps.length > 0 ? { intraCell: Math.max(...caps), interCell: inter ? value(inter) * max : 0 } : {},
        leakage: c.program.scenario.maxLeakage,
      };
    },
  };
}
