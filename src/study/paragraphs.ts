/** The paragraphs of a study's notes, which empty lines divide, each in one line; none without notes. */
export function paragraphsOf(notes: string | undefined): string[] {
  return (notes ?? '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s+/g, ' '))
    .filter((paragraph) => paragraph !== '');
}
