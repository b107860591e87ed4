import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { axisSlot, type BlockLayout, blocksOf, servedUser, transmitterOf } from '../programs/blockLayout.ts';
import type { SinrScales } from '../programs/coefficients.ts';
import { times } from '../times.ts';
import type { RowMultipliers } from '../rowMultipliers.ts';

/** The rows of one link, or of the stacked links of a user. */
export interface RobustLink {
  /** Diagonal of its matrix: the error axes, then h*. */
  readonly diagonal: readonly number[];
  /** Real and imaginary parts of the entries (i, j), i < j, by columns. */
  readonly above: readonly (readonly [number, number])[];
}

/** The rows of all links of a program. */
export interface RobustSinr {
  /** [transmitter][slot] */
  readonly links: readonly (readonly RobustLink[])[];
  /** User of a slot of a transmitter, cell * K + user. */
  readonly userOf: (transmitter: number, slot: number) => number;
  /** SINR row of a user: that of h^T A h* of the transmitter that serves it. */
  readonly sinrOf: (user: number) => number;
}

/**
 * SINR rows of robustness `exact`, which hold for all errors e* = sum_i a_i c_i, norm(a) <= 1, of every link: by the S-lemma
 *
 *     z^H A z >= t for all such z = h* + e*   iff   [C^H A C + l I, C^H A h*; h^T A C, h^T A h* - t - l] >= 0 for an l >= 0.
 *
 * The matrix is a PSD block of its own for each transmitter and user. A is W_u/g - sum_{l!=u} W_l for the transmitter that serves the user, and t is the noise and what
 * the others' links bring at most; for these A is - sum_l W_l and t a variable. All numbers are over the unit of `scales`.
 *
 * @param userOf user of a slot of a transmitter, cell * K + user.
 */
export function addRobustSinr(
  program: ProgramBuilder,
  layout: BlockLayout,
  count: number,
  userOf: (transmitter: number, slot: number) => number,
  scales: SinrScales,
): RobustSinr {
  const { transmitters, served, slots } = layout;
  const order = count + 1;
  const first = program.blocks(transmitters * slots, order, order);
  for (let link = 0; link < transmitters * slots; link++)
    for (let i = 0; i < order; i++) program.vector(first + link, i, unit(order, i));
  const links = times(transmitters * slots, (link) => {
    // rows of one transmitter's blocks alone are a block of the arrow matrix
    const block = transmitters > 1 ? Math.floor(link / slots) : -1;
    return declareLink(program, order, block, link % slots < served ? scales.noise : null);
  });
  const linkOf = (t: number, slot: number): RobustLink => links[t * slots + slot] as RobustLink;
  /** Vector of the blocks that is number i of a slot: an error axis, or h*. */
  const vectorOf = (slot: number, i: number): number => (i < count ? axisSlot(layout, slot * count + i) : slot);
  /** Entry (i, j) of all links: that of C^H A C less that of the PSD block. */
  const addEntry = (i: number, j: number): void => {
    // Im(z) = Re(-j z)
    const parts = i === j ? [[1, 0] as const] : [[1, 0] as const, [0, -1] as const];
    parts.forEach(([re, im], part) => {
      const matrix = program.term(j, i, 1);
      for (let link = 0; link < transmitters * slots; link++)
        program.add(matrix, first + link, entryRow(links[link] as RobustLink, i, j, part), -re, -im);
    });
    for (let slot = 0; slot < slots; slot++)
      parts.forEach(([re, im], part) => {
        const received = program.term(vectorOf(slot, j), vectorOf(slot, i));
        for (const b of blocksOf(layout)) {
          const isOwn = slot < served && servedUser(layout, b) === slot;
          const weight = isOwn ? scales.useful : -scales.heard;
          const row = entryRow(linkOf(transmitterOf(layout, b), slot), i, j, part);
          program.add(received, b, row, re * weight, im * weight);
        }
      });
  };
  for (let j = 0; j < order; j++) for (let i = 0; i <= j; i++) addEntry(i, j);
  // what other transmitters bring counts in the SINR row, that of the user's own one
  const sinr = new Map<number, number>();
  for (let t = 0; t < transmitters; t++)
    for (let slot = 0; slot < served; slot++) sinr.set(userOf(t, slot), sinrRow(linkOf(t, slot)));
  const sinrOf = (user: number): number => sinr.get(user) as number;
  for (let t = 0; t < transmitters; t++)
    for (let slot = served; slot < slots; slot++) {
      const brought = program.nonneg('interference of a link');
      program.entry(sinrRow(linkOf(t, slot)), brought, 1);
      program.entry(sinrOf(userOf(t, slot)), brought, -1);
    }
  return { links: times(transmitters, (t) => links.slice(t * slots, (t + 1) * slots)), userOf, sinrOf };
}

/** The last row of a link, that of h^T A h*. */
function sinrRow({ diagonal }: RobustLink): number {
  return diagonal.at(-1) as number;
}

/** Rows of a link and the multiplier l of its ball. */
function declareLink(program: ProgramBuilder, order: number, block: number, noise: number | null): RobustLink {
  const diagonal = times(order, (i) =>
    // the SINR row is about all transmitters
    i === order - 1 && noise !== null ? program.row(noise) : program.row(0, block),
  );
  const above = times((order * (order - 1)) / 2, () => [program.row(0, block), program.row(0, block)] as const);
  const multiplier = program.nonneg('multiplier of the error ball');
  diagonal.forEach((row, i) => program.entry(row, multiplier, i < order - 1 ? 1 : -1));
  return { diagonal, above };
}

/** @param part 0: real, 1: imaginary. */
function entryRow({ diagonal, above }: RobustLink, i: number, j: number, part: number): number {
  return (i === j ? diagonal[i] : above[(j * (j - 1)) / 2 + i]?.[part as 0 | 1]) as number;
}

function unit(order: number, i: number): Float64Array {
  const e = new Float64Array(2 * order);
  e[2 * i] = 1;
  return e;
}

/**
 * The multipliers of a link's rows as a positive semidefinite matrix M over its axes and h*, so that they add up to sum_ij conj(M_ij) c_i^H A c_j.
 *
 * @returns [order][order][2]; the last diagonal entry is the multiplier of the SINR row.
 */
export function linkMultipliers({ diagonal, above }: RobustLink, { row }: RowMultipliers): Float64Array {
  const order = diagonal.length;
  const matrix = new Float64Array(2 * order * order);
  for (let j = 0; j < order; j++) {
    matrix[2 * (j * order + j)] = row(diagonal[j] as number);
    for (let i = 0; i < j; i++) {
      const [re, im] = above[(j * (j - 1)) / 2 + i] as readonly [number, number];
      const [x, y] = [row(re) / 2, row(im) / 2];
      matrix.set([x, y], 2 * (i * order + j));
      matrix.set([x, -y], 2 * (j * order + i));
    }
  }
  return matrix;
}
