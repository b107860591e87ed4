import { invariant } from '../errors.ts';

/**
 * Solves items of several shapes, those of one shape as one batch, and returns the answers in the order of the items. The batches are solved one after the
 * other, in the order in which their shapes come first, and a batch keeps the order of its items.
 *
 * @param shapeOf names the shape of an item; items of equal names make a batch.
 * @param solve answers of one batch, in its order.
 */
export async function solveInBatches<T, A>(
  items: readonly T[],
  shapeOf: (item: T) => string,
  solve: (batch: readonly [T, ...T[]], shape: string) => Promise<readonly A[]>,
): Promise<A[]> {
  const batches = new Map<string, { readonly items: [T, ...T[]]; readonly places: number[] }>();
  items.forEach((item, i) => {
    const shape = shapeOf(item);
    const batch = batches.get(shape);
    if (batch) {
      batch.items.push(item);
      batch.places.push(i);
    } else batches.set(shape, { items: [item], places: [i] });
  });
  const answers: A[] = [];
  for (const [shape, batch] of batches) {
    const solved = await solve(batch.items, shape);
    invariant(solved.length === batch.places.length, 'a batch has one answer for every item');
    batch.places.forEach((place, j) => {
      answers[place] = solved[j] as A;
    });
  }
  return answers;
}

/**
 * Answers for some items of a list, all of them solved in one call; there is none where no item is wanted.
 *
 * @returns an entry for every item; undefined for those that are not wanted.
 */
export async function solveSome<T, A>(
  items: readonly T[],
  isWanted: (item: T, index: number) => boolean,
  solve: (wanted: readonly T[]) => Promise<readonly A[]>,
): Promise<(A | undefined)[]> {
  const answers = items.map((): A | undefined => undefined);
  const places = items.flatMap((item, i) => (isWanted(item, i) ? [i] : []));
  if (places.length === 0) return answers;
  const solved = await solve(places.map((i) => items[i] as T));
  places.forEach((i, k) => (answers[i] = solved[k]));
  return answers;
}

/**
 * The warm start of a batch from the states that its programs have.
 *
 * @param size of a state of their shape; others are ignored.
 * @returns [programs][size], rows of NaN for programs that start cold; undefined where all do.
 */
export function warmStartOf(
  states: readonly (Float64Array | null | undefined)[],
  size: number,
): Float64Array | undefined {
  const fits = states.map((state) => (state?.length === size ? state : null));
  if (size === 0 || fits.every((state) => state === null)) return undefined;
  const all = new Float64Array(states.length * size).fill(Number.NaN);
  fits.forEach((state, i) => state && all.set(state, i * size));
  return all;
}
