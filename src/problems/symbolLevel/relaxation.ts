import type { Column, Value } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import type { CertificateTerms } from '../../model/certificates/certificate.ts';
import type { RowMultipliers } from '../rowMultipliers.ts';
import { atMostOne, tieCopy } from '../rows/caps.ts';
import { type Margin, signalRow, signalWeight } from '../rows/constructiveInterference.ts';
import { heardRows, type HeardRows } from '../rows/heardAmplitude.ts';
import { closeHeardPower } from '../rows/heardPower.ts';
import { inverseOf } from '../rows/inverse.ts';
import { addLeakageCaps } from '../rows/leakageCaps.ts';
import { addVectorPower } from '../rows/vectorPower.ts';
import { times } from '../times.ts';
import { relaxationTerms } from './relaxationCertificate.ts';
import { describePartB } from './relaxationPartB.ts';
import { addRelaxedSensing } from './relaxationSensing.ts';
import { neighboursOf, type RelaxationValues, type RelaxedProgram } from './relaxationUnits.ts';
import { signalSlots, stationProjectors, writeSignalBlocks } from './signalBlocks.ts';

/** How a solution of one relaxed program is read. */
export interface RelaxationPlan {
  readonly read: (value: Value) => RelaxationValues;
  /** Terms of a certificate from the multipliers of a solution; null where the program does not maximise g. */
  readonly certificate: ((multipliers: RowMultipliers) => CertificateTerms) | null;
}

/**
 * A relaxed symbol-level program: blocks Z_s = [R_s x_s; x_s^H 1] over symbol classes, x and R over sqrt(P) and P, one arrow block each.
 * (48c), (52)(53) times cos psi over their amplitude, (56), the CRB rows, and the sensing cut.
 */
export function describeRelaxation(program: ProgramBuilder, r: RelaxedProgram): RelaxationPlan {
  const { p, link, partB, sensing, freeAmplitude, radius } = r;
  const { powerBudget: P, maxLeakage } = p.scenario;
  const { weight } = r.classes;
  const count = weight.length;
  const classes = times(count, (s) => s);
  const weightOf = (s: number): number => weight[s] as number;
  const slots = signalSlots(link, link.forms, radius > 0);
  program.blocks(count, link.antennas + 1, slots.count);
  writeSignalBlocks(program, slots, link, link.forms, classes);

  // Border columns stand in rows of all classes: each class has its copy of them, so that its rows are local.
  const copies = (wanted: boolean, name: string): Column[] => (wanted ? classes.map(() => program.nonneg(name)) : []);
  const information = sensing && !partB ? program.nonneg('information') : null;
  const amplitude = freeAmplitude ? program.nonneg('amplitude') : null;
  const amplitudes = copies(freeAmplitude || r.emitted, 'amplitude of a class');
  const roots = copies(partB && r.foreign > 0, 'interference of a class');
  const root = partB ? program.nonneg('interference') : null;
  const leakage = partB ? program.nonneg('leakage') : null;
  const power = times(link.stations, () => program.nonneg('power'));
  const heads =
    radius > 0
      ? program.couple(
          'norm',
          [slots.corner],
          times(slots.axes, (a) => a),
        )
      : [];
  const margin = (s: number, unit: number): Margin | null => {
    const norm = heads[s];
    return norm ? { norm, factor: unit * radius } : null;
  };

  // Rows of each class, local to it.
  const cones = classes.map(() => times(r.foreign, () => program.norm('amplitude at a foreign user', 1)));
  const corner: number[] = [];
  const signal: number[][] = [];
  const heard: HeardRows[][] = [];
  for (const s of classes) {
    corner.push(program.row(1, s));
    signal.push(times(2 * r.users, () => signalRow(program, s, r.psi, amplitudes[s] ?? null, margin(s, r.own))));
    heard.push((cones[s] ?? []).map((cone) => heardRows(program, s, cone, roots[s] ?? null, margin(s, r.other))));
  }
  addVectorPower(
    program,
    slots.corner,
    count,
    (s) => corner[s] as number,
    () => 1,
  );
  for (let k = 0; k < r.users; k++)
    for (const sign of [0, 1]) {
      const term = program.term(slots.corner, slots.user + k);
      for (const s of classes) {
        const phase = link.phases[k * p.scenario.frameLength + (r.classes.representative[s] as number)] as number;
        const [re, im] = signalWeight(r.psi, sign, phase, r.own);
        program.add(term, s, signal[s]?.[2 * k + sign] as number, re, im);
      }
    }
  for (let f = 0; f < r.foreign; f++)
    for (const part of [0, 1] as const) {
      const term = program.term(slots.corner, slots.foreign + f);
      for (const s of classes)
        program.add(term, s, heard[s]?.[f]?.parts[part] as number, part === 0 ? r.other : 0, part === 0 ? 0 : -r.other);
    }

  // Rows of all classes.
  const { reference, amplitudes: cappedAmplitudes } = addRelaxedSensing(program, r, slots, information);
  const projectors = stationProjectors(link);
  const powerLimits = power.map((column, g) => {
    const row = program.tie(column);
    const dense = program.dense();
    for (const s of classes) program.matrix(dense, s, row, projectors[g] as Float64Array, weightOf(s));
    return atMostOne(program, column);
  });
  const leakageCap = partB ? maxLeakage : (p.leakage ?? maxLeakage);
  const [leakageRows = []] = addLeakageCaps(
    program,
    {
      slots: times(r.targets, (t) => slots.target + t),
      transmitters: 1,
      transmitterOf: classes.map(() => 0),
      weightOf: (s) => (weightOf(s) * P) / leakageCap,
    },
    leakage,
  );
  /** The sensing cut of foreign user f, over the unit of its cap: h^T R h* + d^2 tr R in a row. */
  const addCut = (f: number, row: number): void => {
    const factor = r.other * r.other * r.cutUnit;
    addVectorPower(
      program,
      slots.foreign + f,
      count,
      () => row,
      (s) => weightOf(s) * factor,
    );
    closeHeardPower(program, row, power, factor * radius * radius);
  };
  if (root && leakage) {
    const read = describePartB(program, r, { root, leakage, roots, amplitudes }, addCut);
    return { read, certificate: null };
  }
  const cuts = times(p.sensingCut ? r.foreign : 0, (f) => {
    const row = program.row(r.cutUnit);
    addCut(f, row);
    return row;
  });
  if (amplitude) for (const copy of amplitudes) tieCopy(program, copy, amplitude);
  const inverse = information && p.form === 'weighted' ? inverseOf(program, information) : null;
  if (inverse) {
    const price = (p.rho ?? 0) / ((p.nfr ?? 1) * 2 * reference);
    program.cost(inverse[0], price);
    program.cost(inverse[1], price);
  }
  if (information && p.form === 'threshold') program.cost(information, -1);
  if (amplitude)
    program.cost(amplitude, p.form === 'maxSinr' ? -1 : (-(1 - (p.rho ?? 0)) * r.amplitudeUnit) / (p.nfc ?? 1));
  return {
    certificate: p.form === 'maxSinr' ? certificate : null,
    read(value) {
      const c = amplitude ? r.amplitudeUnit * value(amplitude) : Math.sqrt(p.threshold ?? Number.NaN);
      const time = inverse ? value(inverse[0]) + value(inverse[1]) : information ? 1 / value(information) : Number.NaN;
      const crb = time / (2 * reference);
      const comp = p.scheme === 'SLP-CoMP';
      return {
        objective: objectiveOf(r, crb, c),
        crb,
        amplitude: c,
        interference: comp ? Number.NaN : r.foreign > 0 ? (p.interference?.symbolLevel ?? 0) : 0,
        leakage: comp ? Number.NaN : leakageCap,
      };
    },
  };

  function certificate(multipliers: RowMultipliers): CertificateTerms {
    const rows = {
      signal,
      signalUnit: r.amplitudeUnit * r.level,
      cap: heard.map((of) => of.map((h) => h.cap)),
      parts: heard.map((of) => of.flatMap((h) => h.parts)),
      capUnit: r.capUnit / neighboursOf(p),
      power: powerLimits,
      leakage: leakageRows,
      leakageUnit: leakageCap,
      amplitudes: cappedAmplitudes,
      cuts,
      cutScale: (r.other * r.other * r.cutUnit) / P,
    };
    return relaxationTerms(p, link, r.classes, rows, multipliers);
  }
}

function objectiveOf({ p, sensing }: RelaxedProgram, crb: number, amplitude: number): number {
  const { form, rho = 0, nfr = 1, nfc = 1 } = p;
  if (form === 'threshold') return crb;
  if (form === 'maxSinr') return amplitude;
  return (sensing ? (-rho * crb) / nfr : 0) + ((1 - rho) * amplitude) / nfc;
}
