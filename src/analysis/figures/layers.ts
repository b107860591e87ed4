import type { Layer, LegendGroup } from './figure.ts';
import { INK, scaleOf } from './palette.ts';

/** Legends that give a curve its colour and shape, and its dash. */
export interface Looks {
  readonly colour: LegendGroup;
  readonly dash?: LegendGroup;
  /** Points take their shape from the colour's legend. */
  readonly shape?: boolean;
}

function colour(looks: Looks): Record<string, unknown> {
  return { field: looks.colour.field, type: 'nominal', scale: scaleOf(looks.colour, 'colour'), legend: null };
}

function dash(looks: Looks): Record<string, unknown> {
  if (!looks.dash) return {};
  const { field } = looks.dash;
  return { strokeDash: { field, type: 'nominal', scale: scaleOf(looks.dash, 'dash'), legend: null } };
}

/** Curves, one for each colour and dash. `order`: field that orders the vertices where the abscissa does not. */
export function lineLayer(
  x: string,
  y: string,
  looks: Looks,
  options: { order?: string; step?: boolean; width?: number } = {},
): Layer {
  return {
    mark: {
      type: 'line',
      strokeWidth: options.width ?? 1.8,
      clip: true,
      ...(options.step ? { interpolate: 'step-after' } : {}),
    },
    encoding: {
      x: { field: x },
      y: { field: y },
      color: colour(looks),
      ...dash(looks),
      ...(options.order === undefined ? {} : { order: { field: options.order, type: 'quantitative' } }),
    },
  };
}

/** Bands between two fields, where both are numbers. */
export function bandLayer(x: string, lower: string, upper: string, looks: Looks): Layer {
  return {
    transform: [{ filter: `isValid(datum['${lower}']) && isValid(datum['${upper}'])` }],
    mark: { type: 'area', opacity: 0.16, clip: true },
    encoding: {
      x: { field: x },
      y: { field: lower },
      y2: { field: upper },
      color: colour(looks),
      ...(looks.dash ? { detail: { field: looks.dash.field, type: 'nominal' } } : {}),
    },
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
