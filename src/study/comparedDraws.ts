/** What the rule of a curve asks about one draw at one point. */
export interface DrawOutcome {
  readonly realization: number;
  /** Has precoders. */
  readonly designed: boolean;
}

/** True when at least half of the draws reach a point: fewer would leave too few draws to compare. */
export function isCompared(draws: readonly DrawOutcome[]): boolean {
  return 2 * draws.filter((r) => r.designed).length >= draws.length;
}

/**
 * Draws that some compared point of a curve does not reach. A median over the draws that are feasible at each point alone is
 * biased, because hard draws vanish as the threshold grows.
 *
 * @param points the draws at each point of one curve.
 */
export function excludedDraws(points: Iterable<readonly DrawOutcome[]>): Set<number> {
  const excluded = new Set<number>();
  for (const draws of points) {
    if (!isCompared(draws)) continue;
    for (const draw of draws) if (!draw.designed) excluded.add(draw.realization);
  }
  return excluded;
}
