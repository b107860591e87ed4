/**
 * Control characters, separators of lines and paragraphs, halves of surrogate pairs and non-characters, as they stand within the brackets of a regular
 * expression with flag u: what ends a line, moves a cursor, or has no place in UTF-8.
 */
export const UNPRINTABLE = String.raw`\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff`;

const EACH = new RegExp(`[${UNPRINTABLE}]`, 'gu');

/** True for a text of one line that every terminal, script and reader takes as it is. */
export function isPlainText(text: string): boolean {
  return text.search(EACH) < 0;
}

/** A text with each unprintable character as the escape that JSON and YAML have for it. */
export function withEscapes(text: string): string {
  return text.replace(EACH, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text in double quotes, as JSON with what JSON leaves unprintable as escapes too: one line of a message. */
export function quoted(text: string, most = 60): string {
  return withEscapes(JSON.stringify(text.length > most ? `${text.slice(0, most)}...` : text));
}

/** A text of several lines on one. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
