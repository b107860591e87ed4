/** Designs from which making the same draws once more for some of them costs little beside what they are used for. */
const GROUP_DESIGNS = 16;
/** Of a group in the memory of a card (kernels/cuda/errorDraws/places.h). */
export const GROUP_BYTES = 12;

/** A design of a realization; in a launch there may be designs of many. */
export interface Placed<Design> {
  readonly realization: number;
  readonly design: Design;
}

/** Designs from .. to - 1 of a launch, all of one realization, for which a block makes the same draws together. */
export interface Group {
  readonly realization: number;
  readonly from: number;
  readonly to: number;
}

/** The designs of some batches, each with its realization. */
export function placedDesigns<Design>(
  batches: readonly { readonly realization: number; readonly designs: readonly Design[] }[],
): Placed<Design>[] {
  return batches.flatMap(({ realization, designs }) => designs.map((design) => ({ realization, design })));
}

/** Neighbours of one realization. */
export function groupsOf(designs: readonly Placed<unknown>[]): Group[] {
  const groups: Group[] = [];
  let from = 0;
  for (let to = 1; to <= designs.length; to++) {
    const { realization } = designs[from] as Placed<unknown>;
    if (designs[to]?.realization === realization) continue;
    groups.push({ realization, from, to });
    from = to;
  }
  return groups;
}

/** Splits each group in at most so many, none of them small. */
export function splitGroups(groups: readonly Group[], most: number): Group[] {
  return groups.flatMap(({ realization, from, to }) => {
    const pieces = Math.max(1, Math.min(most, Math.floor((to - from) / GROUP_DESIGNS)));
    const each = Math.ceil((to - from) / pieces);
    return Array.from({ length: Math.ceil((to - from) / each) }, (_, i) => ({
      realization,
      from: from + i * each,
      to: Math.min(from + (i + 1) * each, to),
    }));
  });
}

/** What a card is told of groups. */
export function groupWords(groups: readonly Group[]): Uint32Array {
  return Uint32Array.from(groups.flatMap(({ realization, from, to }) => [realization, from, to]));
}
