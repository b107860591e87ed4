import type { DesignRecord } from '../readDesigns.ts';
import { DIMENSIONS, variedDimensions } from '../figures/facets.ts';
import type { SweepDimension } from '../gridRow.ts';

/** Fields of a row as `rowKeys` gives them. */
export type Keys = Readonly<Record<string, string | number | null>>;

/** Sweep dimensions that name a point of a study: what varies, and always the threshold where there is one. */
export function namedDimensions(rows: readonly DesignRecord[]): SweepDimension[] {
  const threshold = rows.some((r) => !Number.isNaN(r.sweep.threshold_db)) ? (['threshold_db'] as const) : [];
  return [...new Set([...variedDimensions(rows), ...threshold])];
}

/** Scheme, design, robustness and sweep point in words. */
export function pointWords(keys: Keys, dimensions: readonly SweepDimension[]): string {
  const sweep = dimensions.flatMap((name) => {
    const value = keys[name];
    return typeof value === 'number' ? [DIMENSIONS[name].text(value)] : [];
  });
  const labels = [
    String(keys['scheme']),
    `design ${String(keys['design'])}`,
    `robustness ${String(keys['robustness'])}`,
  ];
  return [...labels, ...sweep].join(', ');
}
