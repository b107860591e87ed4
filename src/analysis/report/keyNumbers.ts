import { distinct, rowKeys } from '../figures/facets.ts';
import { type DesignRecord, type Designs, marginOf } from '../readDesigns.ts';
import { largest, smallest } from '../statistics.ts';
import { definitionList, escapeHtml, fixed } from './html.ts';
import type { PointLine } from './pointLines.ts';
import { namedDimensions, pointWords } from './pointWords.ts';
import { VERDICTS, verdictMeaning } from './verdicts.ts';

/** A number to read first. */
export interface KeyNumber {
  readonly id: string;
  readonly value: string;
  readonly text: string;
}

/** The numbers that sum a study up, those that are read together in one group. */
export interface KeyNumbers {
  readonly counts: readonly KeyNumber[];
  /** The two words about the designs, and the weakest of them. */
  readonly verdicts: readonly KeyNumber[];
  readonly rcrb: readonly KeyNumber[];
}

export function keyNumbers(designs: Designs, lines: readonly PointLine[]): KeyNumbers {
  const { rows, draws, plannedDraws, failedRows: failed } = designs;
  const feasible = rows.filter((r) => r.feasible).length;
  const undecided = rows.filter((r) => r.undecided).length - failed;
  const share = (id: string, words: string, count: number): KeyNumber => ({
    id,
    value: `${count} of ${feasible}`,
    text: `${words}: ${percent(count, feasible)} of the feasible designs`,
  });
  return {
    counts: [
      {
        id: 'draws',
        value: draws === plannedDraws ? String(draws) : `${draws} of ${plannedDraws}`,
        text: draws === plannedDraws ? 'channel draws' : 'channel draws: incomplete',
      },
      { id: 'designs', value: String(rows.length), text: 'designs' },
      { id: 'feasible', value: String(feasible), text: `feasible (${percent(feasible, rows.length)} of the designs)` },
      { id: 'undecided', value: String(undecided), text: 'undecided: no claim either way' },
      ...(failed > 0 ? [{ id: 'failed', value: String(failed), text: 'failed: the draw cannot be computed' }] : []),
    ],
    verdicts: [
      share('meets-claim', 'meets its claim', rows.filter((r) => r.meetsClaim).length),
      share('holds-over-ball', 'holds over the error ball', rows.filter((r) => r.holdsOverBall).length),
      ...weakest(rows),
    ],
    rcrb: extremes(rows, lines),
  };
}

/** The design whose exact worst case falls furthest below its threshold, or stands least above it. */
function weakest(rows: readonly DesignRecord[]): KeyNumber[] {
  const margin = smallest(rows.map(marginOf).filter((x) => !Number.isNaN(x)));
  const row = rows.find((r) => marginOf(r) === margin);
  if (!row) return [];
  const name = pointWords(rowKeys(row), namedDimensions(rows));
  return [
    {
      id: 'margin',
      value: `${fixed(margin, 3)} dB`,
      text: `smallest exact worst-case SINR over the error ball less its threshold: ${name}, channel draw ${row.realization}`,
    },
  ];
}

/** The points of the lowest and highest median RCRB. */
function extremes(rows: readonly DesignRecord[], lines: readonly PointLine[]): KeyNumber[] {
  const finite = lines.filter((l) => Number.isFinite(l.rcrb.value));
  if (finite.length === 0) return [];
  const infinite = lines.filter((l) => l.rcrb.value === Infinity).length;
  const medians = finite.map((l) => l.rcrb.value);
  const dimensions = namedDimensions(rows);
  const tile = (id: string, words: string, value: number): KeyNumber => {
    const [name, ...more] = distinct(
      finite.filter((l) => l.rcrb.value === value).map((l) => pointWords(l.keys, dimensions)),
    );
    const others =
      more.length === 0 ? '' : `; the same in ${more.length} more line${more.length === 1 ? '' : 's'} of the table`;
    return { id, value: `${fixed(value, 3)}°`, text: `${words}: ${name ?? ''}${others}` };
  };
  const rest = infinite === 0 ? '' : ` (infinite at ${infinite} of ${lines.length} points)`;
  return [
    tile('lowest', 'lowest median RCRB', smallest(medians)),
    tile('highest', `highest ${infinite === 0 ? '' : 'finite '}median RCRB${rest}`, largest(medians)),
  ];
}

function percent(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)}%`;
}

/** The groups as tiles, with what the two words mean beside theirs. */
export function keyNumbersHtml({ counts, verdicts, rcrb }: KeyNumbers, rows: readonly DesignRecord[]): string {
  const weighted = rows.every((r) => Number.isNaN(r.sweep.threshold_db));
  const exact = rows.every((r) => r.sweep.csi_error_radius === 0);
  return `${tiles(counts)}
<h3>Two words about a design</h3>
${tiles(verdicts)}
<p>${verdictMeaning(weighted, exact)}</p>
${definitionList('meanings', VERDICTS)}
${rcrb.length === 0 ? '' : `<h3>Sensing</h3>\n${tiles(rcrb)}`}`;
}

function tiles(numbers: readonly KeyNumber[]): string {
  return `<ul class="keys">${numbers
    .map(
      ({ id, value, text }) =>
        `<li><strong id="key-${id}">${escapeHtml(value)}</strong> <span>${escapeHtml(text)}</span></li>`,
    )
    .join('')}</ul>`;
}
