import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { signalWeight } from '../rows/constructiveInterference.ts';
import { addVectorPower } from '../rows/vectorPower.ts';
import type { BoundLinks, BoundProgram } from './boundProgram.ts';
import type { TimeRows } from './boundRows.ts';
import { othersOf, pairsOf } from '../../model/othersOf.ts';
import { type BoundUnits, cappedUnit, receivedUnit, turnsOf } from './boundUnits.ts';
import type { SignalSlots } from './signalBlocks.ts';

/** Row, or weight, of what block b contributes at time s. */
type OfBlock = (s: number, b: number) => number;

/** Adds what the PSD blocks contribute to the rows of their time. */
export function addTimeTerms(
  program: ProgramBuilder,
  p: BoundProgram,
  u: BoundUnits,
  slots: SignalSlots,
  rows: readonly TimeRows[],
  { classes }: BoundLinks,
): void {
  const { scenario } = p.task.task;
  const { cells, usersPerCell, frameLength } = scenario;
  const { corner } = slots;
  const count = rows.length * u.blocks;
  const at = (s: number): TimeRows => rows[s] as TimeRows;
  const ofBlock =
    (of: OfBlock) =>
    (k: number): number =>
      of(Math.floor(k / u.blocks), k % u.blocks);
  /** Re((re + j im) v_right^H Z v_left) in the rows of `row`. */
  const add = (
    left: number,
    right: number,
    row: OfBlock,
    weight: (s: number, b: number) => readonly [number, number],
  ): void => {
    const term = program.term(left, right);
    for (let s = 0; s < rows.length; s++)
      for (let b = 0; b < u.blocks; b++) {
        const [re, im] = weight(s, b);
        program.add(term, s * u.blocks + b, row(s, b), re, im);
      }
  };
  const power = (slot: number, row: OfBlock, weight: number): void =>
    addVectorPower(program, slot, count, ofBlock(row), () => weight);
  /** Users of the network behind user k and behind foreign user f of block b. */
  const ownUser = (b: number, k: number): number => b * u.users + k;
  const foreignUser = (b: number, f: number): number =>
    (othersOf(b, cells)[Math.floor(f / usersPerCell)] as number) * usersPerCell + (f % usersPerCell);
  const phase = (s: number, b: number, k: number): number =>
    p.task.symbolPhase[ownUser(b, k) * frameLength + (classes.representative[s] as number)] as number;

  power(corner, (s, b) => at(s).corner[b] as number, 1);
  for (let i = 0; i < 2 * slots.axes; i++)
    add(
      corner,
      i >> 1,
      (s, b) => at(s).vector[b]?.[i] as number,
      () => (i % 2 === 0 ? [1, 0] : [0, -1]),
    );
  for (let k = 0; k < u.users; k++)
    for (const sign of [0, 1])
      add(
        corner,
        slots.user + k,
        (s, b) => at(s).signal[ownUser(b, k)]?.[sign] as number,
        (s, b) => {
          // the unit comes last here, and first in the relaxation: either keeps its rounding
          const [re, im] = signalWeight(u.psi, sign, phase(s, b, k), 1);
          return [u.own * re, u.own * im];
        },
      );
  if (u.foreign === 0) return;

  const unit = receivedUnit(u);
  for (let k = 0; k < u.users; k++)
    power(slots.user + k, (s, b) => at(s).received[ownUser(b, k)] as number, unit * u.own * u.own);
  pairsOf(u.users).forEach(([k, l], i) =>
    turnsOf(u.psi).forEach((turn, j) =>
      add(
        slots.user + l,
        slots.user + k,
        (s, b) => at(s).pairs[b]?.[i]?.[j] as number,
        (s, b) => {
          const angle = turn - phase(s, b, k) + phase(s, b, l);
          return [unit * u.own * u.own * Math.cos(angle), unit * u.own * u.own * Math.sin(angle)];
        },
      ),
    ),
  );
  for (let f = 0; f < u.foreign; f++) {
    const slot = slots.foreign + f;
    /** Place of block b among the interferers of the user. */
    const place = (b: number): number => othersOf(Math.floor(foreignUser(b, f) / usersPerCell), cells).indexOf(b);
    const heard = (s: number, b: number, part: number): number =>
      at(s).heard[foreignUser(b, f)]?.[place(b)]?.[part] as number;
    add(
      corner,
      slot,
      (s, b) => heard(s, b, 0),
      () => [u.other, 0],
    );
    add(
      corner,
      slot,
      (s, b) => heard(s, b, 1),
      () => [0, -u.other],
    );
    power(slot, (s, b) => at(s).received[foreignUser(b, f)] as number, -unit * u.other * u.other);
    if (u.cap !== null)
      power(
        slot,
        (s, b) => at(s).capped[foreignUser(b, f)]?.[place(b)] as number,
        cappedUnit(u, u.cap) * u.other * u.other,
      );
  }
}
