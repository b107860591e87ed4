import { MEDIAN_RULE } from '../../study/countedDraws.ts';
import { DIMENSIONS, distinct } from '../figures/facets.ts';
import type { DesignRecord } from '../readDesigns.ts';
import { definitionList, escapeHtml, headRow, intervalText, numberCell } from './html.ts';
import type { PointLine } from './pointLines.ts';
import { namedDimensions } from './pointWords.ts';
import { scrollArea } from './scrollArea.ts';
import type { Definition } from './studyWords.ts';
import { HOLDS_OVER_BALL, MEETS_CLAIM } from './verdicts.ts';

/** A column of the table: its title and its cell of a line. */
type Column = readonly [title: string, cell: (line: PointLine) => string];

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
  return `<p>RCRB: root of the mean CRB of the target angle over the base stations, achieved by the precoders. ${MEDIAN_RULE} The interval holds the median of the law of the draws with a probability of at least 95%.</p>
${scrollArea('Schemes and sweep points', lines.length, table)}
<p id="points-shown" role="status"></p>
${definitionList('meanings', meanings(lines))}`;
}

function columnsOf(lines: readonly PointLine[], rows: readonly DesignRecord[]): Column[] {
  const text = (name: string): Column[1] => {
    return ({ keys }) => `<td>${escapeHtml(String(keys[name] ?? '–'))}</td>`;
  };
  const number = (digits: number, get: (line: PointLine) => number): Column[1] => {
    return (line) => numberCell(get(line), digits);
  };
  const some = (get: (line: PointLine) => number): boolean => lines.some((l) => get(l) > 0);
  const defined = (get: (line: PointLine) => number): boolean => lines.some((l) => !Number.isNaN(get(l)));
  const when = (shown: boolean, ...column: Column): Column[] => (shown ? [column] : []);
  const sweep = namedDimensions(rows).map((name): Column => {
    return [
      DIMENSIONS[name].title,
      ({ keys }) => `<td class="number">${String(keys[name] ?? '–').replace('-', '−')}</td>`,
    ];
  });
  return [
    ['Design', text('design')],
    ...when(distinct(rows.map((r) => r.robustness)).length > 1, 'Robustness', text('robustness')),
    ...sweep,
    ['Draws', number(0, (l) => l.point.draws.length)],
    ['Feasible', number(0, (l) => l.point.feasible)],
    [MEETS_CLAIM, number(0, (l) => l.point.meetsClaim)],
    [HOLDS_OVER_BALL, number(0, (l) => l.point.holdsOverBall)],
    ...when(
      some((l) => l.point.undecided),
      'Undecided',
      number(0, (l) => l.point.undecided),
    ),
    ...when(
      some((l) => l.point.failed),
      'Failed',
      number(0, (l) => l.point.failed),
    ),
    ['Median RCRB (deg)', number(4, (l) => l.rcrb.value)],
    ['95% interval (deg)', ({ rcrb }) => `<td class="number">${intervalText(rcrb.lower, rcrb.upper, 3)}</td>`],
    ...when(
      isWeighted(lines),
      'Median SINR (dB)',
      number(3, (l) => l.medianSinrDb),
    ),
    ['Median of the relaxation (deg)', number(4, (l) => l.medianRelaxationDeg)],
    ...when(
      defined((l) => l.medianLowerDeg),
      'Median lower bound (deg)',
      number(4, (l) => l.medianLowerDeg),
    ),
    ...when(
      !isWeighted(lines),
      'Worst case − threshold (dB)',
      number(4, (l) => l.worstMarginDb),
    ),
  ];
}

/** True in the weighted form, which has no threshold to fall short of: its SINR is a result. */
function isWeighted(lines: readonly PointLine[]): boolean {
  return lines.every((l) => l.keys['threshold_db'] === null);
}

/** What the columns and signs mean that a title does not tell. */
function meanings(lines: readonly PointLine[]): Definition[] {
  const infinite = lines.some((l) => l.rcrb.value === Infinity || l.rcrb.upper === Infinity);
  const none = lines.some((l) => Number.isNaN(l.rcrb.value) || Number.isNaN(l.medianRelaxationDeg));
  return [
    ['Draws', 'n, the channel draws behind every count, median and interval of the line'],
    ...(infinite
      ? ([
          [
            '∞',
            'so many draws have no design that meets its claim that the median, or the end of its interval, is infinite',
          ],
        ] as const)
      : []),
    ...(none
      ? ([
          [
            '–',
            'not defined: an RCRB at ρ = 0, where sensing does not enter the design; a relaxation or bound that some design lacks; an interval of fewer than 6 draws',
          ],
        ] as const)
      : []),
    ...(isWeighted(lines)
      ? ([
          [
            'Median SINR',
            'median over all draws of the smallest nominal SINR over the users; a draw without a design that meets its claim counts as −∞',
          ],
        ] as const)
      : ([
          [
            'Worst case − threshold',
            'smallest exact worst-case SINR over the error ball less the threshold, over all draws with precoders',
          ],
        ] as const)),
    ['Relaxation', 'the RCRB at the covariances that the precoders were made from; no bound'],
    ...(lines.some((l) => !Number.isNaN(l.medianLowerDeg))
      ? ([
          [
            'Lower bound',
            'no design of this scheme and robustness has a lower RCRB, as certificates prove; counted over the draws as the RCRB is',
          ],
        ] as const)
      : []),
  ];
}
