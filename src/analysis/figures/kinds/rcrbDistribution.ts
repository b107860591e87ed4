import { countedRcrb } from '../../../study/countedDraws.ts';
import type { DesignRecord } from '../../readDesigns.ts';
import { distributionCurve } from '../../statistics.ts';
import { distributionAxis, rcrbAxis } from '../axes.ts';
import { json } from '../curves.ts';
import { distinct, variedDimensions } from '../facets.ts';
import type { Block, Figure, PanelRow } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import { curveLayers } from '../layers.ts';
import { withoutShapes } from '../palette.ts';
import { seriesLayout } from '../seriesLayout.ts';

/** Distribution of the RCRB over all draws, for studies without a sweep; draws without a design that meets its claim leave the curve below 100%. */
export const rcrbDistributionKind: FigureKind = {
  kind: 'rcrb-distribution',
  describe: 'distribution of the RCRB over the draws of a study without a sweep, infeasible ones counted',
  build: (input) => (variedDimensions(input.designs.rows).length === 0 ? [distributionFigure(input)] : []),
};

/** RCRB of a draw in degrees; infinite for one without a design that meets its claim, NaN at rho = 0. */
function counted(row: DesignRecord): number {
  return countedRcrb({ ...row, rho: row.sweep.rho }, row.rcrbDeg);
}

function distributionFigure(input: FigureInput): Figure {
  const { directory, designs } = input;
  const { rows } = designs;
  const { facets, looks, legend, keys, columns, blockWidth } = seriesLayout(input, rows, undefined);
  const x = rcrbAxis(rows.map(counted).filter(Number.isFinite), 'RCRB (degrees)');
  const blocks = facets.map(({ title, rows: own }): Block => {
    const curves = distinct(own.map((r) => [r.scheme, r.robustness].join('\n')));
    const values = curves.flatMap((curve): PanelRow[] => {
      const list = own.filter((r) => [r.scheme, r.robustness].join('\n') === curve);
      const steps = distributionCurve(list.map(counted).filter(Number.isFinite), list.length);
      return steps.map((s, step) => ({ ...keys(list[0]), step, rcrb_deg: json(s.x), share: json(s.share) }));
    });
    return {
      title,
      panels: [
        {
          height: 200,
          x,
          y: distributionAxis('Share of all draws'),
          rows: values,
          about: 'distribution functions of the RCRB',
          layers: curveLayers('rcrb_deg', 'share', looks, { order: 'step', step: true }),
          tooltip: [
            ['rcrb_deg', 'RCRB (deg)'],
            ['share', 'share of all draws at or below'],
          ],
        },
      ],
    };
  });
  const infeasible = rows.filter((r) => !r.designed).length;
  const met = rows.filter((r) => r.meetsClaim).length;
  return {
    name: 'rcrb-distribution',
    table: 'designs',
    title: directory.study.title,
    heading: 'Distribution of the RCRB over the channel draws',
    notes: [
      drawsNote(input),
      'RCRB: root of the mean CRB over the base stations, achieved by the precoders. Every draw is a step, so there is no band.',
      `A curve ends at the share of draws that have a design which meets its claim: ${met} of ${rows.length} designs do, ${infeasible} are infeasible.`,
    ],
    alternative: `Distribution functions of the root Cramer-Rao bound in degrees over all draws; ${met} of ${rows.length} designs meet their claim, ${infeasible} are infeasible.`,
    legend: legend.map(withoutShapes),
    columns,
    blockWidth,
    blocks,
  };
}
