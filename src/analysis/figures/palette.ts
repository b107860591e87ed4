import type { LegendGroup, LegendItem } from './figure.ts';

/**
 * Colours of Okabe and Ito, told apart with any colour vision, each at a contrast of at least 3:1 on white and on the dark page.
 * The shapes of the points tell the schemes apart without them.
 */
const SCHEMES: readonly LegendItem[] = [
  { value: 'BLP-CBF', label: 'BLP-CBF', colour: '#D55E00', shape: 'circle' },
  { value: 'SLP-CBF', label: 'SLP-CBF', colour: '#CC79A7', shape: 'square' },
  { value: 'BLP-CoMP', label: 'BLP-CoMP', colour: '#0072B2', shape: 'triangle-up' },
  { value: 'SLP-CoMP', label: 'SLP-CoMP', colour: '#009E73', shape: 'diamond' },
];

const DESIGNS: readonly LegendItem[] = [
  { value: 'joint', label: 'joint', dash: [1, 0] },
  { value: 'paper', label: 'paper (Algorithm 1)', dash: [6, 3] },
  { value: 'capsFree', label: 'capsFree', dash: [2, 2] },
  { value: 'blind', label: 'blind to inter-cell links', dash: [8, 3, 2, 3] },
];

/** Path of a symbol like the letter x. */
export const CROSS = 'M-0.8,-0.8L0.8,0.8M0.8,-0.8L-0.8,0.8';
/** Axis, text and rule colours by theme; `ink` is also the colour of threshold lines. */
export const INK = '#333333';
/** Curves that belong to no scheme. */
export const NEUTRAL = { strong: '#000000', soft: '#767676', accent: '#E69F00' } as const;

function only(items: readonly LegendItem[], values: readonly string[]): LegendItem[] {
  const known = items.filter((i) => values.includes(i.value));
  const rest = values.filter((v) => !items.some((i) => i.value === v));
  return [...known, ...rest.map((value) => ({ value, label: value, colour: NEUTRAL.soft, dash: [4, 2, 1, 2] }))];
}

/** Legend of the schemes that occur, in their fixed order. */
export function schemeLegend(schemes: readonly string[]): LegendGroup {
  return { field: 'scheme', items: only(SCHEMES, schemes) };
}

/** The same for curves without points. */
export function withoutShapes(group: LegendGroup): LegendGroup {
  return { ...group, items: group.items.map(({ shape: _shape, ...item }) => item) };
}

/** Legend of the designs that occur: the dash of their lines. */
export function designLegend(designs: readonly string[]): LegendGroup {
  return { field: 'design', items: only(DESIGNS, designs) };
}

/** Domain and range of a scale that gives every item its colour, shape or dash. */
export function scaleOf(
  group: LegendGroup,
  channel: 'colour' | 'shape' | 'dash',
): { domain: string[]; range: unknown[] } {
  const fallback = { colour: NEUTRAL.soft, shape: 'circle', dash: [1, 0] };
  return {
    domain: group.items.map((i) => i.value),
    range: group.items.map((i) => i[channel] ?? fallback[channel]),
  };
}
