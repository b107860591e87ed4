import type { LegendGroup } from './figure.ts';
import { NEUTRAL, robustnessLegend } from './palette.ts';

/** Colours of kinds of robustness in figures whose panels hold one scheme and one design, by the same rules as those of designs. */
const COLOURS: Readonly<Record<string, string>> = {
  none: NEUTRAL.soft,
  paper: '#A6761D',
  guaranteed: '#6A5ACD',
  guaranteedSum: '#B8479B',
  exact: '#1B7F8C',
};

/** Legend of the kinds of robustness that occur, told apart by colour and by dash. */
export function robustnessColours(values: readonly string[]): LegendGroup {
  const { field, items } = robustnessLegend(values);
  return {
    field,
    items: items.map(({ value, label, dash }) => ({
      value,
      label,
      colour: COLOURS[value] ?? NEUTRAL.accent,
      ...(dash === undefined ? {} : { dash }),
      width: 2,
    })),
  };
}
