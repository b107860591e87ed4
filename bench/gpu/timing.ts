import { median } from '../../src/model/median.ts';

/** Milliseconds after which no further repeat begins. */
const LONG_ENOUGH = 5_000;

/** Repeats until there are enough runs, or they have lasted long enough. */
export async function repeated<T>(repeats: number, run: () => Promise<T>): Promise<T[]> {
  const start = performance.now();
  const runs: T[] = [];
  while (runs.length < repeats && (runs.length === 0 || performance.now() - start < LONG_ENOUGH))
    runs.push(await run());
  return runs;
}

/** Median of times that every run has, or null. */
export function medianOrNull(times: readonly (number | null)[]): number | null {
  const known = times.filter((t) => t !== null);
  return known.length === times.length && known.length > 0 ? median(known) : null;
}
