/** Numbers as the pages print them; an en dash where there is none. */
export const NONE = '–';
const LINE_WIDTH = 150;

/** Three digits: degrees. */
export function degrees(x: number): string {
  return finite(x, () => x.toPrecision(3));
}

/** A level, or a margin that may be far smaller than a tenth: dB. */
export function decibels(x: number): string {
  return finite(x, () => {
    if (x === 0) return '0';
    return Math.abs(x) < 0.1 ? shorter(x.toPrecision(2)) : x.toFixed(Math.abs(x) < 1 ? 2 : 1);
  });
}

/** A ratio minus one, in percent. */
export function percentAbove(quotient: number): string {
  return finite(quotient, () => {
    const x = 100 * (quotient - 1);
    if (Math.abs(x) < 0.0005) return '0%';
    return `${Math.abs(x) < 0.1 ? shorter(x.toPrecision(1)) : x.toFixed(Math.abs(x) < 10 ? 2 : 0)}%`;
  });
}

/** A ratio of two RCRBs. */
export function ratio(x: number): string {
  return finite(x, () => (x === 0 ? '0' : x.toFixed(3)));
}

/** A confidence interval; an en dash where there is none. */
export function interval(lower: number, upper: number): string {
  return Number.isNaN(lower) ? NONE : `${ratio(lower)} to ${upper === Infinity ? 'infinity' : ratio(upper)}`;
}

/** `0.98 to 1.02`. */
export function rangeOf(values: readonly number[], print: (x: number) => string): string {
  return values.length === 0 ? NONE : `${print(Math.min(...values))} to ${print(Math.max(...values))}`;
}

/** Any other number as it is. */
export function plain(x: number): string {
  return finite(x, () => String(x));
}

function finite(x: number, print: () => string): string {
  if (Number.isNaN(x)) return NONE;
  if (Number.isFinite(x)) return print();
  return x > 0 ? 'infinite' : 'minus infinity';
}

/** 0.0000043 as 4.3e-6. */
function shorter(text: string): string {
  const x = Number(text);
  return Math.abs(x) < 1e-3 ? x.toExponential() : text;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** `none of 12`, `all 12`, `3 of 12`. */
export function shareOf(count: number, total: number): string {
  if (count === 0) return `none of ${total}`;
  return count === total ? `all ${total}` : `${count} of ${total}`;
}

/** A list of sentences; empty ones are left out. */
export function bullets(sentences: readonly string[]): string {
  return sentences
    .filter((text) => text !== '')
    .map((text) => `- ${text}`)
    .join('\n');
}

/** `1 design`, `2 designs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Breaks a paragraph, or each item of a list, into lines of up to 150 characters or so. */
export function wrappedPart(part: string): string {
  if (part.startsWith('|') || part.startsWith('#')) return part;
  return part
    .split('\n')
    .map((line) => wrapped(line, line.startsWith('- ') ? '  ' : ''))
    .join('\n');
}

/** Breaks a text into lines. */
export function wrapped(text: string, indent = ''): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length >= LINE_WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join(`\n${indent}`);
}
