import { double, jsonValue, string } from 'fast-check';
import type { Draw } from '../draw.ts';

/** Texts that break quoting, names of files, terminals, numbers, or the keys of an object. */
const TEXTS = [
  '',
  ' ',
  '\n',
  'a\nb',
  'a\r\nb',
  '\t',
  "'",
  '"',
  '\\',
  '`touch broken`',
  '$(touch broken)',
  '"; touch broken; "',
  "'; touch broken; '",
  '\n#SBATCH --uid=0\n',
  '\u001b[31mred',
  '\u0007',
  '\u202eleft',
  '\ud800',
  'é',
  '名前',
  '🙂',
  'x'.repeat(300),
  'x'.repeat(5000),
  '..',
  '.',
  '/',
  '-',
  '--',
  '-1',
  '%a %s %%',
  '{}',
  '[]',
  '<b>&amp;</b>',
  'null',
  '~',
  'true',
  'no',
  'NaN',
  'Infinity',
  '1e3',
  '0x10',
  '1_000',
  '1,5',
  ' 1',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
] as const;

/** Numbers at the limits of types and of what a program can allocate. */
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  2,
  3,
  0.5,
  1.5,
  -1.5,
  1e-300,
  5e-324,
  1e-9,
  1e9,
  1e15,
  1e300,
  -1e300,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 53 + 2,
  Number.MAX_VALUE,
  Number.NaN,
  Infinity,
  -Infinity,
] as const;

export function hostileText(draw: Draw): string {
  if (draw.chance(70)) return draw.pick(TEXTS);
  return draw.of(string({ unit: draw.chance(50) ? 'grapheme' : 'binary', maxLength: 40 }));
}

export function hostileNumber(draw: Draw): number {
  return draw.chance(80) ? draw.pick(NUMBERS) : draw.of(double());
}

/** A value that a JSON or YAML file can hold. */
export function hostilePlain(draw: Draw): unknown {
  const kind = draw.below(10);
  if (kind < 4) return hostileNumber(draw);
  if (kind < 6) return hostileText(draw);
  if (kind < 9) return draw.pick([null, true, false, [], {}, [[]], [null], { a: 1 }, [1, 1], [0, -1]]);
  return draw.of(jsonValue({ maxDepth: 2 }));
}

/** Any value that a program without types may hand over. */
export function hostileValue(draw: Draw): unknown {
  if (draw.chance(60)) return hostilePlain(draw);
  return draw.pick([
    undefined,
    0n,
    -1n,
    2n ** 64n,
    Symbol('symbol'),
    () => 1,
    new Date(0),
    new Map([[1, 2]]),
    new Float32Array(4),
    new Float64Array(0),
    new Float64Array([Number.NaN, Infinity]),
    new Uint8Array(3),
    new ArrayBuffer(8),
    Object.create(null) as object,
    new Error('handed over'),
    /x/,
    Promise.resolve(1),
  ]);
}
