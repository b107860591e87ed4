import type { SweepDimension } from '../../gridRow.ts';
import { claimOf, type DesignRecord } from '../../readDesigns.ts';
import { largest, smallest } from '../../statistics.ts';
import { distributionAxis, paddedDomain } from '../axes.ts';
import { designColours } from '../designColours.ts';
import { DIMENSIONS, distinct, variedDimensions } from '../facets.ts';
import type { Block, Figure } from '../figure.ts';
import { drawsNote, type FigureInput, type FigureKind } from '../figureKind.ts';
import type { Looks } from '../layers.ts';
import { type GridPanel, type PanelGrid, panelGrid } from '../panelGrid.ts';
import { type ErrorSamples, readErrorSamples, sinrRows, sinrValues } from '../sinrCurves.ts';
import { curveLayers, curveLegend, THRESHOLD, thresholdLayer, ZERO, zeroLayer } from '../sinrLooks.ts';
import { verdictCounts } from '../verdictCounts.ts';

/** Distribution of the smallest SINR under CSI errors: sampled, exact and by the bound, with the threshold: Fig. 7. */
export const sinrDistributionKind: FigureKind = {
  kind: 'sinr-distribution',
  describe:
    'distribution of the smallest SINR over CSI errors: sampled, exact worst case and bound, with the threshold',
  build: (input) => {
    const samples = readErrorSamples(input.directory);
    return samples.size === 0 ? [] : [distributionFigure(input, samples)];
  },
};

/** Decibels below the threshold that a panel shows; an SINR of 0 has none. */
const DEEPEST = 30;

function distributionFigure(input: FigureInput, samples: ErrorSamples): Figure {
  const { directory, designs, options } = input;
  const { rows } = designs;
  const { errors } = directory.study.realizations;
  const varied = variedDimensions(rows);
  // with one threshold for each scheme the SINR itself is shown, otherwise its margin: panels below each other then share their abscissa
  const margin = varied.includes('threshold_db') || rows.some((r) => Number.isNaN(r.sweep.threshold_db));
  const dimensions: SweepDimension[] = distinct(['threshold_db', ...varied]);
  const grid = panelGrid(rows, dimensions);
  const names = distinct(rows.map((r) => r.design));
  const colours = designColours(names);
  const looks: Looks = { colour: colours };
  const quantity = margin ? 'margin_db' : 'sinr_db';
  const panels = grid.panels.map((panel) => ({
    panel,
    values: colours.items.flatMap(
      ({ value }) =>
        sinrValues(
          panel.rows.filter((r) => r.design === value),
          samples,
          errors,
          { medians: options.medians, margin },
        ) ?? [],
    ),
  }));
  const thresholdOf = ({ rows: own }: GridPanel): number => (margin ? 0 : (own[0]?.sweep.threshold_db ?? 0));
  // panels below each other share their abscissa
  const columns = Array.from(
    { length: grid.columns },
    (_, column): { domain: readonly [number, number]; cut: boolean } => {
      const own = panels.filter(({ panel }) => panel.column === column);
      const thresholds = own.map(({ panel }) => thresholdOf(panel));
      const floor = smallest(thresholds) - DEEPEST;
      const numbers = own
        .flatMap(({ values }) => values.flatMap(({ lists }) => Object.values(lists).flat()))
        .filter(Number.isFinite);
      const shown = [...numbers.map((x) => Math.max(x, floor)), ...thresholds];
      return { domain: paddedDomain(shown, 0.06) ?? [0, 1], cut: numbers.some((x) => x < floor) };
    },
  );
  const zeros = panels.some(({ values }) => values.some((v) => v.zeros > 0));
  const blocks = panels.map(({ panel, values }): Block => {
    const { domain } = columns[panel.column] as (typeof columns)[number];
    return {
      title: [
        ...panel.lines,
        feasibleText(
          panel.rows,
          colours.items.map((i) => i.value),
        ),
      ].join('\n'),
      panels: [
        {
          height: 150,
          x: {
            title: margin ? 'Smallest SINR less threshold (dB)' : 'Smallest SINR over the users (dB)',
            nice: false,
            domain,
          },
          y: distributionAxis('Share at or below'),
          rows: values.flatMap((v) => sinrRows(v, domain, quantity)),
          about: 'distribution functions of the smallest SINR',
          layers: [
            ...colours.items.flatMap(({ value }, place) => curveLayers(value, place, quantity, looks)),
            thresholdLayer(thresholdOf(panel)),
            ...(zeros ? [zeroLayer(quantity, looks)] : []),
          ],
          tooltip: [
            [quantity, margin ? 'margin (dB)' : 'SINR (dB)'],
            ['share', 'share at or below'],
          ],
        },
      ],
    };
  });
  const margins = rows.filter((r) => r.designed).map((r) => r.worstExactDb - claimOf(r));
  return {
    name: 'sinr-distribution',
    table: 'errors',
    title: directory.study.title,
    heading: 'Distribution of the smallest SINR under CSI errors',
    notes: [
      `${drawsNote(input)} ${errors} CSI errors for each design.`,
      options.medians === 'all'
        ? 'Every curve counts all channel draws. One without a design that meets its claim counts as an SINR of minus infinity: the curve begins at the share of such draws.'
        : 'Feasible draws only: designs with different numbers of them are compared over different draws.',
      `${grid.chosen.length > 0 ? 'In the whole study, ' : ''}${verdictCounts(rows)}`,
      ...chosenNote(grid),
      ...(columns.some((c) => c.cut)
        ? [`Values more than ${DEEPEST} dB below the threshold lie left of the panels.`]
        : []),
    ],
    alternative: `Distribution functions of the smallest SINR over the users: sampled over ${errors} CSI errors, exact worst case, and the bound of the design, with the threshold. ${verdictCounts(rows)} The finite margins of the exact worst case over the threshold run from ${smallest(margins.filter(Number.isFinite)).toFixed(2)} to ${largest(margins).toFixed(2)} dB.`,
    legend: [...(colours.items.length > 1 ? [colours] : []), curveLegend(colours), THRESHOLD, ...(zeros ? [ZERO] : [])],
    columns: grid.columns,
    blockWidth: grid.columns > 3 ? 205 : grid.columns > 1 ? 240 : 420,
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

function chosenNote({ chosen }: PanelGrid): string[] {
  return chosen.map(
    ({ dimension, values, of }) =>
      `Shown: ${values.map(DIMENSIONS[dimension].text).join(', ')} (the ends and the middle of ${of}).`,
  );
}
