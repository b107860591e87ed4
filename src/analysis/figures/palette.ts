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

/** What a design claims under CSI errors; solid: designs that claim the whole error ball. */
const ROBUSTNESS: readonly LegendItem[] = [
  { value: 'guaranteed', label: 'robustness guaranteed', dash: [1, 0] },
  { value: 'guaranteedSum', label: 'robustness guaranteedSum', dash: [9, 2, 2, 2] },
  { value: 'exact', label: 'robustness exact', dash: [10, 3] },
  { value: 'paper', label: 'robustness paper', dash: [5, 3] },
  { value: 'none', label: 'robustness none', dash: [1.5, 2.5] },
];

/** Dashes of radii of the CSI error ball in ascending order; as many radii stand in one panel. */
export const RADIUS_DASHES: readonly (readonly number[])[] = [
  [1, 0],
  [5, 3],
  [1.5, 2.5],
  [9, 2, 2, 2],
];
/** Curves that may coincide with others: the first kind is wide and light, so that the others show on it. */
const BELOW = { width: 3.8, opacity: 0.55 } as const;
const ABOVE = { width: 1.5, opacity: 1 } as const;

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

/** Legend of the kinds of robustness that occur: the dash of their lines. */
export function robustnessLegend(values: readonly string[]): LegendGroup {
  return layered({ field: 'robustness', items: only(ROBUSTNESS, values) });
}

/** Legend of radii of the CSI error ball; the rows' field has their texts. */
export function radiusLegend(texts: readonly string[]): LegendGroup {
  return layered({
    field: 'csi_error',
    items: texts.map((value, k) => ({ value, label: value, dash: RADIUS_DASHES[k] ?? [1, 0] })),
  });
}

/** The same legend for curves that may coincide: the first is drawn wide and light, the others thin and on top of it. */
export function layered(group: LegendGroup): LegendGroup {
  if (group.items.length < 2) return group;
  return { ...group, items: group.items.map((item, k) => ({ ...item, ...(k === 0 ? BELOW : ABOVE) })) };
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
