import { escapeHtml } from './html.ts';

/** The notes of a study as paragraphs, which empty lines divide; empty without notes. */
export function notesHtml(notes: string | undefined): string {
  return (notes ?? '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s+/g, ' '))
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
    .join('\n');
}
