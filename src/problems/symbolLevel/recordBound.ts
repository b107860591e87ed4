import type { CertificateTerms } from '../../model/certificates/certificate.ts';
import { conjugate } from '../../model/complexVector.ts';
import type { ProgramShape } from '../../conic/program.ts';
import { boundTerms } from './boundCertificate.ts';
import { type BoundLinks, type BoundProgram, boundLinks } from './boundProgram.ts';
import { declareCones, recordTime, type TimeRows } from './boundRows.ts';
import { type BoundSensing, boundSensing, recordSensing } from './boundSensing.ts';
import { type BoundSlots, timeTerms } from './boundTerms.ts';
import { type BoundTerm, type BoundUnits, boundUnits } from './boundUnits.ts';
import { ProgramRecorder } from './programRecorder.ts';
import type { RecordedNumbers } from './stackRecorded.ts';

/** A recorded bound program with what turns its dual objective into a bound. */
export interface RecordedBound extends RecordedNumbers {
  readonly shape: ProgramShape;
  /** CRB in rad^2, of one BS or the sum, of an objective. */
  readonly crb: (objective: number) => number;
  /** Terms of a certificate from the multipliers of a solution. */
  readonly certificate: (row: (row: number) => number) => CertificateTerms;
}

/**
 * Records the program below every symbol-level design: blocks Z = [R x; x^H 1] >= 0 for every time and BS (CBF), or every time (CoMP), with x and R over
 * sqrt(P) and P; the rows of `recordTime`; the power of every BS (48c) and leakage (36a); and the CRB rows of the BSs in the objective
 * with noise alone at their sensing receivers, as other BSs' echoes only add to C_m. The times are the blocks of the arrow.
 */
export function recordBound(p: BoundProgram): RecordedBound {
  const { powerBudget, maxLeakage } = p.task.task.scenario;
  const links = boundLinks(p);
  const { weight } = links.classes;
  const u = boundUnits(p, links);
  const sensing = boundSensing(p, links);
  const slots = slotsOf(u, sensing);
  const rec = new ProgramRecorder();
  const rows = declareCones(rec, u, weight.length).map((cones, s) => recordTime(rec, u, s, cones));
  const terms = timeTerms(p, u, slots, rows, links);
  const recorded = recordSensing(rec, p, u, sensing, weight, slots.forms);
  terms.push(...recorded.terms);
  const power: number[] = [];
  const leakage: number[][] = [];
  for (let m = 0; m < u.cells; m++) {
    const limit = rec.row(1);
    power.push(limit);
    rows.forEach(({ powerColumns }, s) => rec.entry(limit, powerColumns[m] as number, weight[s] as number));
    rec.slack(limit);
  }
  for (let t = 0; t < u.targets; t++) {
    const limits = links.blocks.map(() => {
      const row = rec.row(1);
      rec.slack(row);
      return row;
    });
    leakage.push(limits);
    const at = slots.target + t;
    const re = (s: number): number => ((weight[s] as number) * powerBudget) / maxLeakage;
    terms.push({ left: at, right: at, row: (_, b) => limits[b] as number, re, im: () => 0 });
  }
  const crb = (objective: number): number => (p.bs === null ? objective : -1 / objective) / (2 * sensing.reference);
  const certificateRows = { times: rows, power, leakage, sensing: recorded.rows };
  return {
    ...assemble(rec, u, slots, terms, rows, links, sensing),
    crb,
    certificate: (row) => boundTerms(p, u, links, sensing, certificateRows, row),
  };
}

function slotsOf(u: BoundUnits, sensing: BoundSensing): BoundSlots {
  const axes = u.radius > 0 ? u.antennas : 0;
  const user = axes + 1;
  const foreign = user + u.users;
  const forms: number[] = [];
  let target = foreign + u.foreign;
  for (const form of sensing.formsOf(0)) {
    forms.push(target);
    target += form.vectors.length / (2 * u.antennas);
  }
  return { axes, corner: axes, user, foreign, forms, target, count: target + u.targets };
}

/** Pattern and numbers of the PSD blocks, time after time, with those of the recorder. */
function assemble(
  rec: ProgramRecorder,
  u: BoundUnits,
  slots: BoundSlots,
  terms: readonly BoundTerm[],
  rows: readonly TimeRows[],
  { blocks }: BoundLinks,
  { formsOf }: BoundSensing,
): RecordedNumbers & { readonly shape: ProgramShape } {
  const { antennas: n, stations } = u;
  const size = n + 1;
  const count = rows.length * u.blocks;
  const row = new Int32Array(count * terms.length);
  const weights = new Float64Array(2 * count * terms.length);
  const vectors = new Float64Array(2 * count * slots.count * size);
  const dense = new Float64Array(2 * count * stations * size * size);
  const denseRow = new Int32Array(count * stations);
  for (let k = 0; k < count; k++) {
    const [s, b] = [Math.floor(k / u.blocks), k % u.blocks];
    const link = blocks[b] as (typeof blocks)[number];
    terms.forEach((t, i) => {
      const at = k * terms.length + i;
      row[at] = t.row(s, b);
      weights[2 * at] = t.re(s, b);
      weights[2 * at + 1] = t.im(s, b);
    });
    const at = (slot: number): number => 2 * (k * slots.count + slot) * size;
    const set = (slot: number, source: Float64Array): void => {
      for (let i = 0; i < source.length / (2 * n); i++)
        vectors.set(source.subarray(2 * i * n, 2 * (i + 1) * n), at(slot + i));
    };
    for (let a = 0; a < slots.axes; a++) vectors[at(a) + 2 * a] = 1;
    vectors[at(slots.corner) + 2 * n] = 1;
    // received amplitudes are h^T x = (conj h)^H x
    set(slots.user, conjugate(link.users));
    set(slots.foreign, conjugate(link.foreign));
    formsOf(b).forEach((form, f) => set(slots.forms[f] as number, form.vectors));
    set(slots.target, link.targets);
    for (let g = 0; g < stations; g++) {
      denseRow[k * stations + g] = rows[s]?.power[b * stations + g] as number;
      for (let i = (g * n) / stations; i < ((g + 1) * n) / stations; i++)
        dense[2 * (((k * stations + g) * size + i) * size + i)] = 1;
    }
  }
  const left = Int32Array.from(terms, (t) => t.left);
  const right = Int32Array.from(terms, (t) => t.right);
  const group = { size, count, vectors: slots.count, terms: { left, right, row }, denseCount: stations, denseRow };
  const shape = rec.shape([{ ...group, coupled: null }]);
  return { shape, rhs: rec.rhs, entries: rec.entries(), psd: { vectors, weights, dense } };
}
