import { join } from 'node:path';
import { writeWhole } from '../../study/writeWhole.ts';
import { refused } from '../../systemErrors.ts';
import { FIGURE_KINDS } from '../figures/figureKinds.ts';
import { type DesignCounts, readDesigns } from '../readDesigns.ts';
import { openStudySource } from '../readStudyDirectory.ts';
import { chartFigure } from './charts.ts';
import { studyFilters } from './filters.ts';
import { keyNumbers } from './keyNumbers.ts';
import { reportPage } from './page.ts';
import { pointLines } from './pointLines.ts';

export interface ReportResult extends DesignCounts {
  readonly file: string;
}

/**
 * Writes the report of a study directory: one HTML file that needs no other and no network. The same directory gives the same bytes.
 *
 * @param out file, default `report.html` in the study directory.
 * @throws InputError when the directory holds no study, or the file cannot be written.
 * @throws ResumableError when the study has no designs yet.
 */
export function writeReport(path: string, out?: string): ReportResult {
  const source = openStudySource(path);
  const designs = readDesigns(source);
  const options = { band: 'confidence', medians: 'all' } as const;
  const lines = pointLines(designs.rows, options.medians, options.band, source.study.realizations.errors);
  const figures = FIGURE_KINDS.flatMap((kind) => kind.build({ directory: source, designs, options }));
  const html = reportPage({
    source,
    designs,
    lines,
    numbers: keyNumbers(designs, lines),
    figures: figures.map(chartFigure),
    filters: studyFilters(designs.rows),
  });
  const file = out ?? join(source.root, 'report.html');
  try {
    writeWhole(file, html);
  } catch (error) {
    throw refused(`--out ${file}: cannot write there`, error);
  }
  const { draws, plannedDraws, failedRows } = designs;
  return { file, draws, plannedDraws, failedRows };
}
