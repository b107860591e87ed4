import type { SummaryLine } from '../study/summary.ts';

/** ` (1 undecided, 2 failed)`; nothing where there is neither. */
function unsolvedText({ undecided, failed }: SummaryLine): string {
  const parts = [...(undecided > 0 ? [`${undecided} undecided`] : []), ...(failed > 0 ? [`${failed} failed`] : [])];
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

/** The summary as an aligned text table; a line that says so where no chunk is done. */
export function summaryTable(lines: readonly SummaryLine[]): string {
  if (lines.length === 0) return 'no designs yet';
  const number = (x: number, digits: number): string =>
    x === -Infinity ? '-inf' : Number.isFinite(x) ? x.toFixed(digits) : '-';
  const head = [
    'scheme',
    'design',
    'robustness',
    'point',
    'feasible',
    'certified',
    'median RCRB/deg',
    'worst - threshold/dB',
  ];
  const rows = lines.map((l) => [
    l.scheme,
    l.design,
    l.robustness,
    l.point,
    `${l.feasible}/${l.draws}${unsolvedText(l)}`,
    `${l.certified}/${l.feasible}`,
    `${number(l.medianRcrbDeg, 3)} (${l.compared})`,
    number(l.worstMarginDb, 3),
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
  const rule =
    'median over the draws (their number in brackets) that are feasible at every point of the curve that half of the draws reach';
  return [text, rule, ...looseLines(lines)].join('\n');
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
    const designs = own.reduce((sum, l) => sum + l.certified + l.uncertified, 0);
    const largest = Math.max(...own.map((l) => l.largestGap).filter((x) => !Number.isNaN(x)));
    const most = Number.isFinite(largest) ? `at most ${(100 * (largest - 1)).toFixed(2)}% above` : 'infinite in some';
    return [
      `${key}: in ${loose} of ${designs} designs the RCRB of the precoders is more than 1% above that of their relaxation (${most})`,
    ];
  });
}
