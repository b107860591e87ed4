import type { GroupWords, ProgramShapeWords } from './programShape.ts';

/*
 * A state is a solution on unscaled data: x | z | y | flag.
 *
 * x and z: the scalars, filled up to an even number, then the PSD blocks of each group, two neighbours as the two lanes of one matrix of real parts and one
 * of imaginary parts, [pair][re, im][n][n][lane]; the lane without a block holds nothing.
 * y: the multipliers of the global rows and the objective's slot, filled up to an even number, then those of the block-local rows of each
 * group, [block][cone][axis][re, im], filled up likewise.
 * flag: 1 where the state holds a solution to start from.
 */

const even = (n: number): number => n + (n & 1);

/** The words that say how long the parts of a state are, and each group with where its own begin. */
export function stateWords<G extends Pick<GroupWords, 'n' | 'count' | 'cones' | 'axes'>>(
  { rows, scalars }: Pick<ProgramShapeWords, 'rows' | 'scalars'>,
  groups: readonly G[],
): Pick<ProgramShapeWords, 'statePrimal' | 'stateDual'> & {
  readonly groups: readonly (G & Pick<GroupWords, 'statePrimal' | 'stateDual'>)[];
} {
  let statePrimal = even(scalars);
  let stateDual = even(rows + 1);
  const placed = groups.map((g) => {
    const place = { ...g, statePrimal, stateDual };
    statePrimal += Math.ceil(g.count / 2) * 4 * g.n * g.n;
    stateDual += g.count * g.cones * 2 * g.axes;
    return place;
  });
  return { statePrimal, stateDual: even(stateDual), groups: placed };
}

/** Where z, y and the flag begin in a state, and its size; x begins at 0. */
export function stateParts({ statePrimal, stateDual }: Pick<ProgramShapeWords, 'statePrimal' | 'stateDual'>): {
  readonly z: number;
  readonly y: number;
  readonly flag: number;
  readonly size: number;
} {
  const flag = 2 * statePrimal + stateDual;
  return { z: statePrimal, y: 2 * statePrimal, flag, size: flag + 1 };
}

/** Calls `visit` for every element of a group's blocks: its number in [block][n][n], and where its real and imaginary parts stand in x or z. */
export function eachBlockElement(
  { n, count, statePrimal }: Pick<GroupWords, 'n' | 'count' | 'statePrimal'>,
  visit: (element: number, re: number, im: number) => void,
): void {
  const nn = n * n;
  for (let k = 0; k < count; k++) {
    const first = statePrimal + (k >> 1) * 4 * nn + (k & 1);
    for (let e = 0; e < nn; e++) visit(k * nn + e, first + 2 * e, first + 2 * (nn + e));
  }
}
