import type { CrbTerm } from '../../model/crbForms.ts';
import { conjugate } from '../../model/complexVector.ts';
import { invariant } from '../../errors.ts';
import { recordAmplitudeCaps } from './amplitudeCaps.ts';
import { ProgramRecorder } from './programRecorder.ts';
import type { RecordedRelaxation, RelaxationValues } from './recordedRelaxation.ts';
import { relaxationTerms } from './relaxationCertificate.ts';
import { mostClasses, symbolClasses } from './symbolClasses.ts';
import { links, ownInterference, robustRadius } from './symbolLinks.ts';
import type { SymbolLevelProgram } from './symbolLevelProgram.ts';
import { formScale } from './transmitProgram.ts';

/** P3.B's optimum is often 1e-3 and less: its cost is in smaller units, so that the gap is small against the optimum. */
const PART_B_UNIT = 1e3;

interface Term {
  readonly left: number;
  readonly right: number;
  /** Row of block s. */
  readonly row: (s: number) => number;
  readonly re: (s: number) => number;
  readonly im: (s: number) => number;
}

/**
 * Records a relaxed symbol-level program: blocks Z_s = [R_s x_s; x_s^H 1] over symbol classes, x and R over sqrt(P) and P.
 * (48c), (52)(53) times cos psi over their amplitude, (56), the CRB rows as a second-order cone, and the sensing cut.
 */
export function recordRelaxation(p: SymbolLevelProgram): RecordedRelaxation {
  const { scenario } = p;
  const { powerBudget: P, noisePower, frameLength: L, cells, maxInterference, maxLeakage } = scenario;
  const link = links(p);
  const { antennas: n, stations } = link;
  const users = link.users.length / (2 * n);
  const foreign = link.foreign.length / (2 * n);
  const targets = link.targets.length / (2 * n);
  const radius = robustRadius(p);
  const robust = radius > 0;
  const classes = symbolClasses(link.phases, L, mostClasses(users, p.pskOrder, L));
  const S = classes.weight.length;
  const psi = Math.PI / p.pskOrder;
  const [cos, sin] = [Math.cos(psi), Math.sin(psi)];
  const root = Math.sqrt(P);
  const partB = p.problem === 'P3.B';
  const emitted = partB && cells > 1 && p.sinrRow !== 'received';
  const sensing = p.form !== 'maxSinr' && (partB || !(p.form === 'weighted' && p.rho === 0));
  const freeAmplitude = !partB && p.form !== 'threshold';
  const neighbours = Math.sqrt(Math.max(1, cells - 1));
  const interference = p.interference?.symbolLevel ?? 0;

  // amplitude units: CI rows are divided by `unit`
  const level = Math.sqrt(noisePower + (emitted ? maxInterference : ownInterference(p)));
  const amplitudeUnit = freeAmplitude ? Math.sqrt(P) / level : Math.sqrt(p.threshold ?? 0);
  const own = root / (amplitudeUnit * level);
  const capUnit = partB ? Math.sqrt(maxInterference) : Math.sqrt(interference);
  const other = (root * neighbours) / capUnit;

  const rec = new ProgramRecorder();
  // slots: axes (robust), corner, users, foreign users, sensing vectors, targets
  const axes = robust ? n : 0;
  const corner = axes;
  const userSlot = corner + 1;
  const foreignSlot = userSlot + users;
  const formSlots: number[] = [];
  let slots = foreignSlot + foreign;
  for (const form of link.forms) {
    formSlots.push(slots);
    slots += form.vectors.length / (2 * n);
  }
  const targetSlot = slots;
  slots += targets;
  const terms: Term[] = [];
  const one = (): number => 1;
  const none = (): number => 0;

  // shared columns first: nonneg
  const information = sensing && !partB ? rec.nonneg() : -1;
  const shared = freeAmplitude ? rec.nonneg() : -1;
  const copies = freeAmplitude || emitted ? Array.from({ length: S }, () => rec.nonneg()) : [];
  const radiusCopies = partB && foreign > 0 ? Array.from({ length: S }, () => rec.nonneg()) : [];
  const cap = partB ? rec.nonneg() : -1;
  const leak = partB ? rec.nonneg() : -1;
  const power = Array.from({ length: stations }, () => rec.nonneg());

  // local rows
  const cornerRows: number[] = [];
  const ciRows: number[][] = [];
  const capRows: number[][] = [];
  const foreignRows: number[][] = [];
  const foreignCones: number[][] = [];
  for (let s = 0; s < S; s++) foreignCones.push(Array.from({ length: foreign }, () => rec.cone(3)));
  for (let s = 0; s < S; s++) {
    cornerRows.push(rec.row(1, s));
    const ci: number[] = [];
    for (let k = 0; k < 2 * users; k++) {
      const row = rec.row(copies.length > 0 ? 0 : -sin, s);
      if (robust) rec.entry(row, rec.head(s), own * radius);
      if (copies.length > 0) rec.entry(row, copies[s] as number, sin);
      rec.slack(row);
      ci.push(row);
    }
    ciRows.push(ci);
    const rows: number[] = [];
    const caps: number[] = [];
    for (let f = 0; f < foreign; f++) {
      const cone = (foreignCones[s] as number[])[f] as number;
      const head = rec.row(partB ? 0 : 1, s);
      caps.push(head);
      rec.entry(head, cone, 1);
      if (robust) rec.entry(head, rec.head(s), other * radius);
      if (partB) rec.entry(head, radiusCopies[s] as number, -1);
      for (const part of [1, 2]) {
        const row = rec.row(0, s);
        rec.entry(row, cone + part, -1);
        rows.push(row);
      }
    }
    foreignRows.push(rows);
    capRows.push(caps);
  }
  terms.push({ left: corner, right: corner, row: (s) => cornerRows[s] as number, re: one, im: none });
  for (let k = 0; k < users; k++)
    for (const sign of [0, 1]) {
      // (-sin psi -+ j cos psi) exp(-j p_ks) h^T x
      const wi0 = own * (sign === 0 ? -cos : cos);
      const wr0 = own * -sin;
      const phase = (s: number): number => link.phases[k * L + (classes.representative[s] as number)] as number;
      terms.push({
        left: corner,
        right: userSlot + k,
        row: (s) => (ciRows[s] as number[])[2 * k + sign] as number,
        re: (s) => wr0 * Math.cos(phase(s)) + wi0 * Math.sin(phase(s)),
        im: (s) => wi0 * Math.cos(phase(s)) - wr0 * Math.sin(phase(s)),
      });
    }
  for (let f = 0; f < foreign; f++)
    for (const part of [0, 1])
      terms.push({
        left: corner,
        right: foreignSlot + f,
        row: (s) => (foreignRows[s] as number[])[2 * f + part] as number,
        re: part === 0 ? () => other : none,
        im: part === 1 ? () => -other : none,
      });

  const weightOf = (s: number): number => classes.weight[s] as number;
  const weighted = (t: CrbTerm, unit: number, imaginary: boolean, slot: number, row: number): void => {
    const [wr, wi] = imaginary ? [t.im, -t.re] : [t.re, t.im];
    terms.push({
      left: slot + t.left,
      right: slot + t.right,
      row: () => row,
      re: (s) => (weightOf(s) * P * wr) / unit,
      im: (s) => (weightOf(s) * P * wi) / unit,
    });
  };
  // CRB: F11 - u = y0 + y1, F22 = y0 - y1, F12 = y2 + j y3
  const reference = link.forms[0] ? formScale(link.forms[0], n, P).f11 : 1;
  if (sensing)
    link.forms.forEach((form, f) => {
      const scale = formScale(form, n, P);
      const cone = rec.cone(4);
      const slot = formSlots[f] as number;
      const rows = [
        rec.row(partB ? 1 / (2 * (p.crbCap ?? 0) * scale.f11) : 0),
        rec.row(0),
        rec.row(0),
        rec.row(0),
      ] as const;
      for (const t of form.f11) weighted(t, scale.f11, false, slot, rows[0]);
      for (const t of form.f22) weighted(t, scale.f22, false, slot, rows[1]);
      for (const t of form.f12) {
        weighted(t, scale.f12, false, slot, rows[2]);
        weighted(t, scale.f12, true, slot, rows[3]);
      }
      if (!partB) rec.entry(rows[0], information, -reference / scale.f11);
      rec.entry(rows[0], cone, -1);
      rec.entry(rows[0], cone + 1, -1);
      rec.entry(rows[1], cone, -1);
      rec.entry(rows[1], cone + 1, 1);
      rec.entry(rows[2], cone + 2, -1);
      rec.entry(rows[3], cone + 3, -1);
      if (partB && p.amplitudeCrbCaps) {
        const deltas = p.amplitudeCrbCaps.map((most) => 1 / (2 * most * scale.f22));
        recordAmplitudeCaps(rec, cone, 1 / (2 * (p.crbCap ?? 0) * scale.f11), deltas);
      }
    });
  // power of each station
  const powerLimits: number[] = [];
  const powerRows = power.map((column) => {
    const row = rec.row(0);
    rec.entry(row, column, -1);
    const limit = rec.row(1);
    rec.entry(limit, column, 1);
    rec.slack(limit);
    powerLimits.push(limit);
    return row;
  });
  // leakage
  const leakageRows: number[] = [];
  for (let t = 0; t < targets; t++) {
    const cap0 = partB ? maxLeakage : (p.leakage ?? maxLeakage);
    const row = rec.row(partB ? 0 : 1);
    leakageRows.push(row);
    terms.push({
      left: targetSlot + t,
      right: targetSlot + t,
      row: () => row,
      re: (s) => (weightOf(s) * P) / cap0,
      im: none,
    });
    if (partB) rec.entry(row, leak, -1);
    rec.slack(row);
  }
  // P over the cap is some 40 dB: in a unit of its own a cut's rounding stays below the tolerance
  const cutUnit = other ** -0.75;
  if (p.sensingCut && !partB) for (let f = 0; f < foreign; f++) recordCut(f, rec.row(cutUnit));
  recordShared();
  const timeCone = sensing && !partB && p.form === 'weighted' ? recordWeighted() : -1;
  if (sensing && !partB && p.form === 'threshold') rec.cost(information, -1);
  if (freeAmplitude) rec.cost(shared, p.form === 'maxSinr' ? -1 : (-(1 - (p.rho ?? 0)) * amplitudeUnit) / (p.nfc ?? 1));
  const squareCone = partB ? recordPartB() : -1;

  return finish();

  /** h^T R h* + d^2 tr R of foreign user f, over the unit of its cap, with a slack. */
  function recordCut(f: number, row: number): void {
    const factor = other * other * cutUnit;
    terms.push({
      left: foreignSlot + f,
      right: foreignSlot + f,
      row: () => row,
      re: (s) => weightOf(s) * factor,
      im: none,
    });
    if (robust) for (const column of power) rec.entry(row, column, factor * radius * radius);
    rec.slack(row);
  }

  /** Copies of shared columns, one for each block: copy - shared = 0. */
  function recordShared(): void {
    if (freeAmplitude)
      for (const copy of copies) {
        const row = rec.row(0);
        rec.entry(row, copy, 1);
        rec.entry(row, shared, -1);
      }
    if (partB)
      for (const copy of radiusCopies) {
        const row = rec.row(0);
        rec.entry(row, copy, 1);
        rec.entry(row, cap, -1);
      }
  }

  /** t u >= 1 in units of the reference: cone (b0, b1, 1), u = b0 - b1, t = b0 + b1. */
  function recordWeighted(): number {
    const cone = rec.cone(3);
    const difference = rec.row(0);
    rec.entry(difference, cone, 1);
    rec.entry(difference, cone + 1, -1);
    rec.entry(difference, information, -1);
    const unit = rec.row(1);
    rec.entry(unit, cone + 2, 1);
    const price = (p.rho ?? 0) / ((p.nfr ?? 1) * 2 * reference);
    rec.cost(cone, price);
    rec.cost(cone + 1, price);
    return cone;
  }

  /** P_leak/Pleakmax + r^2/Imax with r = sqrt(I_sl), both absent in one cell; as printed, own users see norm(sqrt(sc2), r). */
  function recordPartB(): number {
    const limit = rec.row(1);
    rec.entry(limit, cap, 1);
    rec.slack(limit);
    const leakLimit = rec.row(1);
    rec.entry(leakLimit, leak, 1);
    rec.slack(leakLimit);
    const square = rec.cone(3);
    const difference = rec.row(1);
    rec.entry(difference, square, 1);
    rec.entry(difference, square + 1, -1);
    const tie = rec.row(0);
    rec.entry(tie, square + 2, 1);
    rec.entry(tie, cap, -1);
    if (targets > 0) rec.cost(leak, PART_B_UNIT);
    if (foreign > 0) {
      rec.cost(square, PART_B_UNIT);
      rec.cost(square + 1, PART_B_UNIT);
    }
    if (p.sensingCut)
      for (let f = 0; f < foreign; f++) {
        // I = Imax (a0 + a1) >= r^2
        const row = rec.row(0);
        rec.entry(row, square, -cutUnit);
        rec.entry(row, square + 1, -cutUnit);
        recordCut(f, row);
      }
    if (emitted) {
      const cone = rec.cone(3);
      const noise = rec.row(Math.sqrt(noisePower) / level);
      rec.entry(noise, cone + 1, 1);
      const ici = rec.row(0);
      rec.entry(ici, cone + 2, 1);
      rec.entry(ici, cap, -capUnit / level);
      for (const copy of copies) {
        const row = rec.row(0);
        rec.entry(row, copy, 1);
        rec.entry(row, cone, -1);
      }
    }
    return square;
  }

  function finish(): RecordedRelaxation {
    const certificateRows = {
      signal: ciRows,
      signalUnit: amplitudeUnit * level,
      cap: capRows,
      parts: foreignRows,
      capUnit: capUnit / neighbours,
      power: powerLimits,
      leakage: leakageRows,
      leakageUnit: p.leakage ?? maxLeakage,
    };
    const size = n + 1;
    const T = terms.length;
    const row = new Int32Array(S * T);
    const weights = new Float64Array(2 * S * T);
    const vectors = new Float64Array(2 * S * slots * size);
    const dense = new Float64Array(2 * S * stations * size * size);
    const denseRow = new Int32Array(S * stations);
    for (let s = 0; s < S; s++) {
      terms.forEach((t, i) => {
        row[s * T + i] = t.row(s);
        weights[2 * (s * T + i)] = t.re(s);
        weights[2 * (s * T + i) + 1] = t.im(s);
      });
      const at = (slot: number): number => 2 * (s * slots + slot) * size;
      for (let a = 0; a < axes; a++) vectors[at(a) + 2 * a] = 1;
      vectors[at(corner) + 2 * n] = 1;
      const set = (slot: number, source: Float64Array): void => {
        const count = source.length / (2 * n);
        for (let i = 0; i < count; i++) vectors.set(source.subarray(2 * i * n, 2 * (i + 1) * n), at(slot + i));
      };
      // received amplitudes are h^T x = (conj h)^H x
      set(userSlot, conjugate(link.users));
      set(foreignSlot, conjugate(link.foreign));
      link.forms.forEach((form, f) => set(formSlots[f] as number, form.vectors));
      set(targetSlot, link.targets);
      for (let g = 0; g < stations; g++) {
        denseRow[s * stations + g] = powerRows[g] as number;
        for (let i = (g * n) / stations; i < ((g + 1) * n) / stations; i++)
          dense[2 * (((s * stations + g) * size + i) * size + i)] = weightOf(s);
      }
    }
    const shape = rec.shape([
      {
        size,
        count: S,
        vectors: slots,
        terms: {
          left: Int32Array.from(terms, (t) => t.left),
          right: Int32Array.from(terms, (t) => t.right),
          row,
        },
        denseCount: stations,
        denseRow,
        coupled: robust ? { inputs: Int32Array.of(corner), axes: Int32Array.from({ length: n }, (_, i) => i) } : null,
      },
    ]);
    return {
      shape,
      rhs: rec.rhs,
      entries: rec.entries(),
      psd: { vectors, weights, dense },
      classes,
      antennas: n,
      space: link.space,
      read,
      certificate:
        p.form === 'maxSinr' && !partB ? (of) => relaxationTerms(p, link, classes, certificateRows, of) : null,
    };
  }

  function read(scalars: Float64Array): RelaxationValues {
    const value = (column: number): number => scalars[rec.place(column)] as number;
    const amplitude = freeAmplitude ? amplitudeUnit * value(shared) : Math.sqrt(p.threshold ?? Number.NaN);
    if (partB) {
      invariant(squareCone >= 0, 'P3.B has a square');
      const r = value(cap);
      const square = foreign === 0 ? 0 : p.sensingCut ? value(squareCone) + value(squareCone + 1) : r * r;
      return {
        objective: (targets > 0 ? value(leak) : 0) + square,
        crb: p.crbCap ?? Number.NaN,
        amplitude,
        interference: square * maxInterference,
        leakage: value(leak) * maxLeakage,
      };
    }
    const time =
      timeCone >= 0 ? value(timeCone) + value(timeCone + 1) : 1 / value(information === -1 ? 0 : information);
    const crb = sensing ? time / (2 * reference) : Number.NaN;
    const rho = p.rho ?? 0;
    const objective =
      p.form === 'threshold'
        ? crb
        : p.form === 'maxSinr'
          ? amplitude
          : (sensing ? (-rho * crb) / (p.nfr ?? 1) : 0) + ((1 - rho) * amplitude) / (p.nfc ?? 1);
    const comp = p.scheme === 'SLP-CoMP';
    return {
      objective,
      crb,
      amplitude,
      interference: comp ? Number.NaN : foreign > 0 ? interference : 0,
      leakage: comp ? Number.NaN : (p.leakage ?? maxLeakage),
    };
  }
}
