import { paragraphsOf } from '../../study/paragraphs.ts';
import { escapeHtml } from './html.ts';

/** The notes of a study as paragraphs, which empty lines divide, with `names` between backticks as code; empty without notes. */
export function notesHtml(notes: string | undefined): string {
  return paragraphsOf(notes)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('\n');
}
