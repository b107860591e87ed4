import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../packageRoot.ts';
import type { Study } from '../../study/schema.ts';
import type { Designs } from '../readDesigns.ts';
import type { StudySource } from '../readStudyDirectory.ts';
import type { ChartFigure } from './charts.ts';
import { chartsSection } from './chartsSection.ts';
import type { Filter } from './filters.ts';
import { definitionList, escapeHtml, scriptJson } from './html.ts';
import { type KeyNumbers, keyNumbersHtml } from './keyNumbers.ts';
import { notesHtml } from './notesHtml.ts';
import { pairedTable } from './pairedTable.ts';
import type { PointLine } from './pointLines.ts';
import { pointTable } from './pointTable.ts';
import { citationHtml, provenanceHtml } from './provenance.ts';
import { resolvedTable } from './resolvedStudy.ts';
import { statusTable } from './statusTable.ts';
import { studyWords } from './studyWords.ts';

/** Refuses every request: the page needs no network. Charts compile their expressions, hence unsafe-eval. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:";

export interface PageContent {
  readonly source: StudySource;
  readonly designs: Designs;
  readonly numbers: KeyNumbers;
  readonly lines: readonly PointLine[];
  readonly figures: readonly ChartFigure[];
  readonly filters: readonly Filter[];
}

/** A part of the page: its anchor, its short name in the contents, its heading, and what it holds. */
type Section = readonly [id: string, name: string, heading: string, html: string];

/** The page as one HTML text without any reference to other files. */
export function reportPage(content: PageContent): string {
  const { source, designs, numbers, lines, figures, filters } = content;
  const { title } = source.study;
  const notes = notesHtml(source.study.notes);
  const pairs = pairedTable(designs.rows);
  const statuses = statusTable(designs.rows);
  const incomplete =
    designs.draws === designs.plannedDraws
      ? ''
      : `<p class="warning" role="status">Incomplete: ${designs.draws} of ${designs.plannedDraws} channel draws. The page shows what is there; run the study again to continue it.</p>`;
  const sections: readonly Section[] = [
    ...(notes === '' ? [] : [['about', 'About', 'About this study', `<div class="prose">${notes}</div>`] as const]),
    ['numbers', 'Key numbers', 'Key numbers', keyNumbersHtml(numbers, designs.rows)],
    ['study', 'Study', 'The study in words', studyHtml(source.study)],
    ['charts', 'Charts', 'Charts', chartsSection(figures, filters)],
    ['table', 'Table', 'Schemes and sweep points', pointTable(lines, designs.rows)],
    ...(pairs === '' ? [] : [['paired', 'Pairs', 'Design against design, draw by draw', pairs] as const]),
    [
      'statuses-section',
      'Statuses',
      'Statuses and certificates',
      folded('How the programs ended, for each scheme, design and robustness', statuses),
    ],
    ['run', 'Run', 'How the run was made', provenanceHtml(source, designs)],
    ['cite', 'Cite', 'How to cite', citationHtml(source)],
  ];
  const contents = sections.map(([id, name]) => `<a href="#${id}">${name}</a>`).join(' ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>
${asset('page.css')}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
<header><h1>${escapeHtml(title)}</h1><p>Report of a study by isac-mc: robust precoding in multi-cell integrated sensing and communication.</p></header>
<nav aria-label="Contents">${contents}</nav>
<main id="main">
${incomplete}
<noscript><p class="warning">Charts and filters need JavaScript; the tables do not.</p></noscript>
${sections.map(([id, , heading, html]) => `<section id="${id}"><h2>${heading}</h2>\n${html}</section>`).join('\n')}
</main>
<div id="tooltip" role="status" aria-live="polite" hidden></div>
<script type="application/json" id="report-data">${scriptJson(figures)}</script>
<script>${vegaRuntime()}</script>
<script>
${asset('page.js')}</script>
</body>
</html>
`;
}

function studyHtml(study: Study): string {
  const resolved = `${resolvedTable(study)}
<details><summary>As JSON (study.json)</summary><pre tabindex="0">${escapeHtml(JSON.stringify(study, null, 2))}</pre></details>`;
  return `${definitionList('facts', studyWords(study))}
${folded('Every default in sight: the resolved study', resolved)}`;
}

/** A part of the page that opens where it is wanted. */
function folded(summary: string, html: string): string {
  return `<details class="fold"><summary>${escapeHtml(summary)}</summary>${html}</details>`;
}

function asset(name: string): string {
  return readFileSync(join(packageRoot(), 'assets', 'report', name), 'utf8');
}

/** vega's browser bundle, from the installed package. */
function vegaRuntime(): string {
  const entry = createRequire(import.meta.url).resolve('vega');
  return readFileSync(join(dirname(entry), 'vega.min.js'), 'utf8')
    .replace(/<\/script/gi, '<\\/script')
    .trim();
}
