import { join } from 'node:path';
import { readDesigns } from '../../../src/analysis/readDesigns.ts';
import { openStudySource } from '../../../src/analysis/readStudyDirectory.ts';
import type { Figure, PanelRow } from '../../../src/analysis/figures/figure.ts';
import type { FigureInput, FigureOptions } from '../../../src/analysis/figures/figureKind.ts';
import { FIGURE_KINDS } from '../../../src/analysis/figures/figureKinds.ts';
import { runStudy } from '../../../src/study/runner.ts';
import { parseStudy } from '../../../src/study/parseStudy.ts';
import type { Study } from '../../../src/study/schema.ts';

/** Two designs, one of them infeasible at the end of the sweep in some draws: curves, shares, error samples and symbol errors. */
const SWEEP = `title: sweep
seed: '5'
scenario: { csiErrorRadius: 0.01 }
schemes: [BLP-CBF, BLP-CoMP]
design: [paper, joint]
robustness: [paper]
sweep: { thresholdDb: [5, 20, 35] }
realizations: { channels: 9, errors: 5, frames: 3 }
output: { tables: [designs, errors, precoders, convergence, ser, beampatterns] }
`;

/** The same for a system of two antennas and one user a cell, which takes a tenth of the time. */
const SMALL = SWEEP.replace(
  'csiErrorRadius: 0.01',
  'csiErrorRadius: 0.01, usersPerCell: 1, txAntennas: 2, rxAntennas: 2, frameLength: 4',
)
  .replace('[5, 20, 35]', '[5, 15, 25]')
  .replace('channels: 9', 'channels: 7');

export async function runInto(folder: string, name: string, study: Study, limit?: number): Promise<string> {
  const out = join(folder, name);
  await runStudy(study, { out, ...(limit === undefined ? {} : { limit }) });
  return out;
}

export function sweepStudy(): Study {
  return parseStudy(SWEEP, 'sweep.yaml');
}

export function figuresOf(out: string, options: FigureOptions = { band: 'confidence', medians: 'all' }): Figure[] {
  const directory = openStudySource(out);
  const input: FigureInput = { directory, designs: readDesigns(directory), options };
  return FIGURE_KINDS.flatMap((kind) => kind.build(input));
}

export function smallStudy(): Study {
  return parseStudy(SMALL, 'small.yaml');
}

/** Rows of a panel of every block of a figure. */
export function rowsOf(figures: readonly Figure[], name: string, panel = 0): PanelRow[] {
  const figure = figures.find((f) => f.name === name);
  if (!figure) throw new Error(`no figure ${name} among ${figures.map((f) => f.name).join(', ')}`);
  return figure.blocks.flatMap((b) => [...(b.panels[panel]?.rows ?? [])]);
}
