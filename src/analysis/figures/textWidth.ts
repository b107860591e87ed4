import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../packageRoot.ts';
import { invariant } from '../../errors.ts';

/** Family of the figures' own font and what a viewer without it falls back on: faces of the same widths first. */
export const FONT_FAMILY = 'Arimo';
export const FONT_STACK = 'Arimo, Arial, Liberation Sans, Helvetica, sans-serif';

/** Font files that come with the package: rendering never looks at the fonts of the machine. */
export function fontFiles(): { regular: string; bold: string } {
  const file = (face: string): string => join(packageRoot(), 'assets', 'fonts', `Arimo-${face}.ttf`);
  return { regular: file('Regular'), bold: file('Bold') };
}

/** Advance widths of a font, in ems. */
class FontMetrics {
  readonly #advance = new Map<number, number>();
  readonly #missing: number;

  /** Reads tables head, hhea, hmtx and cmap (format 4) of a TrueType file. */
  constructor(file: string) {
    const bytes = readFileSync(file);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const table = (tag: string): number => {
      for (let i = 0; i < view.getUint16(4); i++) {
        const entry = 12 + 16 * i;
        if (bytes.toString('latin1', entry, entry + 4) === tag) return view.getUint32(entry + 8);
      }
      throw new Error(`internal error: ${file} has no table ${tag}`);
    };
    const em = view.getUint16(table('head') + 18);
    const measured = view.getUint16(table('hhea') + 34);
    const hmtx = table('hmtx');
    const advance = (glyph: number): number => view.getUint16(hmtx + 4 * Math.min(glyph, measured - 1)) / em;
    this.#missing = advance(0);
    const cmap = table('cmap');
    const subtable = Array.from(
      { length: view.getUint16(cmap + 2) },
      (_, i) => cmap + view.getUint32(cmap + 8 + 8 * i),
    ).find((at) => view.getUint16(at) === 4);
    invariant(subtable !== undefined, `${file} has a cmap of format 4`);
    const segments = view.getUint16(subtable + 6); // twice their number
    for (let i = 0; i < segments; i += 2) {
      const end = view.getUint16(subtable + 14 + i);
      const start = view.getUint16(subtable + 16 + segments + i);
      const delta = view.getUint16(subtable + 16 + 2 * segments + i);
      const offsetAt = subtable + 16 + 3 * segments + i;
      const offset = view.getUint16(offsetAt);
      for (let code = start; code <= end && code !== 0xffff; code++) {
        const glyph = offset === 0 ? code : view.getUint16(offsetAt + offset + 2 * (code - start));
        if (glyph !== 0) this.#advance.set(code, advance((glyph + delta) & 0xffff));
      }
    }
  }

  /** Width of a text in ems. */
  width(text: string): number {
    let sum = 0;
    for (const character of text) sum += this.#advance.get(character.codePointAt(0) ?? 0) ?? this.#missing;
    return sum;
  }

  has(character: string): boolean {
    return this.#advance.has(character.codePointAt(0) ?? 0);
  }
}

let faces: { regular: FontMetrics; bold: FontMetrics } | undefined;

function metrics(bold: boolean): FontMetrics {
  const files = fontFiles();
  faces ??= { regular: new FontMetrics(files.regular), bold: new FontMetrics(files.bold) };
  return bold ? faces.bold : faces.regular;
}

/** Width of a text in pixels of the figures' font. */
export function textWidth(text: string, size: number, bold = false): number {
  return metrics(bold).width(text) * size;
}

/** True when the font has every character of a text. */
export function fontCovers(text: string): boolean {
  return Array.from(text).every((character) => metrics(false).has(character));
}

/** Breaks a text into lines of at most `width` pixels, at spaces. */
export function wrapText(text: string, size: number, width: number, bold = false): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size, bold) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}
