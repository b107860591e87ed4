import { MEDIAN_RULE } from '../study/countedDraws.ts';
import type { SummaryLine } from '../study/summary.ts';
import { outageLines } from './outageLines.ts';

/** ` (1 undecided, 2 failed)`; nothing where there is neither. */
function unsolvedText({ undecided, failed }: SummaryLine): string {
  const parts = [...(undecided > 0 ? [`${undecided} undecided`] : []), ...(failed > 0 ? [`${failed} failed`] : [])];
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

/** The summary as an aligned text table; a line that says so where no chunk is done. */
export function summaryTable(lines: readonly SummaryLine[]): string {
  if (lines.length === 0) return 'no designs yet';
  const number = (x: number, digits: number): string => {
    if (Number.isNaN(x)) return '-';
    return Number.isFinite(x) ? x.toFixed(digits) : x > 0 ? 'inf' : '-inf';
  };
  // the weighted form has no threshold to fall short of: there the SINR itself is shown
  const weighted = lines.some((l) => !l.hasThreshold);
  const threshold = lines.some((l) => l.hasThreshold);
  const head = [
    'scheme',
    'design',
    'robustness',
    'point',
    'feasible',
    'meets claim',
    'holds over ball',
    'median RCRB/deg',
    ...(weighted ? ['median SINR/dB'] : []),
    ...(threshold ? ['worst - threshold/dB'] : []),
  ];
  const rows = lines.map((l) => [
    l.scheme,
    l.design,
    l.robustness,
    l.point,
    `${l.feasible}/${l.draws}${unsolvedText(l)}`,
    `${l.meetsClaim}/${l.feasible}`,
    `${l.holdsOverBall}/${l.feasible}`,
    number(l.medianRcrbDeg, 3),
    ...(weighted ? [number(l.medianSinrDb, 2)] : []),
    ...(threshold ? [number(l.worstMarginDb, 3)] : []),
  ]);
  const width = head.map((h, i) => Math.max(h.length, ...rows.map((r) => r[i]?.length ?? 0)));
  const text = [head, ...rows]
    .map((r) =>
      r
        .map((c, i) => c.padEnd(width[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
  return [text, MEDIAN_RULE, ...looseLines(lines), ...outageLines(lines)].join('\n');
}

/** One line for each scheme, design and robustness with precoders whose RCRB is well above that of their relaxation. */
function looseLines(lines: readonly SummaryLine[]): string[] {
  const curves = new Map<string, SummaryLine[]>();
  for (const line of lines) {
    const key = `${line.scheme}, design ${line.design}, robustness ${line.robustness}`;
    curves.set(key, [...(curves.get(key) ?? []), line]);
  }
  return [...curves].flatMap(([key, own]) => {
    const loose = own.reduce((sum, l) => sum + l.loose, 0);
    if (loose === 0) return [];
    const designs = own.reduce((sum, l) => sum + l.feasible, 0);
    const largest = Math.max(...own.map((l) => l.largestGap).filter((x) => !Number.isNaN(x)));
    const most = Number.isFinite(largest) ? `at most ${(100 * (largest - 1)).toFixed(2)}% above` : 'infinite in some';
    return [
      `${key}: in ${loose} of ${designs} designs the RCRB of the precoders is more than 1% above that of their relaxation (${most})`,
    ];
  });
}
