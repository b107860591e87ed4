import { parse, stringify } from 'yaml';
import type { Draw } from '../draw.ts';
import { hostilePlain, hostileText } from './hostile.ts';
import { changeBytes } from './bytes.ts';
import { type Changed, changeValues } from './values.ts';

type Text = Changed<string | Uint8Array>;

/** Pieces of YAML that people write by mistake, or to break its readers. */
const PIECES = [
  '<<: *a',
  '<<: { cells: 1 }',
  '&a',
  '*a',
  '*absent',
  '&a [*a]',
  '!!binary AAAA',
  '!!js/function "1"',
  '!unknown',
  '? [1, 2]',
  '---',
  '...',
  '%YAML 1.1',
  '\t',
  '- ',
  ': ',
  '{',
  '}',
  '[',
  '"',
  "'",
  '|',
  '>-',
  '#',
  '@',
  '`',
  '0b1',
  '0o17',
  '1:30',
  '.nan',
  '-.inf',
  '2001-01-01',
  '\u0000',
  '\u001b[2J',
  '\ufeff',
  '\u2028',
  '\r',
];

/** Changes a YAML file in its values, its lines, its encoding or its size. */
export function changeYaml(draw: Draw, text: string): Text {
  const way = draw.below(100);
  if (way < 55) return changedTree(draw, text);
  if (way < 80) return changedLines(draw, text);
  if (way < 90) return changedEncoding(draw, text);
  if (way < 95) return changeBytes(draw, Buffer.from(text));
  return grown(draw, text);
}

function changedTree(draw: Draw, text: string): Text {
  const { value, what } = changeValues(draw, parse(text) as unknown, hostilePlain);
  const options = draw.pick([{}, { collectionStyle: 'flow' }, { defaultStringType: 'QUOTE_DOUBLE' }] as const);
  return { value: stringify(value, options), what };
}

function changedLines(draw: Draw, text: string): Text {
  const lines = text.split('\n');
  const at = draw.below(lines.length);
  const line = lines[at] ?? '';
  const column = draw.below(line.length + 1);
  const piece = draw.chance(80) ? draw.pick(PIECES) : hostileText(draw);
  const colon = line.indexOf(': ');
  const cut = `${line.slice(0, column)}${piece}${line.slice(column)}`;
  const ways: (() => Text)[] = [
    () => ({ value: lines.toSpliced(at, 1).join('\n'), what: `without line ${at + 1}` }),
    () => ({ value: lines.toSpliced(at, 0, line).join('\n'), what: `line ${at + 1} twice` }),
    () => ({ value: lines.toSpliced(at, 0, piece).join('\n'), what: `${JSON.stringify(piece)} before line ${at + 1}` }),
    () => ({
      value: lines.with(at, cut).join('\n'),
      what: `${JSON.stringify(piece)} in line ${at + 1}, column ${column + 1}`,
    }),
    () => ({ value: lines.with(at, ` ${line}`).join('\n'), what: `line ${at + 1} indented` }),
    () => ({ value: lines.slice(0, at).join('\n'), what: `the first ${at} lines` }),
    () => ({
      value: lines.with(at, colon < 0 ? piece : `${line.slice(0, colon)}: ${piece}`).join('\n'),
      what: `${JSON.stringify(piece)} as the value of line ${at + 1}`,
    }),
  ];
  return draw.pick(ways)();
}

function changedEncoding(draw: Draw, text: string): Text {
  const titled = text.replace(/title: .*/, 'title: Müller');
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  return draw.pick<Text>([
    { value: little, what: 'UTF-16, little-endian' },
    { value: Buffer.from(little).swap16(), what: 'UTF-16, big-endian' },
    { value: Buffer.from(text, 'utf16le'), what: 'UTF-16 without a mark' },
    { value: Buffer.from(titled, 'latin1'), what: 'Latin-1' },
    { value: `\ufeff${text}`, what: 'UTF-8 with a mark' },
    { value: text.replaceAll('\n', '\r\n'), what: 'lines that end with CR LF' },
    { value: text.replaceAll('\n', '\r'), what: 'lines that end with CR' },
    { value: Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0xc3])]), what: 'bytes that are no UTF-8' },
  ]);
}

/** Files that are small to write and large to read. */
function grown(draw: Draw, text: string): Text {
  const n = draw.pick([100, 3000, 20_000]);
  const doubled = Array.from({ length: 30 }, (_, i) => `  - &b${i + 1} [*b${i}, *b${i}]`).join('\n');
  return draw.pick<Text>([
    { value: `${text}list:\n  - &a 1\n${'  - *a\n'.repeat(n)}`, what: `${n} aliases` },
    { value: `${text}list:\n  - &b0 [1]\n${doubled}\n`, what: 'aliases of aliases, 30 deep' },
    { value: `${text}cycle: &c [*c]\n`, what: 'a list within itself' },
    { value: `${text}cycle: &c { own: *c }\n`, what: 'an object within itself' },
    { value: `${text}deep: ${'['.repeat(n)}${']'.repeat(n)}\n`, what: `lists ${n} deep` },
    { value: `${text}deep: ${'{a: '.repeat(n)}1${'}'.repeat(n)}\n`, what: `objects ${n} deep` },
    { value: `${text}long: ${'x'.repeat(100 * n)}\n`, what: `a text of ${100 * n}` },
    { value: `${text}#${'x'.repeat(3000 * n)}\n`, what: `a comment of ${3000 * n}` },
    { value: `${text}list: [${'1, '.repeat(n)}1]\n`, what: `a list of ${n}` },
    { value: `${text}${Array.from({ length: n }, (_, i) => `key${i}: 1\n`).join('')}`, what: `${n} unknown keys` },
    { value: `${text}${'- \n'.repeat(n)}`, what: `${n} lines that are no mapping` },
    {
      value: text.replace(
        /thresholdDb: .*?\]/,
        `thresholdDb: [${Array.from({ length: n }, (_, i) => i / n).join(', ')}]`,
      ),
      what: `${n} thresholds`,
    },
  ]);
}
