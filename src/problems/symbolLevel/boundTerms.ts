import type { BoundLinks, BoundProgram } from './boundProgram.ts';
import type { TimeRows } from './boundRows.ts';
import { type BoundTerm, type BoundUnits, cappedUnit, othersOf, pairsOf, receivedUnit, turnsOf } from './boundUnits.ts';

/** Vectors of a PSD block by index. */
export interface BoundSlots {
  /** Unit vectors of the antennas, with robust terms alone: slots 0 .. axes-1. */
  readonly axes: number;
  /** Unit vector of the last coordinate. */
  readonly corner: number;
  readonly user: number;
  readonly foreign: number;
  /** First vector of each CRB form. */
  readonly forms: readonly number[];
  readonly target: number;
  readonly count: number;
}

const one = (): number => 1;
const zero = (): number => 0;

/** What the PSD blocks contribute to the rows of their time. */
export function timeTerms(
  p: BoundProgram,
  u: BoundUnits,
  slots: BoundSlots,
  rows: readonly TimeRows[],
  { classes }: BoundLinks,
): BoundTerm[] {
  const { scenario } = p.task.task;
  const { cells, usersPerCell, frameLength } = scenario;
  const { corner } = slots;
  const terms: BoundTerm[] = [];
  const at = (s: number): TimeRows => rows[s] as TimeRows;
  /** Users of the network behind user k and behind foreign user f of block b. */
  const ownUser = (b: number, k: number): number => b * u.users + k;
  const foreignUser = (b: number, f: number): number =>
    (othersOf(b, cells)[Math.floor(f / usersPerCell)] as number) * usersPerCell + (f % usersPerCell);
  const phase = (s: number, b: number, k: number): number =>
    p.task.symbolPhase[ownUser(b, k) * frameLength + (classes.representative[s] as number)] as number;

  terms.push({ left: corner, right: corner, row: (s, b) => at(s).corner[b] as number, re: one, im: zero });
  for (let i = 0; i < 2 * slots.axes; i++) {
    const [re, im] = i % 2 === 0 ? [one, zero] : [zero, () => -1];
    terms.push({ left: corner, right: i >> 1, row: (s, b) => at(s).vector[b]?.[i] as number, re, im });
  }
  for (let k = 0; k < u.users; k++)
    for (const sign of [0, 1]) {
      // (-sin psi -+ j cos psi) exp(-j p_ks) h^T x
      const [wr, wi] = [-Math.sin(u.psi), sign === 0 ? -Math.cos(u.psi) : Math.cos(u.psi)];
      terms.push({
        left: corner,
        right: slots.user + k,
        row: (s, b) => at(s).signal[ownUser(b, k)]?.[sign] as number,
        re: (s, b) => u.own * (wr * Math.cos(phase(s, b, k)) + wi * Math.sin(phase(s, b, k))),
        im: (s, b) => u.own * (wi * Math.cos(phase(s, b, k)) - wr * Math.sin(phase(s, b, k))),
      });
    }
  if (u.foreign === 0) return terms;

  const unit = receivedUnit(u);
  for (let k = 0; k < u.users; k++) {
    const slot = slots.user + k;
    const re = (): number => unit * u.own * u.own;
    terms.push({ left: slot, right: slot, row: (s, b) => at(s).received[ownUser(b, k)] as number, re, im: zero });
  }
  pairsOf(u.users).forEach(([k, l], i) =>
    turnsOf(u.psi).forEach((turn, j) => {
      const angle = (s: number, b: number): number => turn - phase(s, b, k) + phase(s, b, l);
      terms.push({
        left: slots.user + l,
        right: slots.user + k,
        row: (s, b) => at(s).pairs[b]?.[i]?.[j] as number,
        re: (s, b) => unit * u.own * u.own * Math.cos(angle(s, b)),
        im: (s, b) => unit * u.own * u.own * Math.sin(angle(s, b)),
      });
    }),
  );
  for (let f = 0; f < u.foreign; f++) {
    const slot = slots.foreign + f;
    /** Place of block b among the interferers of the user. */
    const place = (b: number): number => othersOf(Math.floor(foreignUser(b, f) / usersPerCell), cells).indexOf(b);
    const heard = (s: number, b: number, part: number): number =>
      at(s).heard[foreignUser(b, f)]?.[place(b)]?.[part] as number;
    terms.push({ left: corner, right: slot, row: (s, b) => heard(s, b, 0), re: () => u.other, im: zero });
    terms.push({ left: corner, right: slot, row: (s, b) => heard(s, b, 1), re: zero, im: () => -u.other });
    const power = (row: BoundTerm['row'], factor: number): void => {
      terms.push({ left: slot, right: slot, row, re: () => factor * u.other * u.other, im: zero });
    };
    power((s, b) => at(s).received[foreignUser(b, f)] as number, -unit);
    if (u.cap === null) continue;
    power((s, b) => at(s).capped[foreignUser(b, f)]?.[place(b)] as number, cappedUnit(u, u.cap));
  }
  return terms;
}
