import { lineAt, type Token, WgslError, wgslTokens } from './wgslTokens.ts';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Reads the tokens of a WGSL file one after the other and notes what the C++ text has in their place. */
export class TokenReader {
  readonly #text: string;
  readonly #file: string;
  readonly #tokens: readonly Token[];
  readonly #edits: Edit[] = [];
  #place = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    this.#tokens = wgslTokens(text, file);
  }

  /** The token that is read next, or one further on. */
  peek(ahead = 0): Token {
    return (this.#tokens[this.#place + ahead] ?? this.#tokens.at(-1)) as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#place++;
    return token;
  }

  at(...texts: readonly string[]): boolean {
    return this.peek().kind !== 'end' && texts.includes(this.peek().text);
  }

  /** Takes the token if it is that one. */
  skip(text: string): Token | undefined {
    return this.at(text) ? this.take() : undefined;
  }

  expect(text: string): Token {
    return this.skip(text) ?? this.fail(`expected ${text}`);
  }

  name(): Token {
    return this.peek().kind === 'name' ? this.take() : this.fail('expected a name');
  }

  get atEnd(): boolean {
    return this.peek().kind === 'end';
  }

  /** @throws WgslError that names the place and the token there. */
  fail(problem: string, token: Token = this.peek()): never {
    throw new WgslError(`${this.#file}:${lineAt(this.#text, token.from)}: ${problem}, found ${token.text}`);
  }

  replace(token: Token, text: string): void {
    this.#edits.push({ from: token.from, to: token.to, text });
  }

  before(token: Token, text: string): void {
    this.#edits.push({ from: token.from, to: token.from, text });
  }

  after(token: Token, text: string): void {
    this.#edits.push({ from: token.to, to: token.to, text });
  }

  /** The text from the first token to the last gives way to another; its lines stay. */
  replaceAll(first: Token, last: Token, text: string): void {
    const lines = this.#text.slice(first.from, last.to).split('\n').length - 1;
    for (let i = this.#edits.length; i-- > 0;) {
      const { from, to } = this.#edits[i] as Edit;
      if (from >= first.from && to <= last.to) this.#edits.splice(i, 1);
    }
    this.#edits.push({ from: first.from, to: last.to, text: text + '\n'.repeat(lines) });
  }

  /** The text as it stands in the file. */
  source(first: Token, last: Token): string {
    return this.#text.slice(first.from, last.to);
  }

  /** The part of the file from the first token to the last, or all of it, with its edits. */
  result(first?: Token, last?: Token): string {
    const begin = first?.from ?? 0;
    const end = last?.to ?? this.#text.length;
    // edits at one place stay in the order in which they were made
    const edits = this.#edits.filter(({ from, to }) => from >= begin && to <= end).sort((a, b) => a.from - b.from);
    let out = '';
    let place = begin;
    for (const { from, to, text } of edits) {
      out += this.#text.slice(place, from) + text;
      place = to;
    }
    return out + this.#text.slice(place, end);
  }
}
