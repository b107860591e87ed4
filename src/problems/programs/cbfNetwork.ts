import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { belowCap, unitVariable } from '../rows/caps.ts';
import { addEchoCaps } from '../rows/echoCaps.ts';
import { addLeakageCaps } from '../rows/leakageCaps.ts';
import { addRobustSinr } from '../rows/robustSinr.ts';
import { echoesOf, leakageOf, servedUser, transmitterOf, userOfSlot } from './blockLayout.ts';
import { addCappedAmplitudes } from './cappedAmplitudes.ts';
import { type CertificateRows, certificateTerms } from './certificateTerms.ts';
import { sinrScales, threshold } from './coefficients.ts';
import { declareProgram } from './declareProgram.ts';
import { type ProgramPlan, crbOfCone } from './plan.ts';
import { cellOrder, type ProgramContext } from './programContext.ts';
import { addSensingRows } from './sensingRows.ts';
import { sumOfCrbs } from './sumOfCrbs.ts';
import { times } from '../times.ts';

/**
 * All BSs of CBF in one program at a fixed g, minimising the sum of their CRBs, or of those of `sensingBs`:
 * `capsFree` has the caps of P1.A as variables of at most Imax, I_intra for every BS and one common I_inter; `joint` has no
 * caps, but the true SINR row S(W_k, h_k) >= g (sum of U over everything that user k hears + noise).
 */
export function describeCbfNetwork(program: ProgramBuilder, c: ProgramContext): ProgramPlan {
  const { scenario, problem, sensingBs } = c.program;
  const { cells, usersPerCell: served, maxLeakage, maxInterference } = scenario;
  const { layout, received, power } = declareProgram(program, c, {
    transmitters: cells,
    stations: 1,
    served,
    slots: cells * served,
    sensing: 2,
    targets: cells - 1,
  });
  const leaks = addLeakageCaps(program, leakageOf(layout, 1 / maxLeakage));

  const orders = times(cells, (m) => cellOrder(cells, m));
  const users = times(cells * served, (u) => u);
  const own = (b: number): number => transmitterOf(layout, b) * served + servedUser(layout, b);
  /** cell * K + user of what block b's slot s hears. */
  const listener = (b: number, s: number): number => {
    const user = userOfSlot(layout, b, s);
    const cell = orders[transmitterOf(layout, b)]?.[Math.floor(user / served)] ?? 0;
    return cell * served + (user % served);
  };
  const joint = problem === 'joint';
  const scales = sinrScales(c);
  const intra = joint ? [] : orders.map(() => unitVariable(program, 'intra-cell interference'));
  const inter = joint || cells === 1 ? null : unitVariable(program, 'inter-cell interference');
  const intraRows = joint || served === 1 ? [] : users.map((u) => belowCap(program, intra[Math.floor(u / served)]));
  if (intraRows.length > 0)
    received.addInterference(1, served, (b, s) => intraRows[listener(b, s)] ?? -1, 1, scales.heard);
  // [transmitter][listener]
  const interRows = times(inter ? cells * cells * served : 0, (i) =>
    Math.floor(i / served) % cells === Math.floor(i / (served * cells)) ? -1 : belowCap(program, inter),
  );
  const interRow = (b: number, s: number): number =>
    interRows[transmitterOf(layout, b) * cells * served + listener(b, s)] ?? -1;
  if (inter) received.addInterference(served, layout.slots, interRow, cells - 1, scales.heard);
  // in units of g (Imax + noise) in `joint`, of g Imax otherwise; the noise stands on the right
  const { errorAxes } = c.program;
  const robust = errorAxes
    ? addRobustSinr(program, layout, errorAxes.count, (t, slot) => listener(t * served, slot), scales)
    : null;
  const useful = (robust ? [] : users).map((u) => {
    const row = program.row(scales.noise);
    const cap = intra[Math.floor(u / served)];
    if (cap) program.entry(row, cap, -1);
    if (inter) program.entry(row, inter, -1);
    program.slack(row, -1);
    return row;
  });
  if (!robust) received.addUseful((b) => useful[own(b)] ?? -1, scales.useful);
  if (joint && !robust)
    received.addInterference(1, layout.slots, (b, s) => useful[listener(b, s)] ?? -1, -1, scales.heard);

  const stations = sensingBs ?? orders.map((_, m) => m);
  const objective = sumOfCrbs(program, c, stations);
  const sensing = {
    first: 0,
    stations,
    stationOf: (b: number) => transmitterOf(layout, b),
    informationOf: objective.informationOf,
  };
  const sensed = addSensingRows(program, layout, c, sensing);
  const everyBs = { ...sensing, stations: orders.map((_, m) => m) };
  const amplitudes = addCappedAmplitudes(program, layout, c, everyBs, (m) => sensed[stations.indexOf(m)]);
  if (c.program.limitEchoes === true) addEchoCaps(program, echoesOf(layout, c));
  const rows: CertificateRows = {
    beamOf: own,
    listenerOf: listener,
    useful: (user) => robust?.sinrOf(user) ?? useful[user] ?? -1,
    usefulScale: scales.useful,
    heard: (b, s) => (s < served ? (intraRows[listener(b, s)] ?? -1) : interRow(b, s)),
    heardScale: (_, s) => (s < served ? 1 : cells - 1) * scales.heard,
    power,
    leakage: leaks.flatMap((of, sender) =>
      of.map((row, i) => ({ row, sender, target: orders[sender]?.[i + 1] ?? sender })),
    ),
    leakageScale: 1 / maxLeakage,
    robust,
    sensing: stations.map((bs, i) => ({ bs, form: bs, rows: sensed[i] as (typeof sensed)[number] })),
    amplitudes,
  };

  return {
    objectiveUnit: objective.unit,
    certificate: (multipliers) => certificateTerms(c, layout, received, rows, multipliers),
    read(value) {
      const crb = new Float64Array(cells).fill(Number.NaN);
      stations.forEach((m, i) => {
        crb[m] = crbOfCone(value, sensed[i], objective.readInformation(value, m), c, m);
      });
      const caps = intra.map((v) => value(v) * maxInterference);
      return {
        objective: objective.read(value),
        crb,
        sinr: threshold(c),
        interference:
          caps.length > 0
            ? { intraCell: Math.max(...caps), interCell: inter ? value(inter) * maxInterference : 0 }
            : {},
        leakage: maxLeakage,
      };
    },
  };
}
