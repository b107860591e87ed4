/** Cells other than `cell`, in ascending order. */
export function othersOf(cell: number, cells: number): number[] {
  return Array.from({ length: cells }, (_, n) => n).filter((n) => n !== cell);
}

/** Pairs of different users k > l, k after k. */
export function pairsOf(users: number): (readonly [number, number])[] {
  return Array.from({ length: users }, (_, k) => Array.from({ length: k }, (_l, l) => [k, l] as const)).flat();
}
