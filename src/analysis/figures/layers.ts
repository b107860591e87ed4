import { beyondEnds } from './axes.ts';
import type { Axis, Layer, LegendGroup } from './figure.ts';
import { INK, scaleOf } from './palette.ts';

/** Legends that give a curve its colour and shape, and its dash. */
export interface Looks {
  readonly colour: LegendGroup;
  readonly dash?: LegendGroup;
  /** Points take their shape from the colour's legend. */
  readonly shape?: boolean;
}

interface LineOptions {
  /** Field that orders the vertices where the abscissa does not. */
  readonly order?: string;
  /** Field whose values are curves of their own. */
  readonly split?: string;
  readonly step?: boolean;
  readonly width?: number;
  readonly opacity?: number;
  readonly filter?: string;
}

function colour(looks: Looks): Record<string, unknown> {
  return { field: looks.colour.field, type: 'nominal', scale: scaleOf(looks.colour, 'colour'), legend: null };
}

function dash(looks: Looks): Record<string, unknown> {
  if (!looks.dash) return {};
  const { field } = looks.dash;
  return { strokeDash: { field, type: 'nominal', scale: scaleOf(looks.dash, 'dash'), legend: null } };
}

/** Curves, one for each colour and dash. */
export function lineLayer(x: string, y: string, looks: Looks, options: LineOptions = {}): Layer {
  const { order, split, step, width = 1.8, opacity, filter } = options;
  return {
    ...(filter === undefined ? {} : { transform: [{ filter }] }),
    mark: {
      type: 'line',
      strokeWidth: width,
      clip: true,
      ...(opacity === undefined ? {} : { opacity }),
      ...(step ? { interpolate: 'step-after' } : {}),
    },
    encoding: {
      x: { field: x },
      y: { field: y },
      color: colour(looks),
      ...dash(looks),
      ...(split === undefined ? {} : { detail: { field: split, type: 'nominal' } }),
      ...(order === undefined ? {} : { order: { field: order, type: 'quantitative' } }),
    },
  };
}

/** Curves with a layer for each dash, in the widths of its legend: the first wide and light below the others, so that curves which coincide are all seen. */
export function curveLayers(x: string, y: string, looks: Looks, options: LineOptions = {}): Layer[] {
  const { dash: dashes } = looks;
  if (!dashes || dashes.items.length < 2) return [lineLayer(x, y, looks, options)];
  return dashes.items.map(({ value, width, opacity }) => {
    const own = `datum['${dashes.field}'] === '${value}'`;
    return lineLayer(x, y, looks, {
      ...options,
      ...(width === undefined ? {} : { width: (width * (options.width ?? 1.8)) / 1.8 }),
      ...(opacity === undefined ? {} : { opacity }),
      filter: options.filter === undefined ? own : `${own} && ${options.filter}`,
    });
  });
}

/** Bands between two fields, where both are numbers. */
export function bandLayer(x: string, lower: string, upper: string, looks: Looks): Layer {
  const transform = [{ filter: `isValid(datum['${lower}']) && isValid(datum['${upper}'])` }];
  return {
    transform,
    mark: { type: 'area', opacity: BAND, clip: true },
    encoding: bandEncoding(x, lower, upper, looks),
  };
}

/**
 * Bands between two fields that may be infinite. A band with one edge is infinite on the other side and runs to that end of the axis; one without any
 * edge does not exist, and interrupts the area. Where neither neighbour of a point has a band (`lone`), its own is a bar.
 */
export function openBandLayers(x: string, lower: string, upper: string, looks: Looks, axis: Axis): Layer[] {
  const [bottom, top] = beyondEnds(axis) ?? ['null', 'null'];
  const edge = (own: string, other: string, end: number | string): string =>
    `isValid(datum['${own}']) ? datum['${own}'] : isValid(datum['${other}']) ? ${end} : null`;
  const transform = [
    { calculate: edge(lower, upper, bottom), as: 'band_from' },
    { calculate: edge(upper, lower, top), as: 'band_to' },
  ];
  const several = looks.dash !== undefined && looks.dash.items.length > 1;
  const opacity = several ? (BAND * 2) / 3 : BAND;
  const encoding = bandEncoding(x, 'band_from', 'band_to', looks);
  // the opacity of the paint, not of the mark: resvg cuts what it blends as a whole to some size before it clips
  return [
    { transform, mark: { type: 'area', opacity: 1, fillOpacity: opacity, clip: true }, encoding },
    {
      transform: [{ filter: 'datum.lone' }, ...transform],
      mark: { type: 'rule', opacity: 1, strokeOpacity: opacity, strokeWidth: 8, clip: true },
      encoding,
    },
  ];
}

/** Opacity of a band. */
const BAND = 0.16;

function bandEncoding(x: string, lower: string, upper: string, looks: Looks): Record<string, unknown> {
  return {
    x: { field: x },
    y: { field: lower },
    y2: { field: upper },
    color: colour(looks),
    ...(looks.dash ? { detail: { field: looks.dash.field, type: 'nominal' } } : {}),
  };
}

/** A point for each datum. */
export function pointLayer(
  x: string,
  y: string,
  looks: Looks,
  options: { size?: number; hollow?: boolean; shape?: string; filter?: string } = {},
): Layer {
  return {
    transform: [{ filter: `isValid(datum['${y}'])${options.filter === undefined ? '' : ` && ${options.filter}`}` }],
    mark: {
      type: 'point',
      filled: !options.hollow,
      size: options.size ?? 34,
      opacity: 1,
      clip: true,
      ...(options.hollow ? { strokeWidth: 1.6 } : {}),
      ...(options.shape === undefined ? {} : { shape: options.shape }),
    },
    encoding: {
      x: { field: x },
      y: { field: y },
      color: colour(looks),
      ...(looks.shape
        ? {
            shape: {
              field: looks.colour.field,
              type: 'nominal',
              scale: scaleOf(looks.colour, 'shape'),
              legend: null,
            },
          }
        : {}),
    },
  };
}

/** A vertical line. */
export function ruleLayer(at: number): Layer {
  return {
    data: { values: [{ at }] },
    mark: { type: 'rule', color: INK, strokeWidth: 1, strokeDash: [3, 3], clip: true },
    encoding: { x: { field: 'at' } },
  };
}

/** A sentence in the middle of a panel that has nothing to show. */
export function emptyLayer(text: readonly string[]): Layer {
  return {
    data: { values: [{}] },
    mark: { type: 'text', text, fontSize: 11, color: INK, lineHeight: 14 },
    encoding: {},
  };
}
