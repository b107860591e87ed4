import { grouped } from '../grouped.ts';
import { probabilityText } from '../study/meanOutage.ts';
import type { SummaryLine } from '../study/summary.ts';

/** The mean outage at every grid point with its interval, as lines below the summary; nothing where the study draws no CSI errors. */
export function outageLines(lines: readonly SummaryLine[]): string[] {
  const some = lines.flatMap(({ outage }) => outage ?? []);
  if (some.length === 0) return [];
  const kind = some.some((o) => o.exact) ? 'exact outage' : 'outage';
  const texts = lines.map((line) => ({ ...line, ...cellsOf(line) }));
  const width = (name: 'point' | 'value'): number => Math.max(...texts.map((t) => t[name].length));
  const [points, values] = [width('point'), width('value')];
  const curves = grouped(texts, (t) => `${t.scheme}, design ${t.design}, robustness ${t.robustness}`);
  return [
    `${kind}: mean over the draws with a design, 95% interval over channel draws`,
    ...[...curves].flatMap(([curve, own]) => [
      `${curve}:`,
      ...own.map((t) => `  ${t.point.padEnd(points)}  ${t.value.padEnd(values)}  ${t.counts}`),
    ]),
  ];
}

function cellsOf({ outage, draws }: SummaryLine): { value: string; counts: string } {
  if (!outage) return { value: '-', counts: `0/${draws}` };
  const interval = Number.isNaN(outage.lower)
    ? ''
    : ` (${probabilityText(outage.lower)} to ${probabilityText(outage.upper)})`;
  return { value: `${probabilityText(outage.mean)}${interval}`, counts: `${outage.designs}/${draws}` };
}
