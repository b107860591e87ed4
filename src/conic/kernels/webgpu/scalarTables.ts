import { at } from '../../words/at.ts';
import type { ProgramShapeWords } from '../../words/programShape.ts';
import type { PlacedGroups } from './groupFields.ts';
import type { ArrowLayout } from './schurTables.ts';

/** Where the entries of each scalar begin, [scalars + 1]. */
export function positionStarts({ scalars, entryPosition }: ProgramShapeWords): Int32Array {
  const starts = new Int32Array(scalars + 1);
  for (const p of entryPosition) starts[p + 1] = at(starts, p + 1) + 1;
  for (let p = 0; p < scalars; p++) starts[p + 1] = at(starts, p + 1) + at(starts, p);
  return starts;
}

/** Dual element and tie of every scalar in the body of a coupled cone, -1 of the others, [scalars][2]. */
export function positionTies(shape: ProgramShapeWords, { groups }: PlacedGroups): Int32Array {
  const ties = new Int32Array(2 * shape.scalars).fill(-1);
  for (const { cone, cones, count, axes, dual, tie } of groups)
    for (let ku = 0; ku < count * cones; ku++)
      for (let a = 0; a < 2 * axes; a++)
        ties.set([dual + ku * 2 * axes + a, tie + ku], 2 * (at(shape.coneOffset, cone + ku) + 1 + a));
  return ties;
}

/** Place of every dual element among the unknowns of the arrow system; -1: the objective's slot. */
export function unknownsOf(shape: ProgramShapeWords, { dual, groups }: PlacedGroups, arrow: ArrowLayout): Int32Array {
  const places = new Int32Array(dual).fill(-1);
  shape.rowOwner.forEach((owner, r) => {
    const block = at(arrow.blocks, owner < 0 ? arrow.blocks.length - 1 : owner);
    places[r] = block.place + at(arrow.rowPlace, r);
  });
  for (const q of groups) {
    const width = q.cones * 2 * q.axes;
    for (let k = 0; k < q.count && width > 0; k++)
      for (let t = 0; t < width; t++) places[q.dual + k * width + t] = at(arrow.blocks, q.arrow + k).place + t;
  }
  return places;
}

/** Block of every place of an unknown. */
export const blockOfPlace = ({ blocks, unknowns }: ArrowLayout): number[] =>
  Array.from({ length: unknowns }, (_, i) => blocks.findLastIndex(({ place }) => place <= i));
