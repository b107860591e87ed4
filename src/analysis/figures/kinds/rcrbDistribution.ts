import { distributionCurve } from '../../statistics.ts';
import { rcrbAxis, smallMultiples } from '../axes.ts';
import { json } from '../curves.ts';
import { distinct, facetsOf, rowKeys, variedDimensions } from '../facets.ts';
import type { Block, Figure, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { lineLayer, type Looks } from '../layers.ts';
import { designLegend, schemeLegend, withoutShapes } from '../palette.ts';

/** Distribution of the RCRB over all draws, for studies without a sweep; infeasible draws leave the curve below 100%. */
export const rcrbDistributionKind: FigureKind = {
  kind: 'rcrb-distribution',
  describe: 'distribution of the RCRB over the draws of a study without a sweep, infeasible ones counted',
  build: (input) => (variedDimensions(input.designs.rows).length === 0 ? [distributionFigure(input)] : []),
};

function distributionFigure(input: FigureInput): Figure {
  const { directory, designs } = input;
  const { rows } = designs;
  const schemes = withoutShapes(schemeLegend(distinct(rows.map((r) => r.scheme))));
  const dashes = designLegend(distinct(rows.map((r) => r.design)));
  const looks: Looks = { colour: schemes, dash: dashes };
  const x = rcrbAxis(rows.map((r) => r.rcrbDeg).filter(Number.isFinite), 'RCRB (degrees)');
  const blocks = facetsOf(rows, ['design', 'robustness'], []).map(({ title, rows: own }): Block => {
    const values = distinct(own.map((r) => r.scheme)).flatMap((scheme): PanelRow[] => {
      const list = own.filter((r) => r.scheme === scheme);
      const keys = list[0] ? rowKeys(list[0]) : {};
      const steps = distributionCurve(list.map((r) => r.rcrbDeg).filter(Number.isFinite), list.length);
      return steps.map((s, step) => ({ ...keys, step, rcrb_deg: json(s.x), share: json(s.share) }));
    });
    return {
      title,
      panels: [
        {
          height: 180,
          x,
          y: {
            title: 'Share of all draws',
            domain: [0, 1.04],
            nice: false,
            format: '%',
            ticks: [0, 0.25, 0.5, 0.75, 1],
          },
          rows: values,
          about: 'distribution functions of the RCRB',
          layers: [lineLayer('rcrb_deg', 'share', looks, { order: 'step', step: true })],
          tooltip: [
            ['rcrb_deg', 'RCRB (deg)'],
            ['share', 'share of all draws at or below'],
          ],
        },
      ],
    };
  });
  const infeasible = rows.filter((r) => !r.designed).length;
  return {
    name: 'rcrb-distribution',
    table: 'designs',
    title: directory.study.title,
    heading: 'Distribution of the RCRB over the draws',
    notes: [
      `${drawsNote(input)} RCRB: root of the mean CRB over the base stations, achieved by the precoders.`,
      `Infeasible draws count as never reached: a curve ends at its feasible share. ${infeasible} of ${rows.length} designs are infeasible.`,
    ],
    alternative: `Distribution functions of the root Cramer-Rao bound in degrees over all draws; ${infeasible} of ${rows.length} designs are infeasible.`,
    legend: [schemes, ...(dashes.items.length > 1 ? [dashes] : [])],
    ...smallMultiples(blocks.length),
    blocks,
  };
}
