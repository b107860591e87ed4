/**
 * Calls of the library by the name of the table that their results make. What a result says of wall times (`seconds`) is left out, and the opaque `state` for
 * warm starts: its layout is nobody's to read, and what starts from it is guarded.
 */
export type Solutions = Readonly<Record<string, () => Promise<unknown>>>;

/** Results of calls one after the other. */
export async function inTurn<T>(items: readonly T[], call: (item: T) => Promise<unknown>): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const item of items) results.push(await call(item));
  return results;
}
