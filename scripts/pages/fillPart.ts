/**
 * A page with a part of it written anew: what stands between `<!-- NAME -->` and `<!-- /WORD -->`, where WORD is the first word of the name.
 *
 * @param page named in errors.
 * @throws Error where the part has no place in its page.
 */
export function fillPart(page: string, text: string, name: string, part: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name.split(' ')[0] ?? ''} -->`];
  const from = text.indexOf(open);
  const to = text.indexOf(close, from);
  if (from < 0 || to < 0) throw new Error(`${page}: expected ${open}...${close}, got none`);
  return `${text.slice(0, from)}${open}${part}${text.slice(to)}`;
}
