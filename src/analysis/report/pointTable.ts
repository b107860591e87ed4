import { MEDIAN_RULE } from '../../study/countedDraws.ts';
import { DIMENSIONS, distinct } from '../figures/facets.ts';
import type { DesignRecord } from '../readDesigns.ts';
import {
  definitionList,
  escapeHtml,
  type Head,
  headRow,
  intervalText,
  numberCell,
  probability,
  probabilityCell,
} from './html.ts';
import type { PointLine } from './pointLines.ts';
import { namedDimensions } from './pointWords.ts';
import { scrollArea } from './scrollArea.ts';
import type { Definition } from './studyWords.ts';
import { HOLDS_OVER_BALL, MEETS_CLAIM } from './verdicts.ts';

/** A column of the table: its title and its cell of a line. */
type Column = readonly [title: Head, cell: (line: PointLine) => string];

/** The lines as an HTML table with what its numbers mean; each row carries its keys for the page's filter. */
export function pointTable(lines: readonly PointLine[], rows: readonly DesignRecord[]): string {
  const columns = columnsOf(lines, rows);
  const body = lines.map((line) => {
    const scheme = `<th scope="row">${escapeHtml(String(line.keys['scheme']))}</th>`;
    const cells = columns.map(([, cell]) => cell(line)).join('');
    return `<tr data-keys="${escapeHtml(JSON.stringify(line.keys))}">${scheme}${cells}</tr>`;
  });
  const head = headRow(['Scheme', ...columns.map(([title]) => title)]);
  const table = `<table id="points">${head}<tbody>${body.join('\n')}</tbody></table>`;
  return `<p>RCRB: root of the mean CRB of the target angle over the base stations, achieved by the precoders. ${MEDIAN_RULE}
The interval holds the median of the law of the draws with a probability of at least 95%.</p>
${scrollArea('Schemes and sweep points', table, lines.length)}
<p id="points-shown" role="status"></p>
${definitionList('meanings', meanings(lines))}`;
}

function columnsOf(lines: readonly PointLine[], rows: readonly DesignRecord[]): Column[] {
  const text = (title: string, name: string): Column => {
    return [title, ({ keys }) => `<td>${escapeHtml(String(keys[name] ?? '–'))}</td>`];
  };
  const number = (title: string, digits: number, get: (line: PointLine) => number): Column => {
    return [{ number: title }, (line) => numberCell(get(line), digits)];
  };
  const when = (shown: boolean, column: Column): Column[] => (shown ? [column] : []);
  const some = (get: (line: PointLine) => number): boolean => lines.some((l) => get(l) > 0);
  const weighted = isWeighted(lines);
  return [
    text('Design', 'design'),
    ...when(distinct(rows.map((r) => r.robustness)).length > 1, text('Robustness', 'robustness')),
    ...namedDimensions(rows).map((name): Column => {
      const value: Column[1] = ({ keys }) => String(keys[name] ?? '–').replace('-', '−');
      return [{ number: DIMENSIONS[name].title }, (line) => `<td class="number">${value(line)}</td>`];
    }),
    number('Draws', 0, (l) => l.point.draws.length),
    number('Feasible', 0, (l) => l.point.feasible),
    number(MEETS_CLAIM, 0, (l) => l.point.meetsClaim),
    number(HOLDS_OVER_BALL, 0, (l) => l.point.holdsOverBall),
    ...when(
      some((l) => l.point.undecided),
      number('Undecided', 0, (l) => l.point.undecided),
    ),
    ...when(
      some((l) => l.point.failed),
      number('Failed', 0, (l) => l.point.failed),
    ),
    number('Median RCRB (deg)', 4, (l) => l.rcrb.value),
    [
      { number: '95% interval (deg)' },
      ({ rcrb }) => `<td class="number">${intervalText(rcrb.lower, rcrb.upper, 3)}</td>`,
    ],
    ...when(
      weighted,
      number('Median SINR (dB)', 3, (l) => l.medianSinrDb),
    ),
    number('Median of the relaxation (deg)', 4, (l) => l.medianRelaxationDeg),
    ...when(
      hasBounds(lines),
      number('Median lower bound (deg)', 4, (l) => l.medianLowerDeg),
    ),
    ...when(
      !weighted,
      number('Worst case − threshold (dB)', 4, (l) => l.worstMarginDb),
    ),
    ...(hasOutages(lines) ? outageColumns(lines) : []),
  ];
}

function hasOutages(lines: readonly PointLine[]): boolean {
  return lines.some((l) => l.outage !== null);
}

/** Probabilities of any size: by significant digits, not decimals. */
function outageColumns(lines: readonly PointLine[]): Column[] {
  const title = isExact(lines) ? 'Mean exact outage' : 'Mean outage';
  return [
    [{ number: 'Draws with a design' }, ({ outage }) => numberCell(outage?.designs ?? 0, 0)],
    [{ number: title }, ({ outage }) => probabilityCell(outage?.mean ?? Number.NaN)],
    [
      { number: '95% interval of the outage' },
      ({ outage }) => {
        const [lower, upper] = [outage?.lower ?? Number.NaN, outage?.upper ?? Number.NaN];
        const text = Number.isNaN(lower) ? '–' : `${probability(lower)} to ${probability(upper)}`;
        return `<td class="number">${text}</td>`;
      },
    ],
  ];
}

function isExact(lines: readonly PointLine[]): boolean {
  return lines.some((l) => l.outage?.exact);
}

function hasBounds(lines: readonly PointLine[]): boolean {
  return lines.some((l) => !Number.isNaN(l.medianLowerDeg));
}

/** True in the weighted form, which has no threshold to fall short of: its SINR is a result. */
function isWeighted(lines: readonly PointLine[]): boolean {
  return lines.every((l) => l.keys['threshold_db'] === null);
}

/** What the columns and signs mean that a title does not tell. */
function meanings(lines: readonly PointLine[]): Definition[] {
  const infinite = lines.some((l) => l.rcrb.value === Infinity || l.rcrb.upper === Infinity);
  const none = lines.some((l) => Number.isNaN(l.rcrb.lower) || Number.isNaN(l.medianRelaxationDeg));
  const when = (shown: boolean, ...definition: Definition): Definition[] => (shown ? [definition] : []);
  const weighted = isWeighted(lines);
  return [
    ['Draws', 'n, the channel draws behind every count, median and interval of the line'],
    ...when(
      infinite,
      '∞',
      'too many draws have no design that meets its claim: half of them for a median, fewer for the end of its interval',
    ),
    ...when(
      none,
      '–',
      'not defined: an RCRB at ρ = 0, where sensing does not enter the design; a relaxation or bound that some design lacks; an interval of fewer than 6 draws',
    ),
    ...when(
      weighted,
      'Median SINR',
      'smallest nominal SINR over the users, median over all draws; one without a design that meets its claim counts as −∞',
    ),
    ...when(
      !weighted,
      'Worst case − threshold',
      'smallest exact worst-case SINR over the error ball less the threshold, over all draws with precoders',
    ),
    ...when(
      hasOutages(lines),
      'Mean outage',
      `${isExact(lines) ? 'probability, by an integral,' : 'share of the drawn CSI errors'} that the smallest SINR over the users is below the threshold, mean over the draws with precoders, whether or not they meet their claim; the interval is that of such a mean over channel draws, and where no drawn error leads to an outage that of the mean over these designs`,
    ),
    ['Relaxation', 'the RCRB at the covariances that the precoders were made from; no bound'],
    ...when(
      hasBounds(lines),
      'Lower bound',
      'no design of this scheme and robustness has a lower RCRB, as certificates prove; draws count as they do for the RCRB',
    ),
  ];
}
