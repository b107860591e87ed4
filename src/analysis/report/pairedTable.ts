import { DIMENSIONS, distinct } from '../figures/facets.ts';
import { SWEEP_DIMENSIONS } from '../gridRow.ts';
import { type PairedRatio, pairedRatios } from '../pairedRatios.ts';
import type { DesignRecord } from '../readDesigns.ts';
import { definitionList, escapeHtml, headRow, intervalText, numberCell, numberHeads } from './html.ts';
import { namedDimensions } from './pointWords.ts';
import { scrollArea } from './scrollArea.ts';
import type { Definition } from './studyWords.ts';

const MEANINGS: readonly Definition[] = [
  [
    'Second / first',
    'RCRB of the second over that of the first on the same channel draw; below 1 the second is better',
  ],
  [
    'Pairs',
    'draws at which at least one of both meets its claim; the median and its 95% interval are those of the ratios at these draws',
  ],
  [
    'Only first, only second',
    'pairs among them at which one of both alone meets its claim: a ratio of infinity, or of 0',
  ],
  ['Neither', 'draws at which neither meets its claim: left out'],
];

/** Designs and robustness values of a study against each other, draw by draw; empty where it has one of each. */
export function pairedTable(rows: readonly DesignRecord[]): string {
  const ratios = (['design', 'robustness'] as const).flatMap((field) => pairedRatios(rows, field));
  if (ratios.length === 0) return '';
  const dimensions = namedDimensions(rows);
  const both = distinct(rows.map((r) => r.design)).length > 1 && distinct(rows.map((r) => r.robustness)).length > 1;
  const body = ratios.map((ratio) => {
    const { scheme, sweep, first, second } = ratio;
    const values = dimensions.map((d) => {
      const value = Number.isNaN(sweep[d]) ? '–' : String(sweep[d]).replace('-', '−');
      return `<td class="number">${value}</td>`;
    });
    return `<tr data-keys="${escapeHtml(JSON.stringify(keysOf(ratio)))}"><th scope="row">${escapeHtml(scheme)}</th>${[
      `<td>${escapeHtml(first)}</td><td>${escapeHtml(second)}</td>`,
      ...(both ? [`<td>${escapeHtml(heldText(ratio))}</td>`] : []),
      ...values,
      numberCell(ratio.median, 4),
      `<td class="number">${intervalText(ratio.lower, ratio.upper, 4)}</td>`,
      ...[ratio.pairs, ratio.onlyDenominator, ratio.onlyNumerator, ratio.neither].map((n) => numberCell(n, 0)),
    ].join('')}</tr>`;
  });
  const head = headRow([
    'Scheme',
    'First',
    'Second',
    ...(both ? ['Both with'] : []),
    ...numberHeads([
      ...dimensions.map((d) => DIMENSIONS[d].title),
      'Median of second / first',
      '95% interval',
      'Pairs',
      'Only first',
      'Only second',
      'Neither',
    ]),
  ]);
  const table = `<table id="pairs">${head}<tbody>${body.join('\n')}</tbody></table>`;
  return `<p>Channel draws can differ more than designs do: two medians over them then say little about the designs. Here both are compared on each
draw by itself.</p>
${scrollArea('Design against design, draw by draw', table, ratios.length)}
${definitionList('meanings', MEANINGS)}`;
}

/** What both designs of a comparison have in common beside scheme and sweep point. */
function heldText({ design, robustness }: PairedRatio): string {
  return design === null ? `robustness ${String(robustness)}` : `design ${design}`;
}

/** Fields that the page filters by; a line passes where both of its designs do. */
function keysOf({ scheme, design, robustness, field, first, second, sweep }: PairedRatio): unknown {
  const values = SWEEP_DIMENSIONS.map((name) => [name, Number.isNaN(sweep[name]) ? null : sweep[name]] as const);
  return { scheme, design, robustness, [field]: [first, second], ...Object.fromEntries(values) };
}
