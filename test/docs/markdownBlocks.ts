import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A fenced block of a Markdown file. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Line of its opening fence, from 1. */
  readonly line: number;
  /**
   * What an HTML comment `<!-- run: ... -->` on the line before the fence asks of the test of the documentation: `skip REASON` leaves the block out,
   * `limit N` adds `--limit N` to every `isac-mc run`, `python PACKAGES` needs these. `<!-- page: ... -->` on the first line of a file asks it for every block.
   */
  readonly directive: string | undefined;
}

/** The fenced blocks of a file in their order. */
export function blocksOf(file: string): Block[] {
  const blocks: Block[] = [];
  const lines = readFileSync(file, 'utf8').split('\n');
  const page = /^<!-- page: (.*) -->$/.exec(lines[0] ?? '')?.[1];
  let open: { language: string; from: number } | undefined;
  lines.forEach((line, i) => {
    const fence = /^```(\w*)\s*$/.exec(line);
    if (!fence) return;
    if (!open) {
      open = { language: fence[1] ?? '', from: i };
      return;
    }
    const directive = /^<!-- run: (.*) -->$/.exec(lines[open.from - 1] ?? '')?.[1] ?? page;
    const text = lines.slice(open.from + 1, i).join('\n');
    blocks.push({ language: open.language, text, line: open.from + 1, directive });
    open = undefined;
  });
  if (open) throw new Error(`${file}: the fence of line ${open.from + 1} is not closed`);
  return blocks;
}

/** Links of a Markdown file to files, or to headings of one, that are not there: `FILE: LINK`. */
export function brokenLinks(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((m) => m[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', heading] = link.split('#');
      const target = path === '' ? file : resolve(dirname(file), path);
      if (!existsSync(target)) return true;
      return heading !== undefined && !headingsOf(target).includes(heading);
    })
    .map((link) => `${file}: ${link}`);
}

/** Anchors of the headings, as GitHub makes them. */
function headingsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map((m) =>
    (m[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
