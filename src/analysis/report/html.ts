import { probabilityText } from '../../study/meanOutage.ts';

/** A text as HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** A value as JSON inside a script element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}

/** A number with so many decimals, ∞ or −∞; an en dash where it is not defined. */
export function fixed(x: number, digits: number): string {
  if (Number.isNaN(x)) return '–';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  const text = x.toFixed(digits);
  // what rounds to zero has no sign
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** An interval in words, `2.100 to ∞` where it has an infinite end; an en dash where there is none. */
export function intervalText(lower: number, upper: number, digits: number): string {
  if (Number.isNaN(lower) || Number.isNaN(upper)) return '–';
  const [from, to] = [fixed(lower, digits), fixed(upper, digits)];
  return lower === Infinity ? from : `${from} to ${to}`;
}

/** A table cell with a number: its text rounded, its value in full. */
export function numberCell(x: number, digits: number): string {
  const value = Number.isNaN(x) ? '' : ` data-value="${String(x)}"`;
  return `<td class="number"${value}>${fixed(x, digits)}</td>`;
}

/** A probability with three digits, however small; an en dash where it is not defined. */
export function probability(x: number): string {
  return Number.isNaN(x) ? '–' : probabilityText(x).replace('-', '−');
}

/** A table cell with a probability: its text rounded, its value in full. */
export function probabilityCell(x: number): string {
  const value = Number.isNaN(x) ? '' : ` data-value="${String(x)}"`;
  return `<td class="number"${value}>${probability(x)}</td>`;
}

/** Title of a column of a table: of texts, or of numbers, which stand on the right. */
export type Head = string | { readonly number: string };

/** The cells of a head, one for each column. */
export function headRow(columns: readonly Head[]): string {
  const cells = columns.map((c) =>
    typeof c === 'string'
      ? `<th scope="col">${escapeHtml(c)}</th>`
      : `<th scope="col" class="number">${escapeHtml(c.number)}</th>`,
  );
  return `<thead><tr>${cells.join('')}</tr></thead>`;
}

export function numberHeads(titles: readonly string[]): Head[] {
  return titles.map((number) => ({ number }));
}

/** Terms and what they mean, as a list of definitions of a class. */
export function definitionList(name: string, definitions: readonly (readonly [term: string, text: string])[]): string {
  return `<dl class="${name}">${definitions
    .map(([term, text]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(text)}</dd>`)
    .join('')}</dl>`;
}
