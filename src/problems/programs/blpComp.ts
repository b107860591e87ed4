import type { Column } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { belowCap, unitVariable } from '../rows/caps.ts';
import type { CrbRows, Information } from '../rows/crbCone.ts';
import { addRobustSinr } from '../rows/robustSinr.ts';
import { servedUser, userOfSlot } from './blockLayout.ts';
import { capsAmplitudes } from '../amplitudeCrbCaps.ts';
import { addCappedAmplitudes } from './cappedAmplitudes.ts';
import { type CertificateRows, certificateTerms } from './certificateTerms.ts';
import {
  INTERFERENCE_COST,
  coMPCap,
  informationOfCap,
  maxInterference,
  sinrScales,
  threshold,
} from './coefficients.ts';
import { declareProgram } from './declareProgram.ts';
import { designObjective } from './objective.ts';
import { type ProgramPlan, crbOfCone, effectiveForm, sinrUnit } from './plan.ts';
import { type ProgramContext, informationScale } from './programContext.ts';
import { addSensingRows } from './sensingRows.ts';
import { sumOfCrbs } from './sumOfCrbs.ts';
import { times } from '../times.ts';

/**
 * BLP-CoMP, (P2) of the paper: all users are served by the stacked antennas of all BSs, with the power of each BS bounded
 * (43a) and the CRB of every BS at most f (38).
 * - P2.A: for given I_comp, minimise f, maximise -rho f/NFR + (1-rho) g/NFC, or g alone; rows (41), (42).
 * - P2.B: minimise I_comp for fixed f* and g*.
 * - capsFree: minimise f at a fixed g with I_comp a variable of at most Imax.
 * - joint: minimise f at a fixed g with every user's own interference sum in place of I_comp, or the sum of the CRBs of `sensingBs`.
 */
export function describeBlpComp(program: ProgramBuilder, c: ProgramContext): ProgramPlan {
  const { scenario, problem, sensingBs } = c.program;
  const { cells } = scenario;
  const served = cells * scenario.usersPerCell;
  const form = problem === 'P2.A' ? effectiveForm(c.program) : 'threshold';
  const { layout, received, power } = declareProgram(program, c, {
    transmitters: 1,
    stations: cells,
    served,
    slots: served,
    sensing: form === 'maxSinr' && !capsAmplitudes(c.program) ? 0 : 3 * cells,
    targets: 0,
  });

  const joint = problem === 'joint';
  const fixed = problem === 'P2.A';
  const users = times(served, (u) => u);
  // In units of the cap, where it is given, or of Imax; in `joint` of g (Imax + noise).
  const scales = sinrScales(c);
  const heardScale = fixed ? 1 / coMPCap(c) : scales.heard;
  const cap = interferenceVariable();
  const capRows = joint || served === 1 ? [] : users.map(() => belowCap(program, cap));
  if (capRows.length > 0)
    received.addInterference(1, served, (b, s) => capRows[userOfSlot(layout, b, s)] ?? -1, 1, heardScale);
  const sinr = form === 'threshold' ? null : program.nonneg('SINR');
  const unit = sinr ? sinrUnit(c, served, coMPCap(c)) : threshold(c);
  const [usefulScale, needed] = usefulPower();
  const { errorAxes } = c.program;
  const robust = errorAxes ? addRobustSinr(program, layout, errorAxes.count, (_, slot) => slot, scales) : null;
  const useful = (robust ? [] : users).map(() => {
    const row = program.row(needed);
    if (cap) program.entry(row, cap, -1);
    if (sinr) program.entry(row, sinr, -1);
    return row;
  });
  if (!robust) received.addUseful((b) => useful[servedUser(layout, b)] ?? -1, usefulScale);
  if (joint && !robust)
    received.addInterference(1, served, (b, s) => useful[userOfSlot(layout, b, s)] ?? -1, -1, heardScale);
  for (const row of useful) program.slack(row, -1);

  const stations = times(cells, (m) => m);
  if (sensingBs) return sumPlan(sensingBs);
  const objective = problem === 'P2.B' ? null : designObjective(program, c, form, sinr, unit);
  const informationOf = objective ? objective.informationOf : capInformation;
  const sensed = informationOf ? sensingRows(stations, informationOf) : [];
  const amplitudes = cappedAmplitudes((m) => sensed[m], informationOf);

  return {
    ...(form === 'threshold' && problem !== 'P2.B' ? { certificate: certificateOf([], amplitudes) } : {}),
    read(value) {
      const u = objective ? objective.readInformation(value) : informationOfCap(c);
      const crb = new Float64Array(cells).fill(Number.NaN);
      if (informationOf) for (const m of stations) crb[m] = crbOfCone(value, sensed[m], u, c, m);
      const coMP = cap ? value(cap) * maxInterference(c) : coMPCap(c);
      return {
        objective: objective ? objective.read(value) : coMP,
        crb,
        sinr: objective ? objective.readSinr(value) : threshold(c),
        interference: joint ? {} : { coMP },
      };
    },
  };

  function interferenceVariable(): Column | null {
    if (problem === 'capsFree') return unitVariable(program, 'interference');
    if (problem !== 'P2.B') return null;
    const column = program.nonneg('interference');
    program.cost(column, INTERFERENCE_COST);
    return column;
  }

  /** Scale of the useful power in its row, and what it must reach there beside the variables. */
  function usefulPower(): readonly [number, number] {
    if (!fixed) return [scales.useful, scales.noise];
    return [1 / (unit * (coMPCap(c) + c.noise)), sinr ? 0 : 1];
  }

  function capInformation(m: number): Information {
    return { kind: 'constant', value: informationOfCap(c) / informationScale(c, m) };
  }

  function sensingRows(of: readonly number[], informationFor: (m: number) => Information): (CrbRows | number)[] {
    return of.flatMap((m) =>
      addSensingRows(program, layout, c, {
        first: 3 * m,
        stations: [m],
        stationOf: () => m,
        informationOf: informationFor,
      }),
    );
  }

  function cappedAmplitudes(
    sensedBy: (m: number) => CrbRows | number | undefined,
    informationFor: ((m: number) => Information) | null,
  ): CertificateRows['amplitudes'] {
    return stations.flatMap((m) =>
      addCappedAmplitudes(
        program,
        layout,
        c,
        {
          first: 3 * m,
          stations: [m],
          stationOf: () => m,
          informationOf: informationFor ?? (() => ({ kind: 'constant', value: 0 })),
        },
        sensedBy,
      ),
    );
  }

  function certificateOf(
    sensing: CertificateRows['sensing'],
    capped: CertificateRows['amplitudes'],
  ): NonNullable<ProgramPlan['certificate']> {
    const rows: CertificateRows = {
      beamOf: (b) => servedUser(layout, b),
      listenerOf: (b, s) => userOfSlot(layout, b, s),
      useful: (u) => robust?.sinrOf(u) ?? useful[u] ?? -1,
      usefulScale,
      heard: (b, s) => capRows[userOfSlot(layout, b, s)] ?? -1,
      heardScale: () => heardScale,
      power,
      leakage: [],
      leakageScale: 0,
      robust,
      sensing,
      amplitudes: capped,
    };
    return (multipliers) => certificateTerms(c, layout, received, rows, multipliers);
  }

  /** `joint` with the sum of the CRBs of some BSs in place of the largest of all. */
  function sumPlan(summed: readonly number[]): ProgramPlan {
    const sum = sumOfCrbs(program, c, summed);
    const own = sensingRows(summed, sum.informationOf);
    const amplitudesOfSum = cappedAmplitudes((m) => own[summed.indexOf(m)], sum.informationOf);
    return {
      objectiveUnit: sum.unit,
      certificate: certificateOf(
        own.map((rows, i) => ({ bs: summed[i] ?? 0, form: summed[i] ?? 0, rows })),
        amplitudesOfSum,
      ),
      read(value) {
        const crb = new Float64Array(cells).fill(Number.NaN);
        summed.forEach((m, i) => {
          crb[m] = crbOfCone(value, own[i], sum.readInformation(value, m), c, m);
        });
        return { objective: sum.read(value), crb, sinr: threshold(c), interference: {} };
      },
    };
  }
}
