import { join } from 'node:path';
import { InputError } from '../../errors.ts';
import { writeWhole } from '../../study/writeWhole.ts';
import { refused } from '../../systemErrors.ts';
import { type DesignCounts, readDesigns } from '../readDesigns.ts';
import { openStudySource } from '../readStudyDirectory.ts';
import { composeFigure } from './compose.ts';
import type { Figure } from './figure.ts';
import type { FigureInput, FigureOptions } from './figureKind.ts';
import type { FigureFormat } from './formats.ts';
import { renderPng, renderSvg, requireEval } from './render.ts';
import { FIGURE_KINDS } from './figureKinds.ts';

export interface PlotOptions extends FigureOptions {
  /** Folder of the files, default `figures` in the study directory. */
  readonly out?: string;
  readonly formats: readonly FigureFormat[];
  /** Figures or kinds of figures; all that the study has the data for when empty. */
  readonly select: readonly string[];
  /** Base name of the files, for one figure; default `<study directory>-<figure>`. */
  readonly name?: string;
  /** Pixels of a PNG for each unit of the SVG, default 2. */
  readonly scale?: number;
}

export interface PlotResult extends DesignCounts {
  /** Files written, in order. */
  readonly files: readonly string[];
}

/**
 * Draws the figures of a study directory. The bytes are a function of the tables and the options alone.
 *
 * @throws InputError when the directory holds no study, a name is unknown, or the files cannot be written.
 * @throws ResumableError when the study has no designs yet.
 */
export async function plotStudy(path: string, options: PlotOptions): Promise<PlotResult> {
  const directory = openStudySource(path);
  const designs = readDesigns(directory);
  const figures = selectFigures({ directory, designs, options }, options.select);
  if (options.name !== undefined && figures.length !== 1)
    throw new InputError(
      `--name: expected one figure, got ${figures.map((f) => f.name).join(', ') || 'none'}`,
      'choose one with --select',
    );
  if (options.formats.some((f) => f !== 'json')) requireEval();
  const folder = options.out ?? join(directory.root, 'figures');
  const files: string[] = [];
  const write = (file: string, content: string | Uint8Array): void => {
    try {
      writeWhole(join(folder, file), content);
    } catch (error) {
      throw refused(`--out ${folder}: cannot write there`, error);
    }
    files.push(join(folder, file));
  };
  for (const figure of figures) {
    const base = options.name ?? `${directory.name}-${figure.name}`;
    const spec = composeFigure(figure);
    if (options.formats.includes('json')) write(`${base}.vl.json`, `${JSON.stringify(spec)}\n`);
    if (!options.formats.some((f) => f !== 'json')) continue;
    const svg = await renderSvg(spec);
    if (options.formats.includes('svg')) write(`${base}.svg`, svg);
    if (options.formats.includes('png')) write(`${base}.png`, renderPng(svg, options.scale));
  }
  const { draws, plannedDraws, failedRows } = designs;
  return { files, draws, plannedDraws, failedRows };
}

/** Figures of a study whose name or kind is selected, in their fixed order. */
function selectFigures(input: FigureInput, select: readonly string[]): Figure[] {
  const all = FIGURE_KINDS.flatMap(({ kind, build }) => build(input).map((figure) => ({ kind, figure })));
  const names = all.map((a) => a.figure.name);
  for (const name of select) {
    if (names.includes(name) || all.some((a) => a.kind === name)) continue;
    const known = FIGURE_KINDS.some((k) => k.kind === name);
    throw new InputError(
      `--select: expected a figure of this study, got ${name}${known ? ', for which it has no data' : ''}`,
      `figures of this study: ${names.join(', ')}`,
    );
  }
  return all
    .filter(({ kind, figure }) => select.length === 0 || select.includes(figure.name) || select.includes(kind))
    .map((a) => a.figure);
}
