/**
 * Makes docs/figures/fig5.svg and .png from a finished run of experiments/fig5:
 *
 *     npx isac-mc run fig5 && npx tsx docs/figures/makeReadmeFigure.ts output/fig5
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { packageRoot } from '../../src/device/packageRoot.ts';
import { summarize } from '../../src/study/summary.ts';

const out = process.argv[2] ?? 'output/fig5';
const lines = summarize(out);
const draws = Math.max(...lines.map((l) => l.draws));
const values = lines.map((l) => ({
  threshold: Number(l.point.replace(/^.*threshold_db=/, '')),
  scheme: l.scheme,
  design: l.design,
  rcrb: Number.isFinite(l.medianRcrbDeg) ? l.medianRcrbDeg : null,
  feasible: l.feasible / l.draws,
}));
// Okabe-Ito colours; the shapes of the points tell the schemes apart without them
const colour = {
  field: 'scheme',
  type: 'nominal',
  title: null,
  sort: ['BLP-CBF', 'SLP-CBF', 'BLP-CoMP', 'SLP-CoMP'],
  scale: { range: ['#D55E00', '#E69F00', '#0072B2', '#56B4E9'] },
  legend: { orient: 'bottom', direction: 'horizontal', labelLimit: 300 },
} as const;
const shape = { field: 'scheme', type: 'nominal', title: null, sort: colour.sort } as const;
// the caption says which design is dashed
const dash = { field: 'design', type: 'nominal', sort: ['joint', 'paper'], legend: null } as const;
const x = { field: 'threshold', type: 'quantitative', title: 'SINR threshold (dB)' } as const;
const mark = { type: 'line', strokeWidth: 2, point: { filled: true, size: 55 } } as const;
const spec: TopLevelSpec = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  background: 'white',
  padding: 12,
  config: {
    font: 'DejaVu Sans',
    axis: { labelFontSize: 12, titleFontSize: 13 },
    legend: { labelFontSize: 12, symbolSize: 90 },
  },
  data: { values },
  hconcat: [
    {
      width: 420,
      height: 280,
      mark,
      encoding: {
        x,
        y: {
          field: 'rcrb',
          type: 'quantitative',
          title: 'Median RCRB (degrees)',
          scale: { zero: true },
        },
        color: colour,
        shape,
        strokeDash: dash,
      },
    },
    {
      width: 300,
      height: 280,
      mark,
      encoding: {
        x,
        y: {
          field: 'feasible',
          type: 'quantitative',
          title: `Feasible share (${draws} draws)`,
          axis: { format: '%' },
        },
        color: colour,
        shape,
        strokeDash: dash,
      },
    },
  ],
};
const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
const svg = await view.toSVG();
const folder = join(packageRoot(), 'docs', 'figures');
writeFileSync(join(folder, 'fig5.svg'), svg);
writeFileSync(join(folder, 'fig5.png'), new Resvg(svg, { fitTo: { mode: 'width', value: 1640 } }).render().asPng());
process.stdout.write(`${readFileSync(join(folder, 'fig5.svg')).length} bytes\n`);
