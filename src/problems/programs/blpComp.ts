import { type BlockLayout, servedUser, userOfSlot, vectorCount, writeVectors } from './blockLayout.ts';
import {
  INTERFERENCE_COST,
  coMPCap,
  informationOfCap,
  maxInterference,
  noisePerJointUnit,
  noisePerMax,
  perJointUnit,
  threshold,
  usefulPerJointUnit,
  usefulPerMax,
} from './coefficients.ts';
import { type CertificateRows, certificateTerms } from './certificateTerms.ts';
import { type CrbCone, type CrbRows, type Information, addCrbRows, addReceiveRows } from './crbRows.ts';
import { designObjective } from './objective.ts';
import { type ProgramPlan, crbOfCone, effectiveForm, effectiveRobustness, sinrUnit } from './plan.ts';
import { addPowerRows, unitVariable } from './powerRows.ts';
import { type Column, OBJECTIVE, ProgramBuilder } from './programBuilder.ts';
import { type ProgramContext, sensingAt } from './programContext.ts';
import { receivedPower } from './receivedPower.ts';
import { sumOfCrbs } from './sumOfCrbs.ts';

/**
 * BLP-CoMP, (P2) of the paper: all users are served by the stacked antennas of all BSs, with the power of each BS bounded
 * (43a) and the CRB of every BS at most f (38).
 * - P2.A: for given I_comp, minimise f, maximise -rho f/NFR + (1-rho) g/NFC, or g alone; rows (41), (42).
 * - P2.B: minimise I_comp for fixed f* and g*.
 * - capsFree: minimise f at a fixed g with I_comp a variable of at most Imax.
 * - joint: minimise f at a fixed g with every user's own interference sum in place of I_comp.
 */
export function planBlpComp(first: ProgramContext, each: number): ProgramPlan {
  const { scenario, problem } = first.program;
  const served = scenario.cells * scenario.usersPerCell;
  const size = scenario.cells * each;
  const form = problem === 'P2.A' ? effectiveForm(first.program) : 'threshold';
  const robustness = effectiveRobustness(first.program);
  const layout: BlockLayout = {
    size,
    transmitters: 1,
    stations: scenario.cells,
    served,
    slots: served,
    sensing: form === 'maxSinr' ? 0 : 3 * scenario.cells,
    targets: 0,
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

  const users = Array.from({ length: served }, (_, u) => u);
  const unit = (c: ProgramContext): number => sinrUnit(c, served, coMPCap(c));
  let cap: Column | null = null;
  let sinr: Column | null = null;
  let useful: number[];
  let capRows: readonly number[] = [];
  let usefulScale: (c: ProgramContext) => number = usefulPerJointUnit;
  let heardScale: (c: ProgramContext) => number = perJointUnit;
  if (problem === 'joint') {
    // In units of g (Imax + noise); the noise stands on the right.
    useful = users.map(() => builder.row(1, noisePerJointUnit));
    received.addUseful((b) => useful[servedUser(layout, b)] ?? -1, usefulPerJointUnit);
    received.addInterference(1, served, (b, s) => useful[userOfSlot(layout, b, s)] ?? -1, -1, perJointUnit);
  } else {
    const fixed = problem === 'P2.A';
    // Interference in units of the cap, where it is given, or of Imax.
    const interferenceUnit = fixed ? coMPCap : maxInterference;
    heardScale = (c) => 1 / interferenceUnit(c);
    if (problem === 'P2.B') cap = builder.nonneg();
    if (problem === 'capsFree') cap = unitVariable(builder);
    if (problem === 'P2.B' && cap) builder.entry(OBJECTIVE, cap, INTERFERENCE_COST);
    if (served > 1) {
      const rows = users.map(() => {
        const row = builder.row(fixed ? 1 : 0);
        if (cap) builder.entry(row, cap, -1);
        builder.slack(row, 1);
        return row;
      });
      capRows = rows;
      received.addInterference(1, served, (b, s) => rows[userOfSlot(layout, b, s)] ?? -1, 1, heardScale);
    }
    sinr = form === 'threshold' ? null : builder.nonneg();
    useful = users.map(() => {
      const row = fixed ? builder.row(form === 'threshold' ? 1 : 0) : builder.row(1, noisePerMax);
      if (cap) builder.entry(row, cap, -1);
      if (sinr) builder.entry(row, sinr, -1);
      return row;
    });
    const g = form === 'threshold' ? threshold : unit;
    usefulScale = fixed ? (c: ProgramContext) => 1 / (g(c) * (coMPCap(c) + c.noise)) : usefulPerMax;
    received.addUseful((b) => useful[servedUser(layout, b)] ?? -1, usefulScale);
  }
  for (const row of useful) builder.slack(row, -1);

  const fixedInformation: Information = {
    kind: 'constant',
    value: informationOfCap,
  };
  const { sensingBs, oneBeam } = first.program;
  const stations = Array.from({ length: scenario.cells }, (_, m) => m);
  if (sensingBs) return boundPlan(sensingBs);
  const objective = problem === 'P2.B' ? null : designObjective(builder, form, sinr, unit);
  const information = objective ? objective.information : fixedInformation;
  const cones = information ? crbRows(stations, () => information).map(coneOf) : [];

  return {
    builder,
    ...(form === 'threshold' && problem !== 'P2.B' ? { certificate: certificateOf([]) } : {}),
    read(value, c) {
      const u = objective ? objective.readInformation(value, c) : informationOfCap(c);
      const crb = new Float64Array(scenario.cells).fill(Number.NaN);
      if (information) for (const m of stations) crb[m] = crbOfCone(value, cones[m], u, c, m);
      const coMP = cap ? value(cap) * maxInterference(c) : coMPCap(c);
      return {
        objective: objective ? objective.read(value, c) : coMP,
        crb,
        sinr: objective ? objective.readSinr(value, c) : threshold(c),
        interference: problem === 'joint' ? {} : { coMP },
      };
    },
  };
  /** CRB rows of some BSs: with their cone, or those of the receive array alone. */
  function crbRows(of: readonly number[], informationOf: (m: number) => Information): (CrbRows | number)[] {
    return of.flatMap((m): readonly (CrbRows | number)[] => {
      const sensing = { first: 3 * m, pattern: sensingAt(first, m), stations: [m], stationOf: () => m, informationOf };
      return oneBeam === true ? addReceiveRows(builder, layout, sensing) : addCrbRows(builder, layout, sensing);
    });
  }

  function coneOf(rows: CrbRows | number): CrbCone | undefined {
    return typeof rows === 'number' ? undefined : rows.cone;
  }

  function certificateOf(sensing: CertificateRows['sensing']): NonNullable<ProgramPlan['certificate']> {
    const user = (b: number): number => servedUser(layout, b);
    const rows: CertificateRows = {
      beamOf: user,
      listenerOf: (b, s) => userOfSlot(layout, b, s),
      useful: (u) => useful[u] ?? -1,
      usefulScale,
      heard: (b, s) => capRows[userOfSlot(layout, b, s)] ?? -1,
      heardScale,
      power,
      leakage: [],
      leakageScale: () => 0,
      sensing,
    };
    return (multipliers, c) => certificateTerms(c, layout, received, rows, multipliers);
  }

  /** `joint` with the sum of the CRBs of some BSs in place of the largest of all. */
  function boundPlan(summed: readonly number[]): ProgramPlan {
    const sum = sumOfCrbs(builder, summed);
    const own = crbRows(summed, sum.informationOf);
    const crbCones = own.map(coneOf);
    return {
      builder,
      objectiveUnit: sum.unit,
      certificate: certificateOf(own.map((rows, i) => ({ bs: summed[i] ?? 0, form: summed[i] ?? 0, rows }))),
      read(value, c) {
        const crb = new Float64Array(scenario.cells).fill(Number.NaN);
        summed.forEach((m, i) => {
          crb[m] = crbOfCone(value, crbCones[i], sum.readInformation(value, c, m), c, m);
        });
        return { objective: sum.read(value, c), crb, sinr: threshold(c), interference: {} };
      },
    };
  }
}
