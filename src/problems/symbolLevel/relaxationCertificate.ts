import type { CertificateTerms } from '../../model/certificates/certificate.ts';
import { othersOf } from '../../model/othersOf.ts';
import type { RowMultipliers } from '../rowMultipliers.ts';
import { amplitudeMultipliers } from '../rows/amplitudeCaps.ts';
import { SYMBOL_STYLE } from '../rows/crbCone.ts';
import { timesOfClasses, writeTurned, writeTurnedVector } from './classTimes.ts';
import type { RelaxedAmplitude } from './relaxationSensing.ts';
import type { SymbolClasses } from './symbolClasses.ts';
import { type Links, robustRadius } from './symbolLinks.ts';
import type { SymbolLevelProgram } from './symbolLevelProgram.ts';
import { expandVectors } from './transmitSubspace.ts';

/** Rows of a relaxation and their units. */
export interface RelaxationRows {
  /** Constructive interference, [class][2 user + sign], and the amplitude that is their unit. */
  readonly signal: readonly (readonly number[])[];
  readonly signalUnit: number;
  /** Amplitude at foreign users: its cap, [class][foreign], its parts, [class][2 foreign + part], and their unit. */
  readonly cap: readonly (readonly number[])[];
  readonly parts: readonly (readonly number[])[];
  readonly capUnit: number;
  /** Power of each station over P. */
  readonly power: readonly number[];
  /** Leakage towards each target over its unit. */
  readonly leakage: readonly number[];
  readonly leakageUnit: number;
  /** Caps on amplitudes. */
  readonly amplitudes: readonly RelaxedAmplitude[];
  /** Sensing cuts of foreign users, and what they count of h^T R h*; read where there are caps on amplitudes. */
  readonly cuts: readonly number[];
  readonly cutScale: number;
}

/** Terms of a certificate from the multipliers of (P3.A) or (P4), without those of CRB rows, and of cuts unless there are caps on amplitudes; zeros for the BSs that the program does not have. */
export function relaxationTerms(
  p: SymbolLevelProgram,
  link: Links,
  classes: SymbolClasses,
  rows: RelaxationRows,
  { row, local }: RowMultipliers,
): CertificateTerms {
  const { cells: J, usersPerCell: K, txAntennas: N, frameLength: L, powerBudget: P } = p.scenario;
  const comp = p.scheme === 'SLP-CoMP';
  const bs = p.bs ?? 0;
  const radius = robustRadius(p);
  const served = comp ? J * K : K;
  const foreign = comp ? 0 : (J - 1) * K;
  const n = comp ? J * N : N;
  const signal = new Float64Array(2 * J * K * L);
  const heard = new Float64Array(2 * J * foreign * L);
  const limit = new Float64Array(radius > 0 ? J * foreign * L : 0);
  const norm = new Float64Array(radius > 0 ? 2 * (comp ? 1 : J) * L * n : 0);
  timesOfClasses(classes).forEach((times, c) => {
    const share = 1 / times.length;
    let weight = 0;
    for (let k = 0; k < served; k++)
      for (const sign of [0, 1]) {
        const multiplier = (-share * row(rows.signal[c]?.[2 * k + sign] as number)) / rows.signalUnit;
        weight += multiplier;
        for (const s of times) signal[2 * (((comp ? 0 : bs * K) + k) * L + s) + sign] = multiplier;
      }
    for (let f = 0; f < foreign; f++) {
      const part = (i: number): number => (-share * row(rows.parts[c]?.[2 * f + i] as number)) / rows.capUnit;
      const multiplier = (-share * row(rows.cap[c]?.[f] as number)) / rows.capUnit;
      weight += multiplier;
      for (const s of times) {
        const at = (bs * foreign + f) * L + s;
        writeTurned(heard, at, part(0), part(1), classes.rotation[s] as number);
        if (radius > 0) limit[at] = multiplier;
      }
    }
    if (radius === 0) return;
    const scale = -share / (Math.sqrt(P) * radius * weight);
    const u = expandVectors(
      link.space,
      local(c, 0).map((x) => x * scale),
    );
    if (weight > 0)
      for (const s of times) writeTurnedVector(norm, ((comp ? 0 : bs) * L + s) * n, u, classes.rotation[s] as number);
  });
  const power = new Float64Array(J);
  rows.power.forEach((r, i) => (power[comp ? i : bs] = -row(r) / P));
  const leakage = new Float64Array(comp ? 0 : J * J);
  const others = othersOf(bs, J);
  rows.leakage.forEach((r, i) => (leakage[bs * J + (others[i] as number)] = -row(r) / rows.leakageUnit));
  const amplitude = new Float64Array(8 * J);
  for (const { bs: m, units, rows: own } of rows.amplitudes)
    amplitude.set(amplitudeMultipliers(own, SYMBOL_STYLE, units, row), 8 * m + 4 * own.part);
  const capped = new Float64Array(J * foreign * L);
  rows.cuts.forEach((cut, f) => {
    const at = (bs * foreign + f) * L;
    capped.fill((-row(cut) * rows.cutScale) / L, at, at + L);
  });
  return {
    signal,
    power,
    ...(rows.amplitudes.length > 0 ? { amplitude, ...(comp || J === 1 ? {} : { capped }) } : {}),
    ...(comp || J === 1 ? {} : { leakage, heard }),
    ...(radius > 0 ? { norm, ...(comp || J === 1 ? {} : { limit }) } : {}),
  };
}
