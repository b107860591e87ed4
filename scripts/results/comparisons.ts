import { markdownTable } from '../pages/markdownTable.ts';
import type { RatioStatistics } from '../../src/analysis/ratioStatistics.ts';
import { interval, listed, NONE, plain, ratio } from './words.ts';

/** A comparison of two curves at one value of their sweep. */
export interface ComparedPoint {
  readonly at: number;
  readonly paired: RatioStatistics;
}

/** Two curves compared draw by draw. */
export interface Comparison {
  /** What they have in common: the first cells of its line in a table. */
  readonly labels: readonly string[];
  /** The same within a sentence: `In CBF with \`joint\``. */
  readonly where: string;
  /** The RCRB of the first is divided by that of the second. */
  readonly first: string;
  readonly second: string;
  readonly points: readonly ComparedPoint[];
}

/** How the first curve lies to the second at a point; what is said follows from the 95% interval of the median ratio at three digits. */
type Verdict = 'lower' | 'higher' | 'equal' | 'unclear' | 'few' | 'firstAlone' | 'secondAlone' | 'none';

function verdictOf({ median, lower, upper, pairs }: RatioStatistics): Verdict {
  if (pairs === 0) return 'none';
  if (median === 0) return 'firstAlone';
  if (median === Infinity) return 'secondAlone';
  if (Number.isNaN(lower)) return 'few';
  const [low, high] = [lower, upper].map((x) => Number(x.toFixed(3))) as [number, number];
  if (low === 1 && high === 1) return 'equal';
  if (high < 1) return 'lower';
  return low > 1 ? 'higher' : 'unclear';
}

/**
 * One sentence for a comparison: where the first curve lies below the second one, where above, where the draws do not tell.
 *
 * @param unit behind the values of the sweep.
 * @param before what stands before them, nothing by default.
 */
export function comparisonSentence({ where, first, second, points }: Comparison, unit: string, before = ''): string {
  const own = (verdict: Verdict): readonly ComparedPoint[] => points.filter((p) => verdictOf(p.paired) === verdict);
  const places = (list: readonly ComparedPoint[]): string =>
    list.length === points.length && list.length > 1
      ? 'everywhere'
      : `at ${before}${listed(list.map((p) => plain(p.at)))}${unit}`;
  const ratios = (list: readonly ComparedPoint[]): string => {
    const values = list.map((p) => p.paired.median);
    const [low, high] = [ratio(Math.min(...values)), ratio(Math.max(...values))];
    return low === high ? `median ratio ${low}` : `median ratios ${low} to ${high}`;
  };
  const clause = (verdict: Verdict, text: (list: readonly ComparedPoint[]) => string): string[] => {
    const list = own(verdict);
    return list.length === 0 ? [] : [text(list)];
  };
  const clauses = [
    ...clause('lower', (l) => `${first} has the lower RCRB ${places(l)} (${ratios(l)})`),
    ...clause('higher', (l) => `${first} has the higher RCRB ${places(l)} (${ratios(l)})`),
    ...clause('equal', (l) => `both have the same RCRB to three digits ${places(l)}`),
    ...clause('unclear', (l) => `neither is clearly lower ${places(l)} (${ratios(l)})`),
    ...clause('few', (l) => `there are fewer than six pairs ${places(l)}`),
    ...clause('firstAlone', (l) => `in half of the pairs or more only ${first} has a design ${places(l)}`),
    ...clause('secondAlone', (l) => `in half of the pairs or more only ${second} has a design ${places(l)}`),
  ];
  return clauses.length === 0 ? '' : `${where} ${clauses.join('; ')}.`;
}

/** How to read the cells of a table of comparisons. */
export const PAIRED_CELLS =
  'Each cell has the median ratio, its 95% interval (from six pairs on), and how many draws have both designs, with those that have one alone behind them. A draw with one alone counts as a ratio of 0 or ' +
  'infinity, and where the median is one of these the cell has the counts alone. Draws with neither are left out; they are those that a cell lacks.';

/** A line for each comparison, a column for each value of the sweep. */
export function comparisonTable(
  head: readonly string[],
  comparisons: readonly Comparison[],
  column: (x: number) => string,
): string {
  const sweep = [...new Set(comparisons.flatMap((c) => c.points.map((p) => p.at)))].sort((a, b) => a - b);
  return markdownTable(
    [...head, ...sweep.map(column)],
    comparisons.map((comparison) => [
      ...comparison.labels,
      ...sweep.map((x) => cellOf(comparison, comparison.points.find((p) => p.at === x)?.paired)),
    ]),
  );
}

function cellOf({ first, second }: Comparison, paired: RatioStatistics | undefined): string {
  if (paired === undefined || paired.pairs === 0) return NONE;
  const { median, lower, upper, pairs, onlyNumerator, onlyDenominator } = paired;
  const both = pairs - onlyNumerator - onlyDenominator;
  const alone = [
    ...(onlyNumerator > 0 ? [`${onlyNumerator} only ${first}`] : []),
    ...(onlyDenominator > 0 ? [`${onlyDenominator} only ${second}`] : []),
  ];
  if (median === 0 || median === Infinity) return [...alone, ...(both > 0 ? [`${both} both`] : [])].join('<br>');
  const known = Number.isNaN(lower) ? [] : [interval(lower, upper)];
  return [ratio(median), ...known, [plain(both), ...alone].join(', ')].join('<br>');
}
