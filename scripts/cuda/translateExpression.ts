import type { Declarations } from './declarations.ts';
import type { TokenReader } from './tokenReader.ts';
import type { Token } from './wgslTokens.ts';

/** Names that can be seen in a function, the innermost block last. */
export type Scopes = Set<string>[];

/** Types of numbers; F is the float32 of the WGSL, double in float64. */
const TYPES: Record<string, string> = { i32: 'int', u32: 'u32', f32: 'F', bool: 'bool', R: 'R', C: 'C' };
/** Functions of WGSL that kernels/cuda supplies under these names. */
const BUILTINS: Record<string, string> = {
  min: 'min',
  max: 'max',
  sqrt: 'squareRoot',
  select: 'select',
  countTrailingZeros: 'countTrailingZeros',
  atomicAdd: 'atomicAdd',
  atomicOr: 'atomicOr',
  atomicLoad: 'atomicLoad',
  atomicStore: 'atomicStore',
  workgroupBarrier: 'barrier',
  storageBarrier: 'barrier',
};
const VECTORS: Record<string, string> = { vec2: 'Vec2', vec3: 'Vec3' };
/** Binary operators that WGSL takes without parentheses, and those of which it takes one kind alone, loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];
const BITS: readonly string[] = ['&', '|', '^', '<<', '>>'];

/** Translates the expressions and types of one file. */
export class ExpressionTranslator {
  protected readonly reader: TokenReader;
  protected readonly declared: Declarations;
  protected readonly scopes: Scopes = [];
  /** Calls so far of functions that are translated, and so may be long. */
  protected calls = 0;

  constructor(reader: TokenReader, declared: Declarations) {
    this.reader = reader;
    this.declared = declared;
  }

  /** Reads a type and returns its C++ name; the tokens stay as they are. */
  protected type(): string {
    const { reader } = this;
    const token = reader.name();
    const vector = VECTORS[token.text];
    if (vector !== undefined) {
      reader.expect('<');
      const element = this.type();
      reader.expect('>');
      return `${vector}<${element}>`;
    }
    if (this.declared.structs.has(token.text)) return token.text;
    return TYPES[token.text] ?? reader.fail('expected a type that the translation knows', token);
  }

  /** Reads an expression; notes its translation. */
  expression(level = 0): void {
    const { reader } = this;
    const signs = LEVELS[level];
    if (signs === undefined) {
      this.unary();
      return;
    }
    this.expression(level + 1);
    if (level === 0 && reader.at(...BITS)) this.bits();
    while (reader.at(...signs)) {
      reader.take();
      this.expression(level + 1);
      if (level === 2 && reader.at(...signs)) reader.fail('comparisons in a row');
    }
  }

  /** One operator of bits, as often as it comes, between operands that are unary: where C++ and WGSL agree. */
  protected bits(): void {
    const { reader } = this;
    const sign = reader.take().text;
    do this.unary();
    while (sign === reader.peek().text && reader.take() && !['<<', '>>'].includes(sign));
    if (reader.at(...BITS, ...LEVELS.flat())) reader.fail('operators of bits want parentheses');
  }

  protected unary(): void {
    const { reader } = this;
    if (reader.at('-', '!', '~')) {
      reader.take();
      this.unary();
      return;
    }
    this.primary();
    this.postfix();
  }

  protected postfix(): void {
    const { reader } = this;
    for (;;) {
      if (reader.skip('[')) {
        this.expression();
        reader.expect(']');
      } else if (reader.skip('.')) {
        const member = reader.name();
        if (!/^[xyz]$/.test(member.text) && !this.declared.members.has(member.text))
          reader.fail('expected a member that some structure has', member);
      } else return;
    }
  }

  protected primary(): void {
    const { reader } = this;
    const token = reader.take();
    if (token.text === '(') {
      this.expression();
      reader.expect(')');
    } else if (token.kind === 'float') {
      reader.replace(token, `F(${token.text.replace(/f$/, '')})`);
    } else if (token.kind === 'integer') {
      reader.replace(token, token.text.replace(/i$/, ''));
    } else if (token.kind === 'name') {
      this.named(token);
    } else reader.fail('expected an expression', token);
  }

  protected named(token: Token): void {
    const { reader, declared } = this;
    const { text } = token;
    if (text === 'true' || text === 'false') return;
    if (VECTORS[text] !== undefined) {
      const type = this.constructed(token);
      this.braces(token, type);
    } else if (reader.at('(')) this.call(token);
    else if (this.scopes.some((names) => names.has(text))) return;
    else if (declared.shared.has(text)) reader.replace(token, `sh.${text}`);
    else if (!declared.constants.has(text) && !declared.variables.has(text))
      reader.fail('expected a known name', token);
  }

  /** Reads the rest of a vector's type. */
  protected constructed(token: Token): string {
    this.reader.expect('<');
    const element = this.type();
    this.reader.expect('>');
    return `${VECTORS[token.text]}<${element}>`;
  }

  /** Arguments of a constructor, with braces. */
  protected braces(first: Token, type: string): void {
    const { reader } = this;
    const open = reader.expect('(');
    reader.replaceAll(first, open, `${type}{`);
    reader.replace(this.arguments(), '}');
  }

  /** Reads arguments up to the closing parenthesis, which it returns; WGSL takes a comma before it. */
  protected arguments(pointers = false): Token {
    const { reader } = this;
    for (;;) {
      if (reader.at(')')) return reader.take();
      if (pointers && reader.at('&')) {
        reader.take();
        this.primary();
        this.postfix();
      } else this.expression();
      const comma = reader.skip(',');
      if (comma && reader.at(')')) reader.replace(comma, '');
      else if (!comma) return reader.expect(')');
    }
  }

  protected call(name: Token): void {
    const { reader, declared } = this;
    const { text } = name;
    if (text === 'workgroupUniformLoad') {
      reader.replace(name, 'uniformLoad');
      reader.expect('(');
      reader.replace(reader.expect('&'), '');
      this.primary();
      reader.expect(')');
      return;
    }
    if (declared.structs.has(text)) {
      this.braces(name, text);
      return;
    }
    const builtin = BUILTINS[text] ?? TYPES[text];
    if (declared.functions.has(text)) this.calls++;
    else if (declared.primitives.has(text)) reader.replace(name, text);
    else if (builtin !== undefined) reader.replace(name, builtin);
    else reader.fail('expected a function that the translation knows', name);
    reader.expect('(');
    this.arguments(text.startsWith('atomic'));
  }
}
