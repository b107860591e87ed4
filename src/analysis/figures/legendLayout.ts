import type { LegendGroup, LegendItem } from './figure.ts';
import { CROSS, NEUTRAL } from './palette.ts';
import { textWidth } from './textWidth.ts';

const SIZE = 12;
const SWATCH = 30;
const GAP = 18;
const ROW = 20;

interface PlacedItem extends LegendItem {
  readonly left: number;
  readonly row: number;
}

/** Places the items of all groups from left to right, each group on new rows where it does not fit. */
function place(groups: readonly LegendGroup[], width: number): { items: PlacedItem[]; rows: number } {
  const items: PlacedItem[] = [];
  let [left, row] = [0, 0];
  for (const group of groups) {
    const widths = group.items.map((i) => SWATCH + 6 + textWidth(i.label, SIZE) + GAP);
    const total = widths.reduce((a, b) => a + b, 0);
    if (left > 0 && left + total > width) {
      left = 0;
      row++;
    }
    group.items.forEach((item, k) => {
      const itemWidth = widths[k] as number;
      if (left > 0 && left + itemWidth > width) {
        left = 0;
        row++;
      }
      items.push({ ...item, left, row });
      left += itemWidth;
    });
  }
  return { items, rows: row + 1 };
}

/** The legend of a printed figure as a vega-lite view of its own: its swatches look exactly like the curves. */
export function legendView(groups: readonly LegendGroup[], width: number): Record<string, unknown> {
  const { items, rows } = place(groups, width);
  const height = rows * ROW;
  const position = (field: string, size: number): Record<string, unknown> => ({
    field,
    type: 'quantitative',
    axis: null,
    scale: { domain: [0, size], nice: false, zero: false },
  });
  const values = items.map((i) => ({
    x: i.left,
    x2: i.left + SWATCH,
    y: height - (i.row + 0.5) * ROW,
    label: i.label,
  }));
  const layer = items.flatMap((item, k) => {
    const { swatch = 'line', colour = NEUTRAL.soft, dash = [1, 0], shape, width: stroke = 1.8, opacity = 1 } = item;
    const data = { values: [values[k]] };
    const [x, y] = [position('x', width), position('y', height)];
    const middle = { ...x, field: 'middle' };
    const at = { values: [{ ...values[k], middle: item.left + SWATCH / 2 }] };
    return [
      ...(swatch === 'line'
        ? [
            {
              data,
              mark: { type: 'rule', color: colour, strokeDash: dash, strokeWidth: stroke, opacity },
              encoding: { x, x2: { field: 'x2' }, y },
            },
          ]
        : []),
      ...(swatch === 'band'
        ? [
            {
              data,
              mark: { type: 'rule', color: colour, opacity: 0.25, strokeWidth: 11 },
              encoding: { x, x2: { field: 'x2' }, y },
            },
          ]
        : []),
      ...(shape === undefined
        ? []
        : [
            {
              data: at,
              mark: {
                type: 'point',
                color: colour,
                shape,
                filled: shape !== CROSS && item.hollow !== true,
                size: item.hollow === true ? 34 : 44,
                opacity: 1,
              },
              encoding: { x: middle, y },
            },
          ]),
      {
        data: { values: [{ ...values[k], x: item.left + SWATCH + 6 }] },
        mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: SIZE },
        encoding: { x, y, text: { field: 'label' } },
      },
    ];
  });
  return { width, height, view: { stroke: null }, layer };
}
