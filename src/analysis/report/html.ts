/** A text as HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** A value as JSON inside a script element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}

/** A number with so many decimals; an en dash where it is not defined. */
export function fixed(x: number, digits: number): string {
  if (x === -Infinity) return '−∞';
  return Number.isFinite(x) ? x.toFixed(digits).replace('-', '−') : '–';
}

/** A table cell with a number: its text rounded, its value in full. */
export function numberCell(x: number, digits: number): string {
  const value = Number.isFinite(x) ? ` data-value="${String(x)}"` : '';
  return `<td class="number"${value}>${fixed(x, digits)}</td>`;
}
