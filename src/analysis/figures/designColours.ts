import type { LegendGroup } from './figure.ts';
import { designLegend, NEUTRAL } from './palette.ts';

/**
 * Colours of designs in figures whose panels hold one scheme: none is the colour of a scheme, each has a contrast of 3:1 at least on white and
 * on the dark page.
 */
const COLOURS: Readonly<Record<string, string>> = {
  joint: '#6A5ACD',
  paper: '#A6761D',
  capsFree: NEUTRAL.soft,
  blind: '#B8479B',
};

/** Legend of the designs that occur, told apart by colour: a square of it, since the lines of such a figure mean something else. */
export function designColours(designs: readonly string[]): LegendGroup {
  const { field, items } = designLegend(designs);
  return {
    field,
    items: items.map(({ value, label }) => ({
      value,
      label,
      colour: COLOURS[value] ?? NEUTRAL.soft,
      shape: 'square',
      swatch: 'point',
    })),
  };
}
