import { median } from '../../model/median.ts';
import { axisOf } from '../../study/sweepAxes.ts';
import type { Study } from '../../study/schema.ts';
import type { SweepDimension } from '../gridRow.ts';
import { claimOf, type DesignRecord } from '../readDesigns.ts';
import { DIMENSIONS } from './facets.ts';
import type { PanelRow } from './figure.ts';
import type { FigureOptions } from './figureKind.ts';

/** Name of M-PSK. */
export function pskName(order: number): string {
  return order === 2 ? 'BPSK' : order === 4 ? 'QPSK' : `${order}-PSK`;
}

/** What was sent through each design. */
export function framesText(study: Study): string {
  const { frames } = study.realizations;
  return `${frames} frames of ${axisOf(study, 'pskOrder').map(pskName).join(', ')} symbols through each design.`;
}

/** Which draws stand behind a rate. */
export function rateRule(medians: FigureOptions['medians']): string {
  return medians === 'all'
    ? 'A point is the mean rate over the feasible draws, since an infeasible draw has no rate; a curve ends where half of the draws are infeasible.'
    : 'A point is the mean rate over its feasible draws, however few: hard draws vanish along a curve.';
}

/** What the triangles are. */
export const LIMIT_NOTE =
  'Triangles: no decision was wrong; the mean rate of these designs is below the triangle with 95% confidence. The limit follows from the number of frames alone, so that schemes with equally many frames stand at one height, side by side.';

/**
 * Why SLP-CoMP errs most at some sweep values, where it does: nothing otherwise.
 *
 * @param panels rows of each panel, with scheme, sweep value and field `rate`.
 */
export function whySlpCompErrs(
  panels: readonly (readonly PanelRow[])[],
  rows: readonly DesignRecord[],
  dimension: SweepDimension,
): string[] {
  const worst = panels.flatMap((values) =>
    values.filter((v) => v['scheme'] === 'SLP-CoMP' && isWorst(v, values, dimension)).map((v) => Number(v[dimension])),
  );
  const points = [...new Set(worst)].sort((a, b) => a - b);
  const own = rows.filter((r) => r.scheme === 'SLP-CoMP' && r.designed && points.includes(r.sweep[dimension]));
  const above = median(own.map((r) => r.sinrDb - claimOf(r)));
  if (!Number.isFinite(above)) return [];
  return [
    `SLP-CoMP errs most at ${valuesText(points, dimension)}: its SINR counts noise alone and lies ${above.toFixed(1)} dB above the threshold (median), so that noise decides. ` +
      'The SINR of the other schemes also counts interference, as if it were Gaussian; that of a few PSK symbols is bounded, and they err less often than their SINR tells.',
  ];
}

function isWorst(row: PanelRow, values: readonly PanelRow[], dimension: SweepDimension): boolean {
  const others = values.filter((v) => v['scheme'] !== row['scheme'] && v[dimension] === row[dimension]);
  const rates = others.map((v) => v['rate']).filter((r) => typeof r === 'number');
  const { rate } = row;
  return typeof rate === 'number' && rates.length > 0 && rates.every((r) => r < rate);
}

function valuesText(values: readonly number[], dimension: SweepDimension): string {
  if (dimension !== 'threshold_db') return values.map(DIMENSIONS[dimension].text).join(', ');
  const [last, rest] = [values.at(-1), values.slice(0, -1)];
  return `${rest.length > 0 ? `${rest.join(', ')} and ` : ''}${last} dB`;
}
