import { escapeHtml } from './html.ts';

/** The notes of a study as paragraphs, which empty lines divide, with `names` between backticks as code; empty without notes. */
export function notesHtml(notes: string | undefined): string {
  return (notes ?? '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s+/g, ' '))
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${escapeHtml(paragraph).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('\n');
}
