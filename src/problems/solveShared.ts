/**
 * Answers that all items of one key share: the first of them is solved for, those of all keys in one call.
 *
 * @param keyOf null: the item is given no answer.
 * @returns in the order of the items.
 */
export async function solveShared<T, A>(
  items: readonly T[],
  keyOf: (item: T) => string | null,
  solve: (owners: readonly T[]) => Promise<readonly A[]>,
): Promise<(A | null)[]> {
  const owners: T[] = [];
  const placeOf = new Map<string, number>();
  const places = items.map((item) => {
    const key = keyOf(item);
    if (key === null) return -1;
    const place = placeOf.get(key) ?? owners.push(item) - 1;
    placeOf.set(key, place);
    return place;
  });
  const answers = await solve(owners);
  return places.map((place) => answers[place] ?? null);
}
