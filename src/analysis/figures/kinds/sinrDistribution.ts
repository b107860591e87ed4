import { isBounded } from '../../../model/errorLaw.ts';
import { claimOf, type DesignRecord } from '../../readDesigns.ts';
import { largest, smallest } from '../../statistics.ts';
import { distributionAxis } from '../axes.ts';
import { designColours } from '../designColours.ts';
import { distinct } from '../facets.ts';
import type { Block, Figure } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import type { Looks } from '../layers.ts';
import { SINR_CURVES, sinrRows } from '../sinrCurves.ts';
import { curveLayers, curveLegend, THRESHOLD, thresholdLayer, ZERO, zeroLayer } from '../sinrLooks.ts';
import { sinrAxis, sinrPanels, sinrWidth } from '../sinrPanels.ts';
import { errorsNote, missingNote, unboundedNote } from '../sinrWords.ts';
import { verdictCounts } from '../verdictCounts.ts';

/** Distribution of the smallest SINR under CSI errors: sampled, exact and by the bound, with the threshold: Fig. 7. */
export const sinrDistributionKind: FigureKind = {
  kind: 'sinr-distribution',
  describe:
    'distribution of the smallest SINR over CSI errors: sampled, exact worst case and bound, with the threshold',
  build: (input) => {
    const drawn = input.directory.study.realizations.errors > 0 && input.designs.rows.some((r) => r.designed);
    return drawn ? [distributionFigure(input)] : [];
  },
};

function distributionFigure(input: FigureInput): Figure {
  const { directory, designs, options } = input;
  const { rows } = designs;
  const { errors, errorLaw } = directory.study.realizations;
  const colours = designColours(distinct(rows.map((r) => r.design)));
  const looks: Looks = { colour: colours };
  const all = sinrPanels(input, colours, SINR_CURVES);
  const { panels, grid, field } = all;
  const zeros = panels.some(({ values }) => values.some((v) => v.zeros > 0));
  const blocks = panels.map((own): Block => {
    const { panel, values, threshold, domain } = own;
    const names = colours.items.map((i) => i.value);
    return {
      title: [...panel.lines, feasibleText(panel.rows, names)].join('\n'),
      panels: [
        {
          height: 150,
          x: sinrAxis(all, own),
          y: distributionAxis('Share at or below'),
          rows: values.flatMap((v) => sinrRows(v, { domain, field, threshold })),
          about: 'distribution functions of the smallest SINR',
          layers: [
            ...names.flatMap((value, place) => curveLayers(value, place, field, looks)),
            thresholdLayer(threshold),
            ...(zeros ? [zeroLayer(field, looks)] : []),
          ],
          tooltip: [
            [field, field === 'margin_db' ? 'margin (dB)' : 'SINR (dB)'],
            ['share', 'share at or below'],
          ],
        },
      ],
    };
  });
  const margins = rows.filter((r) => r.designed).map((r) => r.worstExactDb - claimOf(r));
  const counts = verdictCounts(rows);
  return {
    name: 'sinr-distribution',
    table: 'sinr_distribution',
    title: directory.study.title,
    heading: 'Distribution of the smallest SINR under CSI errors',
    notes: [
      `${drawsNote(input)} ${errorsNote(errors)}.`,
      missingNote(options.medians),
      `${grid.chosen.length > 0 ? 'In the whole study, ' : ''}${counts}`,
      ...(isBounded(errorLaw) ? [] : [unboundedNote()]),
      ...all.notes,
    ],
    alternative: `Distribution functions of the smallest SINR over the users: sampled over ${errorsNote(errors)}, exact worst case, and the bound of the design, with the threshold. ${counts} The finite margins of the exact worst case over the threshold run from ${smallest(margins.filter(Number.isFinite)).toFixed(2)} to ${largest(margins).toFixed(2)} dB.`,
    legend: [...(colours.items.length > 1 ? [colours] : []), curveLegend(colours), THRESHOLD, ...(zeros ? [ZERO] : [])],
    columns: grid.columns,
    blockWidth: sinrWidth(all),
    blocks,
  };
}

/** Feasible draws of each design of a panel. */
function feasibleText(rows: readonly DesignRecord[], designs: readonly string[]): string {
  const counts = designs.map((design) => {
    const own = rows.filter((r) => r.design === design);
    return `${designs.length > 1 ? `${design} ` : ''}${own.filter((r) => r.feasible).length}/${own.length}`;
  });
  return `feasible: ${counts.join(', ')}`;
}
