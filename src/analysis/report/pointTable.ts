import { claimOf, type DesignRecord } from '../readDesigns.ts';
import { type BandKind, smallest } from '../statistics.ts';
import type { MedianRule } from '../../study/countedDraws.ts';
import { curvesOf, type CurvePoint, medianRcrb } from '../figures/curves.ts';
import { DIMENSIONS, distinct, facetsOf, rowKeys, variedDimensions } from '../figures/facets.ts';
import { escapeHtml, numberCell } from './html.ts';

/** One scheme, design, robustness and sweep point over all draws. */
export interface PointLine {
  readonly keys: Readonly<Record<string, string | number | null>>;
  readonly point: CurvePoint;
  readonly medianRcrbDeg: number;
  readonly lower: number;
  readonly upper: number;
  readonly medianRelaxationDeg: number;
  readonly medianLowerDeg: number;
  /** Smallest exact worst-case SINR less the threshold over feasible designs, dB. */
  readonly worstMarginDb: number;
}

/** Smallest exact worst-case SINR less what the design is held to, dB; NaN without feasible designs. */
export function worstMargin(rows: readonly DesignRecord[]): number {
  const margins = rows.filter((r) => r.designed).map((r) => r.worstExactDb - claimOf(r));
  return margins.length === 0 ? Number.NaN : smallest(margins);
}

/** Lines of the per-scheme table: the points of every curve along the first varied dimension of the sweep. */
export function pointLines(rows: readonly DesignRecord[], medians: MedianRule, band: BandKind): PointLine[] {
  const dimensions = variedDimensions(rows);
  const [dimension = 'threshold_db', ...others] = dimensions;
  return facetsOf(rows, ['scheme', 'design', 'robustness'], others).flatMap((facet) =>
    curvesOf(facet.rows, dimension, medians).flatMap((curve) =>
      curve.points.map((point) => {
        const rcrb = medianRcrb(point, band);
        const [first] = point.draws;
        return {
          keys: first ? rowKeys(first) : {},
          point,
          medianRcrbDeg: rcrb.value,
          lower: rcrb.lower,
          upper: rcrb.upper,
          medianRelaxationDeg: medianRcrb(point, 'none', (r) => r.rcrbRelaxationDeg).value,
          medianLowerDeg: medianRcrb(point, 'none', (r) => r.rcrbLowerDeg).value,
          worstMarginDb: worstMargin(point.draws),
        };
      }),
    ),
  );
}

/** The lines as an HTML table; each row carries its keys for the page's filter. */
export function pointTable(lines: readonly PointLine[], rows: readonly DesignRecord[]): string {
  const varied = variedDimensions(rows);
  const threshold =
    varied.includes('threshold_db') || lines.every((l) => l.keys['threshold_db'] === null)
      ? []
      : ['threshold_db' as const];
  const columns = [...new Set([...varied, ...threshold])];
  const robustness = distinct(rows.map((r) => r.robustness)).length > 1;
  const failed = lines.some((l) => l.point.failed > 0);
  const head = [
    'Scheme',
    'Design',
    ...(robustness ? ['Robustness'] : []),
    ...columns.map((c) => DIMENSIONS[c].title),
    'Draws',
    'Feasible',
    'Meets its claim',
    'Undecided',
    ...(failed ? ['Failed'] : []),
    'Median RCRB (deg)',
    '95% interval (deg)',
    'Draws behind the median',
    'Median of the relaxation (deg)',
    'Median lower bound (deg)',
    'Worst case − threshold (dB)',
  ];
  const body = lines.map(
    ({ keys, point, medianRcrbDeg, lower, upper, medianRelaxationDeg, medianLowerDeg, worstMarginDb }) => {
      const value = (name: string): string => escapeHtml(String(keys[name] ?? '–'));
      const interval = Number.isFinite(lower) ? `${lower.toFixed(3)} to ${upper.toFixed(3)}` : '–';
      return `<tr data-keys="${escapeHtml(JSON.stringify(keys))}"><th scope="row">${value('scheme')}</th><td>${value('design')}</td>${
        robustness ? `<td>${value('robustness')}</td>` : ''
      }${columns.map((c) => `<td class="number">${value(c)}</td>`).join('')}${numberCell(point.draws.length, 0)}${numberCell(point.feasible, 0)}${numberCell(
        point.meetsClaim,
        0,
      )}${numberCell(point.undecided, 0)}${failed ? numberCell(point.failed, 0) : ''}${numberCell(medianRcrbDeg, 4)}<td class="number">${interval}</td>${numberCell(
        point.draws.length,
        0,
      )}${numberCell(medianRelaxationDeg, 4)}${numberCell(medianLowerDeg, 4)}${numberCell(worstMarginDb, 4)}</tr>`;
    },
  );
  return `<table id="points"><thead><tr>${head.map((h) => `<th scope="col">${escapeHtml(h)}</th>`).join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}
