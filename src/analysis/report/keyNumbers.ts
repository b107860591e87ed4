import type { Designs } from '../readDesigns.ts';
import { largest, smallest } from '../statistics.ts';
import { escapeHtml, fixed } from './html.ts';
import { type PointLine, worstMargin } from './pointTable.ts';

/** A number to read first. */
export interface KeyNumber {
  readonly id: string;
  readonly value: string;
  readonly text: string;
}

/** The numbers that sum a study up, best RCRB and weakest guarantee among them. */
export function keyNumbers(designs: Designs, lines: readonly PointLine[]): KeyNumber[] {
  const { rows, draws, plannedDraws, failedRows: failed } = designs;
  const feasible = rows.filter((r) => r.feasible);
  const certified = rows.filter((r) => r.meetsClaim).length;
  const undecided = rows.filter((r) => r.undecided).length - failed;
  const medians = lines.filter((l) => Number.isFinite(l.medianRcrbDeg));
  const low = smallest(medians.map((l) => l.medianRcrbDeg));
  const high = largest(medians.map((l) => l.medianRcrbDeg));
  const name = (value: number): string => {
    const keys = medians.find((l) => l.medianRcrbDeg === value)?.keys;
    return keys ? `${String(keys['scheme'])} ${String(keys['design'])}` : '';
  };
  const margin = worstMargin(rows);
  return [
    {
      id: 'draws',
      value: draws === plannedDraws ? String(draws) : `${draws} of ${plannedDraws}`,
      text: draws === plannedDraws ? 'channel draws' : 'channel draws: incomplete',
    },
    { id: 'designs', value: String(rows.length), text: 'designs' },
    { id: 'feasible', value: String(feasible.length), text: `feasible (${percent(feasible.length, rows.length)})` },
    {
      id: 'certified',
      value: String(certified),
      text: `certified (${percent(certified, feasible.length)} of the feasible)`,
    },
    { id: 'undecided', value: String(undecided), text: 'undecided: no claim either way' },
    ...(failed > 0 ? [{ id: 'failed', value: String(failed), text: 'failed: the draw cannot be computed' }] : []),
    ...(medians.length > 0
      ? [
          { id: 'lowest', value: `${fixed(low, 3)}°`, text: `lowest median RCRB: ${name(low)}` },
          { id: 'highest', value: `${fixed(high, 3)}°`, text: `highest median RCRB: ${name(high)}` },
        ]
      : []),
    ...(Number.isNaN(margin)
      ? []
      : [{ id: 'margin', value: `${fixed(margin, 3)} dB`, text: 'smallest exact worst-case SINR less its threshold' }]),
  ];
}

function percent(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)}%`;
}

export function keyNumbersHtml(numbers: readonly KeyNumber[]): string {
  return `<ul class="keys">${numbers
    .map(
      ({ id, value, text }) =>
        `<li><strong id="key-${id}">${escapeHtml(value)}</strong> <span>${escapeHtml(text)}</span></li>`,
    )
    .join('')}</ul>`;
}
