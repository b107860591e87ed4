import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../device/packageRoot.ts';
import type { Designs } from '../readDesigns.ts';
import type { StudySource } from '../readStudyDirectory.ts';
import type { ChartFigure } from './charts.ts';
import type { Filter } from './filters.ts';
import { escapeHtml, scriptJson } from './html.ts';
import { type KeyNumber, keyNumbersHtml } from './keyNumbers.ts';
import { type PointLine, pointTable } from './pointTable.ts';
import { citationHtml, provenanceHtml } from './provenance.ts';
import { statusTable } from './statusTable.ts';
import { studyWords } from './studyWords.ts';

/** Refuses every request: the page needs no network. Charts compile their expressions, hence unsafe-eval. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:";

export interface PageContent {
  readonly source: StudySource;
  readonly designs: Designs;
  readonly numbers: readonly KeyNumber[];
  readonly lines: readonly PointLine[];
  readonly figures: readonly ChartFigure[];
  readonly filters: readonly Filter[];
}

/** The page as one HTML text without any reference to other files. */
export function reportPage(content: PageContent): string {
  const { source, designs, numbers, lines, figures, filters } = content;
  const { title } = source.study;
  const words = studyWords(source.study).map(
    ([term, text]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(text)}</dd>`,
  );
  const incomplete =
    designs.draws === designs.plannedDraws
      ? ''
      : `<p class="warning" role="status">Incomplete: ${designs.draws} of ${designs.plannedDraws} channel draws. The page shows what is there; run the study again to continue it.</p>`;
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
<nav aria-label="Contents"><a href="#study">Study</a> <a href="#numbers">Key numbers</a> <a href="#charts">Charts</a> <a href="#table">Table</a> <a href="#statuses-section">Statuses</a> <a href="#run">Run</a> <a href="#cite">Cite</a></nav>
<main id="main">
${incomplete}
<noscript><p class="warning">Charts and filters need JavaScript; the tables do not.</p></noscript>
<section id="numbers"><h2>Key numbers</h2>${keyNumbersHtml(numbers)}</section>
<section id="study"><h2>The study in words</h2><dl class="facts">${words.join('')}</dl></section>
<section id="charts"><h2>Charts</h2>
${filterHtml(filters)}
${figures.map(figureHtml).join('\n')}
</section>
<section id="table"><h2>Schemes and sweep points</h2>
<p>RCRB: root of the mean CRB of the target angle over the base stations, achieved by the precoders; the bound is that of the relaxation. Medians over the draws that are feasible at every point of a curve that at least half of the draws reach; no median elsewhere. The worst case is exact over the whole error ball.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Schemes and sweep points">${pointTable(lines, designs.rows)}</div>
<p id="points-shown" role="status"></p></section>
<section id="statuses-section"><h2>Statuses and certificates</h2>${statusTable(designs.rows)}</section>
<section id="run"><h2>How the run was made</h2>${provenanceHtml(source, designs)}</section>
<section id="cite"><h2>How to cite</h2>${citationHtml(source)}</section>
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

function filterHtml(filters: readonly Filter[]): string {
  if (filters.length === 0) return '';
  const sets = filters.map(
    ({ field, label, values }) =>
      `<fieldset><legend>${escapeHtml(label)}</legend>${values
        .map(
          (v) =>
            `<label><input type="checkbox" checked data-field="${field}" data-value="${escapeHtml(JSON.stringify(v))}"> ${escapeHtml(String(v))}</label>`,
        )
        .join(' ')}</fieldset>`,
  );
  return `<details class="filters" open><summary>Filter charts and tables</summary><form id="filters">${sets.join('')}<button type="reset">Show everything</button></form></details>`;
}

function figureHtml({ name, heading, notes, alternative, columns }: ChartFigure, index: number): string {
  return `<article class="figure" id="figure-${name}" data-figure="${index}"><h3>${escapeHtml(heading)}</h3>
<p class="notes">${notes.map(escapeHtml).join(' ')}</p>
<div class="legend" role="group" aria-label="Curves shown"></div>
<div class="tools"><button type="button" data-zoom="in">Zoom in</button> <button type="button" data-zoom="out">Zoom out</button> <button type="button" data-zoom="reset">Reset</button> <span class="hint">Drag to zoom, double-click to reset; in a focused chart the arrow keys read its points.</span></div>
<div class="panels${columns > 3 ? ' many' : columns === 2 ? ' few' : ''}"></div>
<details class="alternative"><summary>In words</summary><p>${escapeHtml(alternative)}</p></details></article>`;
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
