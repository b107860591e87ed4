import type { Layer, LegendGroup, LegendItem } from './figure.ts';
import { lineLayer, type Looks, pointLayer, ruleLayer } from './layers.ts';
import { INK } from './palette.ts';
import { SINR_CURVES, type SinrCurve } from './sinrCurves.ts';

/** Style of a curve: what it is the distribution of. Its colour tells the design. */
const STYLES: Readonly<Record<SinrCurve, Omit<LegendItem, 'value'>>> = {
  sampled: { label: 'sampled CSI errors', width: 2.6 },
  exact: { label: 'exact worst case', dash: [4, 4], width: 2.2 },
  bound: { label: 'bound of the design', width: 7, opacity: 0.3 },
};
/** Lowest first: a wide pale curve lies below the others. */
const ORDER: readonly SinrCurve[] = ['bound', 'sampled', 'exact'];
/** A wide pale line on a page of any colour. */
const PALE = '#a9a9a9';

export const THRESHOLD: LegendGroup = {
  field: 'rule',
  items: [{ value: 'threshold', label: 'threshold', colour: INK, dash: [1, 2], width: 1.4 }],
};
export const ZERO: LegendGroup = {
  field: 'mark',
  items: [
    {
      value: 'zero',
      label: 'begins with worst cases of 0 (no dB)',
      colour: INK,
      shape: 'triangle-left',
      swatch: 'point',
    },
  ],
};

/** Legend of the kinds of curves; of one design alone they have its colour. */
export function curveLegend(colours: LegendGroup): LegendGroup {
  const [only] = colours.items;
  const colour = colours.items.length === 1 ? (only?.colour ?? INK) : INK;
  return {
    field: 'curve',
    items: SINR_CURVES.map((value) => {
      const { opacity, ...style } = STYLES[value];
      return { value, ...style, colour: opacity === undefined ? colour : PALE };
    }),
  };
}

/** Layers of one design: the second design lies within the lines of the first, and its dashes between the first's, so that equal curves show both. */
export function curveLayers(design: string, place: number, quantity: string, looks: Looks): Layer[] {
  return ORDER.map((curve) => {
    const { width = 1.8, dash, opacity } = STYLES[curve];
    const { mark, ...layer } = lineLayer(quantity, 'share', looks, {
      order: 'step',
      step: true,
      width: curve === 'exact' ? width : Math.max(1.2, width - (opacity === undefined ? 1.4 : 4) * place),
    });
    return {
      ...layer,
      mark: {
        ...(mark as Layer),
        ...(dash === undefined ? {} : { strokeDash: dash, strokeDashOffset: 4 * place }),
        ...(opacity === undefined ? {} : { opacity: opacity + 0.25 * place }),
      },
      transform: [{ filter: `datum.curve === '${curve}' && datum.design === '${design}'` }],
    };
  });
}

/** Marks at the left edge of curves that begin with an SINR of 0. */
export function zeroLayer(quantity: string, looks: Looks): Layer {
  const { mark, ...layer } = pointLayer(quantity, 'zero_share', looks, { shape: 'triangle-left', size: 70 });
  return { ...layer, mark: { ...(mark as Layer), xOffset: 6 } };
}

/** A vertical line at the threshold. */
export function thresholdLayer(at: number): Layer {
  const { mark, ...layer } = ruleLayer(at);
  return { ...layer, mark: { ...(mark as Layer), strokeDash: [1, 2], strokeWidth: 1.4 } };
}
