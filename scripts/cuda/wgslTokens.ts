/** A token of WGSL. `from` and `to` are places in the text. */
export interface Token {
  readonly kind: 'name' | 'integer' | 'float' | 'sign' | 'end';
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A text that the translator does not understand: says where and what. */
export class WgslError extends Error {}

/** Line of a place in a text, from 1. */
export const lineAt = (text: string, place: number): number => text.slice(0, place).split('\n').length;

const PATTERNS: readonly [Token['kind'] | 'space', RegExp][] = [
  ['space', /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y],
  ['name', /[A-Za-z_]\w*/y],
  ['float', /(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?f?|\d+[eE][+-]?\d+f?|\d+f/y],
  ['integer', /0[xX][\da-fA-F]+[iu]?|\d+[iu]?/y],
  ['sign', /<<=|>>=|->|\+\+|--|&&|\|\||<<|>>|[=!<>+\-*/%&|^]=|[-+*/%&|^!~<>=.,:;()[\]{}@]/y],
];

/**
 * The tokens of a WGSL text, without comments and white space, an `end` last.
 *
 * @throws WgslError at a character that begins no token.
 */
export function wgslTokens(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let place = 0;
  while (place < text.length) {
    const from = place;
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = from;
      const found = pattern.exec(text)?.[0];
      if (found === undefined) continue;
      place = from + found.length;
      if (kind !== 'space') tokens.push({ kind, text: found, from, to: place });
      break;
    }
    if (place === from) throw new WgslError(`${file}:${lineAt(text, from)}: no token of WGSL: ${text[from]}`);
  }
  tokens.push({ kind: 'end', text: 'end of file', from: place, to: place });
  return tokens;
}
