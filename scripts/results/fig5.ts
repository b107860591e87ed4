import { median } from '../../src/model/median.ts';
import { markdownTable } from '../pages/markdownTable.ts';
import { comparedDesigns, comparedLevels, type DesignCurve, medianRcrb, orderOfSchemes } from './fig5Sentences.ts';
import { countOf, curveOf, type CurvePoint, groupBy, isFeasible, pairedRatios, valuesOf } from './rows.ts';
import type { StoredDesign, StoredRun } from './storedRun.ts';
import { degrees, plain, rangeOf, ratio, shareOf } from './words.ts';

export const fig5Title = 'Fig. 5: RCRB against the SINR threshold';

/** Medians and feasible draws by scheme, design and threshold; the achieved RCRB over its lower bound; the two designs against each other. */
export function fig5Section(run: StoredRun): string {
  const curves = groupBy(run.rows, 'scheme', 'design').map(({ of, rows }): DesignCurve => ({
    scheme: of.scheme,
    design: of.design,
    rows,
    points: curveOf(rows),
  }));
  const thresholds = groupBy(run.rows, 'threshold_db')
    .map(({ of }) => of.threshold_db)
    .sort((a, b) => a - b);
  const head = ['scheme', 'design', ...thresholds.map((t) => `${plain(t)} dB`)];
  const lines = (cell: (point: CurvePoint) => string): string[][] =>
    curves.map((curve) => [
      curve.scheme,
      `\`${curve.design}\``,
      ...thresholds.map((t) => {
        const point = curve.points.find((p) => p.threshold === t);
        return point === undefined ? '' : cell(point);
      }),
    ]);
  const feasible = run.rows.filter(isFeasible);
  const certified = countOf(feasible, (r) => r.certified);
  return [
    'Median RCRB in degrees, with the number of draws behind it in brackets; an en dash where the rule above leaves no draw:',
    markdownTable(
      head,
      lines((p) => (p.kept.length === 0 ? '–' : `${degrees(medianRcrb(p))} (${p.kept.length})`)),
    ),
    [...orderOfSchemes(curves), ...comparedLevels(curves), ...comparedDesigns(curves)]
      .map((text) => `- ${text}`)
      .join('\n'),
    pairedSentence(run),
    pairedTable(run, thresholds),
    `Feasible draws of ${run.draws}; ${shareOf(certified, feasible.length)} feasible designs are certified:`,
    markdownTable(
      head,
      lines((p) => plain(countOf(p.rows, isFeasible))),
    ),
    'The achieved RCRB divided by a lower bound on that of every design of the scheme (`rcrb_lower_deg`), and divided by the RCRB of the relaxation that the precoders were made from ' +
      '(`rcrb_relaxation_deg`, not a bound), for all feasible designs that have these numbers:',
    ratioTable(curves),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function pairedSentence(run: StoredRun): string {
  return run.rows.some((r) => r.design === 'joint')
    ? 'The medians of two curves can rest on different draws. This table compares the designs draw by draw: the median ratio of the RCRB of `joint` to that of `paper` over the draws where both are feasible (their number in brackets):'
    : '';
}

function pairedTable(run: StoredRun, thresholds: readonly number[]): string {
  if (!run.rows.some((r) => r.design === 'joint')) return '';
  return markdownTable(
    ['scheme', ...thresholds.map((t) => `${plain(t)} dB`)],
    groupBy(run.rows, 'scheme').map(({ of, rows }) => [
      of.scheme,
      ...thresholds.map((t) => {
        const own = (design: string): StoredDesign[] => rows.filter((r) => r.design === design && r.threshold_db === t);
        const ratios = pairedRatios(own('joint'), own('paper'));
        return ratios.length === 0 ? '–' : `${ratio(median(ratios))} (${ratios.length})`;
      }),
    ]),
  );
}

function ratioTable(curves: readonly DesignCurve[]): string {
  const cells = (ratios: readonly number[]): string[] => [
    plain(ratios.length),
    ratio(median(ratios)),
    rangeOf(ratios, ratio),
  ];
  return markdownTable(
    [
      'scheme',
      'design',
      'with a bound',
      'ratio to it: median',
      'range',
      'with a relaxation',
      'ratio to it: median',
      'range',
    ],
    curves.map(({ scheme, design, rows }) => [
      scheme,
      `\`${design}\``,
      ...cells(valuesOf(rows, (r) => r.rcrb_deg / r.rcrb_lower_deg)),
      ...cells(valuesOf(rows, (r) => r.rcrb_deg / r.rcrb_relaxation_deg)),
    ]),
  );
}
