import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { conjugate } from '../../model/complexVector.ts';
import type { CrbForm } from '../../model/crbForms.ts';
import type { Links } from './symbolLinks.ts';

/** The vectors of a block Z = [R x; x^H 1] of order n + 1, by index. */
export interface SignalSlots {
  /** Unit vectors of the antennas, with robust terms alone: slots 0 .. axes - 1. */
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

/** Slots of blocks that see these links and forms. */
export function signalSlots(
  { antennas, users, foreign, targets }: Links,
  forms: readonly CrbForm[],
  robust: boolean,
): SignalSlots {
  const count = (vectors: Float64Array): number => vectors.length / (2 * antennas);
  const axes = robust ? antennas : 0;
  const user = axes + 1;
  const first = user + count(users);
  const formSlots: number[] = [];
  let target = first + count(foreign);
  for (const form of forms) {
    formSlots.push(target);
    target += count(form.vectors);
  }
  return { axes, corner: axes, user, foreign: first, forms: formSlots, target, count: target + count(targets) };
}

/** Writes the vectors of the blocks `of`, which see the same links and forms. */
export function writeSignalBlocks(
  program: ProgramBuilder,
  slots: SignalSlots,
  { antennas, users, foreign, targets }: Links,
  forms: readonly CrbForm[],
  of: readonly number[],
): void {
  const length = 2 * antennas;
  // received amplitudes are h^T x = (conj h)^H x
  const [own, heard] = [conjugate(users), conjugate(foreign)];
  const unit = new Float64Array(2 * length + 2);
  unit[length] = 1;
  for (const block of of) {
    for (let a = 0; a < slots.axes; a++) program.vector(block, a, unit, length - 2 * a, length);
    program.vector(block, slots.corner, unit, 0, length + 2);
    program.vectors(block, slots.user, own, length);
    program.vectors(block, slots.foreign, heard, length);
    forms.forEach((form, f) => program.vectors(block, slots.forms[f] as number, form.vectors, length));
    program.vectors(block, slots.target, targets, length);
  }
}

/** diag(1) on the antennas of each station in a block, [station][n + 1][n + 1][2]. */
export function stationProjectors({ antennas: n, stations }: Links): Float64Array[] {
  const size = n + 1;
  return Array.from({ length: stations }, (_, g) => {
    const matrix = new Float64Array(2 * size * size);
    for (let i = (g * n) / stations; i < ((g + 1) * n) / stations; i++) matrix[2 * (i * size + i)] = 1;
    return matrix;
  });
}
