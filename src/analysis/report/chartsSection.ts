import type { ChartFigure } from './charts.ts';
import type { Filter } from './filters.ts';
import { escapeHtml } from './html.ts';

/** Values in the filter above which it is folded at first. */
const MANY_VALUES = 16;

/** The filter, a list of the figures, and the figures, which the page's script fills. */
export function chartsSection(figures: readonly ChartFigure[], filters: readonly Filter[]): string {
  return `${filterHtml(filters)}
${figures.length > 1 ? contentsHtml(figures) : ''}
${figures.map(figureHtml).join('\n')}`;
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
  const open = filters.reduce((sum, f) => sum + f.values.length, 0) <= MANY_VALUES ? ' open' : '';
  const names = filters.map((f) => f.label).join(', ');
  return `<details class="filters"${open}><summary>Filter charts and tables: ${escapeHtml(names)}</summary><form id="filters">${sets.join('')}<button type="reset">Show everything</button></form></details>`;
}

function contentsHtml(figures: readonly ChartFigure[]): string {
  const items = figures.map(({ name, heading, blocks }) => {
    const panels = blocks.length > 1 ? ` <span class="hint">${blocks.length} panels</span>` : '';
    return `<li><a href="#figure-${name}">${escapeHtml(heading)}</a>${panels}</li>`;
  });
  return `<nav class="contents" aria-label="Figures"><ol>${items.join('')}</ol></nav>`;
}

function figureHtml({ name, heading, notes, alternative, columns, blocks }: ChartFigure, index: number): string {
  return `<details open class="figure" id="figure-${name}" data-figure="${index}"><summary><h3>${escapeHtml(heading)}</h3></summary>
<p class="notes">${notes.map(escapeHtml).join(' ')}</p>
<div class="legend" role="group" aria-label="Curves shown"></div>
<div class="tools"><button type="button" data-zoom="in">Zoom in</button> <button type="button" data-zoom="out">Zoom out</button> <button type="button" data-zoom="reset">Reset</button> <span class="hint">Drag to zoom, double-click to reset; in a focused chart the arrow keys read its points.</span></div>
<div class="panels" style="--columns: ${panelColumns(blocks.length, columns)}"></div>
<details class="alternative"><summary>In words</summary><p>${escapeHtml(alternative)}</p></details>
<p class="back"><a href="#charts">All figures</a></p></details>`;
}

/** Panels in a row where there is room: no more than in print, and as many in every row as can be. */
function panelColumns(panels: number, most: number): number {
  return Math.ceil(panels / Math.ceil(panels / Math.max(1, most)));
}
