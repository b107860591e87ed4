import { designOutcome } from '../../src/study/designOutcome.ts';
import { markdownTable } from '../pages/markdownTable.ts';
import { type Comparison, comparisonSentence, comparisonTable, PAIRED_CELLS } from './comparisons.ts';
import { comparedAlong } from './curvePairs.ts';
import { inDecibels, medianCell, medianCells } from './medians.ts';
import { claimsMet, countOf, groupBy, isDesigned, isFeasible, marginOf, smallestMargin, sweepOf } from './rows.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { verdictSentence } from './verdicts.ts';
import { bullets, counted, decibels, listed, percentAbove, plain, shareOf } from './words.ts';

export const hexagon3Title = 'hexagon3: three hexagonal cells, price and reach of robust designs';
export const hexagon7Title = 'hexagon7: seven hexagonal cells, price and reach of robust designs';

const NOMINAL = 'none';
/** What the curves run along. */
const COLUMN = 'threshold_db';
/** Two rows are of the same draw and point. */
const PAIRED_BY = ['scheme', 'realization', COLUMN] as const;
/** Pairs of robustnesses whose RCRBs are compared. */
const PAIRS = [
  ['guaranteedSum', NOMINAL],
  ['exact', NOMINAL],
  ['exact', 'guaranteedSum'],
] as const;

/** Medians and reach of each robustness, and what one costs against another draw by draw. */
export function hexagonSection({ rows, draws }: StoredRun): string {
  const robust = rows.filter((r) => r.robustness !== NOMINAL);
  const comparisons = priceComparisons(rows);
  return [
    medianCells(draws),
    medianTable(rows),
    [verdictSentence(robust, 'feasible robust designs'), ...nominalSentence(rows), ...undecidedSentence(rows)].join(
      ' ',
    ),
    relaxationSentence(rows),
    `What a robustness costs: the RCRB of the first divided by that of the second, draw by draw. ${PAIRED_CELLS}`,
    comparisonTable(['scheme', 'first', 'second'], comparisons, inDecibels),
    bullets(comparisons.map((c) => comparisonSentence(c, ' dB'))),
    bullets(reachSentences(rows)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function medianTable(rows: readonly StoredDesign[]): string {
  const sweep = sweepOf(rows, COLUMN);
  return markdownTable(
    ['scheme', 'robustness', ...sweep.map(inDecibels)],
    groupBy(rows, 'scheme', 'robustness').map(({ of, rows: own }) => [
      of.scheme,
      `\`${of.robustness}\``,
      ...sweep.map((x) => medianCell(own.filter((r) => r.threshold_db === x))),
    ]),
  );
}

function priceComparisons(rows: readonly StoredDesign[]): Comparison[] {
  return groupBy(rows, 'scheme').flatMap(({ of: { scheme }, rows: own }) =>
    PAIRS.flatMap(([first, second]) => {
      const [a, b] = [first, second].map((name) => own.filter((r) => r.robustness === name));
      if (!a?.length || !b?.length) return [];
      return [
        {
          labels: [scheme, `\`${first}\``, `\`${second}\``],
          where: `In ${scheme}, \`${first}\` against \`${second}\`:`,
          first: `\`${first}\``,
          second: `\`${second}\``,
          points: comparedAlong(a, b, COLUMN),
        },
      ];
    }),
  );
}

/** How far an error can lead the designs that ignore it. */
function nominalSentence(rows: readonly StoredDesign[]): string[] {
  const own = rows.filter((r) => r.robustness === NOMINAL && isDesigned(r));
  if (own.length === 0) return [];
  const depth = -smallestMargin(own, marginOf('worst_exact_sinr_db'));
  return [
    `Of the designs of \`${NOMINAL}\`, ${shareOf(
      countOf(own, (r) => r.holds_over_ball),
      own.length,
    )} hold over the error ball; errors can lead them up to ${decibels(depth)} dB below their threshold.`,
  ];
}

/** Rows whose program came to no answer. */
function undecidedSentence(rows: readonly StoredDesign[]): string[] {
  const open = rows.filter((r) => designOutcome(r.status).undecided);
  if (open.length === 0) return [];
  const where = groupBy(open, 'scheme', 'robustness', 'threshold_db', 'status').map(
    ({ of, rows: own }) =>
      `${of.scheme} \`${of.robustness}\` at ${plain(of.threshold_db)} dB (${own.map((r) => `realization ${r.realization}`).join(', ')}: \`${of.status}\`)`,
  );
  return [`The solver came to no answer in ${shareOf(open.length, rows.length)} designs: ${listed(where)}.`];
}

/** Where the relaxation of `exact` has more than one beam for a user, and what its precoders lose by that. */
function relaxationSentence(rows: readonly StoredDesign[]): string {
  const own = rows.filter((r) => r.robustness === 'exact' && isDesigned(r));
  const over = (r: StoredDesign): number => r.rcrb_deg / r.rcrb_relaxation_deg;
  const loose = own.filter((r) => over(r) > 1.01);
  if (loose.length === 0) return '';
  const higher = loose.filter((r) =>
    rows.some(
      (other) =>
        other.robustness === 'guaranteedSum' &&
        PAIRED_BY.every((name) => other[name] === r[name]) &&
        other.meets_claim &&
        other.rcrb_deg < r.rcrb_deg,
    ),
  );
  return (
    `Near the end of its reach the relaxation of \`exact\` is not always tight: in ${shareOf(loose.length, own.length)} designs the RCRB of the precoders lies more than 1% above that of their relaxation, by up to ` +
    `${percentAbove(Math.max(...loose.map(over)))}${higher.length === 0 ? '' : `, and in ${counted(higher.length, 'draw')} above that of \`guaranteedSum\``}.`
  );
}

/** The draws that reach each of the highest thresholds with one robustness and not with another. */
function reachSentences(rows: readonly StoredDesign[]): string[] {
  return groupBy(rows, 'scheme').map(({ of: { scheme }, rows: own }) => {
    const reach = groupBy(own, 'robustness').map(({ of, rows: designs }) => {
      const reached = sweepOf(designs, COLUMN).filter((x) => {
        const point = designs.filter((r) => r.threshold_db === x);
        return 2 * claimsMet(point) > point.length;
      });
      const most = countOf(designs, isFeasible);
      return `\`${of.robustness}\` up to ${reached.length === 0 ? 'none' : inDecibels(Math.max(...reached))} (${plain(most)} of ${plain(designs.length)} designs feasible)`;
    });
    return `In ${scheme} more than half of the draws have designs with ${listed(reach)}.`;
  });
}
