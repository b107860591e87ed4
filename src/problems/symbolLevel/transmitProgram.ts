import type { Column, Cone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { conjugate } from '../../model/complexVector.ts';
import { signalRow, signalWeight } from '../rows/constructiveInterference.ts';
import { addAmplitudeCaps } from '../rows/amplitudeCaps.ts';
import { crbRows, type Information, SYMBOL_STYLE } from '../rows/crbCone.ts';
import { heardRows } from '../rows/heardAmplitude.ts';
import { times } from '../times.ts';
import { formScale } from './formScale.ts';
import { type LinearEntry, linearFisher } from './linearFisher.ts';
import { type TransmitProblem, type TransmitVectors, vectorCount } from './transmitProblem.ts';

/** One step of successive convex approximation: a problem and the vectors that its CRB rows are linearised at. */
export interface TransmitStep {
  readonly problem: TransmitProblem;
  readonly start: TransmitVectors;
}

/** Price of exceeding all caps by what they are, in units of the objective: all information that there is has a price of 1. */
const EXCESS_COST = 30;

/** Everything that two problems must share to be solved in one batch. */
export function transmitKey(p: TransmitProblem): string {
  const count = (vectors: Float64Array): number => vectorCount(vectors, p.antennas);
  const counts = [count(p.users), count(p.foreign), count(p.targets), p.forms.length];
  const capped = Boolean(p.amplitudeCaps);
  return [p.antennas, p.stations, p.frameLength, ...counts, p.radius > 0, capped].join('/');
}

/**
 * The program of one step: maximise the common information u where the CRB rows see
 * Rt = (X X0^H + X0 X^H - X0 X0^H)/L, affine in X and never above X X^H/L; power, leakage, constructive-interference
 * and inter-cell rows see X itself (docs/corrections.md, "Relaxation at symbol level"). Caps on amplitudes see Rt too, and may be exceeded at a price, because the first vectors may exceed them. Variables are x_s/sqrt(P); the times are the blocks of the arrow.
 *
 * @returns the parts of x_s/sqrt(P), [L][2 n].
 */
export function describeTransmit(program: ProgramBuilder, { problem: p, start }: TransmitStep): Column[][] {
  const { antennas: n, stations, frameLength: L } = p;
  const users = vectorCount(p.users, n);
  const foreign = vectorCount(p.foreign, n);
  const targets = vectorCount(p.targets, n);
  const root = Math.sqrt(p.powerBudget);
  const information = program.nonneg('information');
  program.cost(information, -1);
  const excess = p.amplitudeCaps ? program.nonneg('excess over a cap on amplitudes') : null;
  if (excess) program.cost(excess, EXCESS_COST);
  const crb = p.forms.map(() => program.crbCone('CRB cone'));
  // (tau, x) of every BS at every time
  const vector = times(L, () => times(stations, () => program.norm('vector', n / stations)));
  const power = times(L, () => times(stations, () => program.rotated('power')));
  const heard = times(L, () => times(foreign, () => program.norm('amplitude at a foreign user', 1)));
  // (T, tau_1 .. tau_J) where the norm is that of stacked vectors
  const total = times(p.radius > 0 && stations > 1 ? L : 0, () => program.cone('norm of all stations', 1 + stations));
  const leakage = times(L, () => times(targets, () => program.cone('leakage', 4)));
  const x = vector.map((ofTime) => ofTime.flatMap((cone) => cone.slice(1)));
  const tau = (s: number, g: number): Column => ((vector[s] as Cone[])[g] as Cone)[0];

  const own = root / p.amplitude;
  const other = root / p.foreignAmplitude;
  for (let s = 0; s < L; s++) {
    const xs = x[s] as Column[];
    const marginOf = (unit: number) =>
      p.radius > 0 ? { norm: total[s]?.[0] ?? tau(s, 0), factor: unit * p.radius } : null;
    for (let k = 0; k < users; k++)
      for (const sign of [0, 1]) {
        const row = signalRow(program, s, p.psi, null, marginOf(own));
        const [re, im] = signalWeight(p.psi, sign, p.phases[k * L + s] as number, own);
        for (let i = 0; i < n; i++) {
          const a = p.users[2 * (k * n + i)] as number;
          const b = p.users[2 * (k * n + i) + 1] as number;
          program.entry(row, xs[2 * i] as Column, re * a - im * b);
          program.entry(row, xs[2 * i + 1] as Column, -(re * b + im * a));
        }
      }
    for (let f = 0; f < foreign; f++) {
      const { parts } = heardRows(program, s, heard[s]?.[f] as Cone, null, marginOf(other));
      addProduct(program, parts[0], xs, p.foreign, f * n, other);
      addProduct(program, parts[1], xs, p.foreign, f * n, other, 1);
    }
    const all = total[s];
    if (all) for (let g = 0; g < stations; g++) program.entry(program.tie(tau(s, g), s), all[1 + g] as Column, 1);
  }
  const scales = p.forms.map((form) => formScale(form, n, p.powerBudget));
  p.forms.forEach((form, f) => {
    const scale = scales[f] as (typeof scales)[number];
    const entries = linearFisher(form, scale, start, n, L, root);
    const factor = (scales[0]?.f11 ?? 1) / scale.f11;
    const constants = entries.map((e) => e.constant) as [number, number, number, number];
    const asked: Information = { kind: 'column', column: information, factor };
    const rows = crbRows(program, SYMBOL_STYLE, asked, crb[f], constants);
    const caps = p.amplitudeCaps?.[f];
    if (caps) {
      const deltas = [1 / (2 * caps[0] * scale.f22), 1 / (2 * caps[1] * scale.f22)] as const;
      addAmplitudeCaps(program, SYMBOL_STYLE, rows, asked, deltas, excess);
    }
    [rows.row11, rows.row22, rows.rowRe, rows.rowIm].forEach((row, part) => {
      const { coefficients, factor: unit } = entries[part] as LinearEntry;
      x.forEach((xs, s) => addProduct(program, row, xs, coefficients, n * s, unit));
    });
  });
  // The mean power of every BS, and the mean leakage towards every target, are sums of squares at each time: only their sums join the times, and the arrow
  // has a row for each of them in its border, whatever L.
  for (let g = 0; g < stations; g++)
    capMean(
      program,
      power.map((ofTime, s) => {
        const cone = ofTime[g] as Cone;
        program.entry(program.tie(tau(s, g), s), cone[2] as Column, 1);
        return cone;
      }),
    );
  const leak = root / Math.sqrt(p.leakage);
  // v^T x with v = conj of the stored vector
  const steering = conjugate(p.targets);
  for (let t = 0; t < targets; t++)
    capMean(
      program,
      leakage.map((ofTime, s) => {
        const cone = ofTime[t] as Cone;
        const xs = x[s] as Column[];
        addProduct(program, program.tie(cone[2] as Column, s), xs, steering, t * n, leak);
        addProduct(program, program.tie(cone[3] as Column, s), xs, steering, t * n, leak, 1);
        return cone;
      }),
    );
  return x;
}

/** Adds Re(factor h^T x), or (part 1) Im, to a row, h the vector of `channels` from element `from` on. */
function addProduct(
  program: ProgramBuilder,
  row: number,
  x: readonly Column[],
  channels: Float64Array,
  from: number,
  factor: number,
  part: 0 | 1 = 0,
): void {
  for (let i = 0; i < x.length; i += 2) {
    const re = factor * (channels[2 * from + i] as number);
    const im = factor * (channels[2 * from + i + 1] as number);
    program.entry(row, x[i] as Column, part === 0 ? re : im);
    program.entry(row, x[i + 1] as Column, part === 0 ? -im : re);
  }
}

/** Caps the mean over the times of squares at 1: a cone (a, b, ..) with a - b = 1 holds a + b >= the squares of its other columns. */
function capMean(program: ProgramBuilder, cones: readonly Cone[]): void {
  const mean = program.row(1);
  cones.forEach((cone, s) => {
    const unit = program.row(1, s);
    program.entry(unit, cone[0], 1);
    program.entry(unit, cone[1] as Column, -1);
    for (const part of [cone[0], cone[1] as Column]) program.entry(mean, part, 1 / cones.length);
  });
  program.slack(mean);
}
