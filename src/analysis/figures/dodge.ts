import { paddedDomain, sweepAxis } from './axes.ts';
import { distinct } from './facets.ts';
import type { Axis } from './figure.ts';

/** Distance of two schemes at one sweep value, as a share of the distance to the next value and at most of the whole sweep. */
const STEP = 0.1;
const MOST = 0.028;

/** Places of schemes that are drawn beside each other at each value of a sweep, so that equal values do not hide each other. */
export interface Dodge {
  /** Field of the rows with the abscissa that is drawn; a page tells the value of the sweep dimension itself. */
  readonly field: string;
  /** Abscissa of a scheme at a sweep value. */
  readonly at: (value: number, scheme: string) => number;
  /** Axis of the sweep dimension with room for all places. */
  readonly axis: Axis;
}

/**
 * Dodges schemes along a sweep dimension.
 *
 * @param dimension field of the rows with the sweep value; the field of the drawn abscissa has its name and `_dodged`, which assets/report/page.js knows.
 */
export function dodgeOf(
  dimension: string,
  values: readonly number[],
  schemes: readonly string[],
  title: string,
): Dodge {
  const sorted = distinct(values.filter(Number.isFinite)).sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((x, i) => x - (sorted[i] as number));
  const range = gaps.reduce((a, b) => a + b, 0) || 1;
  const step = Math.min(STEP * gaps.reduce((a, b) => Math.min(a, b), range), MOST * range);
  const at = (value: number, scheme: string): number =>
    Number((value + (schemes.indexOf(scheme) - (schemes.length - 1) / 2) * step).toPrecision(7));
  const ends = schemes.flatMap((scheme) => [at(sorted[0] ?? 0, scheme), at(sorted.at(-1) ?? 0, scheme)]);
  const [low, high] = paddedDomain(ends, 0.03) ?? [0, 1];
  const axis: Axis = { ...sweepAxis(sorted, title), domain: [low - step, high + step] };
  return { field: `${dimension}_dodged`, at, axis };
}
