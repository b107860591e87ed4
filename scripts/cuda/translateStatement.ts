import type { TokenReader } from './tokenReader.ts';
import { ExpressionTranslator } from './translateExpression.ts';
import type { Token } from './wgslTokens.ts';

const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%='] as const;

/** Rewrites the statements of WGSL functions as C++. */
export class StatementTranslator extends ExpressionTranslator {
  /** A type that may be an array, or an atomic number: those are plain ones in C++. */
  protected storedType(): { type: string; length: string } {
    const { reader } = this;
    if (!reader.at('array', 'atomic')) return { type: this.type(), length: '' };
    const kind = reader.take().text;
    reader.expect('<');
    const type = this.type();
    if (kind === 'atomic') {
      reader.expect('>');
      return { type, length: '' };
    }
    reader.expect(',');
    const first = reader.peek();
    // a length is a product of constants: an expression would take the closing > for a comparison
    this.unary();
    while (reader.skip('*')) this.unary();
    const length = reader.result(first, reader.peek(-1));
    reader.expect('>');
    return { type, length: `[${length}]` };
  }

  /** @returns whether it is one assignment. */
  protected block(): boolean {
    const { reader } = this;
    reader.expect('{');
    this.scopes.push(new Set());
    const kinds: boolean[] = [];
    while (!reader.skip('}')) kinds.push(this.statement());
    this.scopes.pop();
    return kinds.length === 1 && kinds[0] === true;
  }

  /** @returns whether it is an assignment. */
  private statement(): boolean {
    const { reader } = this;
    const token = reader.peek();
    if (reader.at('{')) this.block();
    else if (reader.skip(';')) return false;
    else if (reader.at('let', 'var')) {
      this.local();
      reader.expect(';');
    } else if (reader.skip('if')) this.branch();
    else if (reader.skip('for')) this.loopOver(token);
    else if (reader.skip('loop')) {
      reader.replace(token, 'for (;;)');
      this.block();
    } else if (reader.skip('switch')) this.cases();
    else if (reader.skip('return')) {
      if (!reader.at(';')) this.expression();
      reader.expect(';');
    } else if (reader.skip('break') || reader.skip('continue')) reader.expect(';');
    else {
      const assigns = this.simple();
      reader.expect(';');
      return assigns;
    }
    return false;
  }

  /** `let` and `var` of a function. */
  private local(): void {
    const { reader, declared } = this;
    const keyword = reader.take();
    const name = reader.name();
    const scope = this.scopes.at(-1) as Set<string>;
    if (declared.functions.has(name.text) || declared.primitives.has(name.text))
      reader.fail('expected a name that no function has', name);
    if (reader.skip(':')) {
      const { type, length } = this.storedType();
      const declaration = `${type} ${name.text}${length}`;
      reader.replaceAll(keyword, reader.peek(-1), reader.at('=') ? declaration : `${declaration} = {}`);
      if (reader.skip('=')) this.expression();
    } else {
      reader.expect('=');
      const group = reader.at('shape') && reader.peek(2).text === 'groups';
      reader.replace(keyword, group ? 'const auto&' : keyword.text === 'let' ? 'const auto' : 'auto');
      this.expression();
      if (group && reader.peek(-1).text !== ']') reader.fail('expected a group by itself');
    }
    scope.add(name.text);
  }

  /** A condition, which WGSL takes without parentheses and C++ does not. */
  private condition(): void {
    const { reader } = this;
    const first = reader.peek();
    this.expression();
    const last = reader.peek(-1);
    if (closes(reader, first, last)) return;
    reader.before(first, '(');
    reader.after(last, ')');
  }

  private branch(): void {
    const { reader } = this;
    this.condition();
    this.block();
    if (!reader.skip('else')) return;
    if (reader.skip('if')) this.branch();
    else this.block();
  }

  private loopOver(first: Token): void {
    const { reader } = this;
    this.scopes.push(new Set());
    reader.expect('(');
    if (!reader.at(';')) {
      if (reader.at('let', 'var')) this.local();
      else this.simple();
    }
    reader.expect(';');
    const constant = this.limit();
    reader.expect(';');
    if (!reader.at(')')) this.simple();
    const shares = reader.peek(-1).text === 'T';
    reader.expect(')');
    const calls = this.calls;
    const sum = this.block() && !shares && calls === this.calls;
    this.scopes.pop();
    // how far the CUDA compiler unrolls it, see kernels/cuda/device.h
    reader.before(first, constant ? 'UNROLL_ALL ' : sum ? 'UNROLL_SUM ' : 'UNROLL_NOT ');
  }

  /** The condition of a loop. @returns whether its limit is made of named constants alone. */
  private limit(): boolean {
    const { reader } = this;
    const from = reader.peek(2);
    if (!reader.at(';')) this.expression();
    const text = reader.source(from, reader.peek(-1));
    return text.split('*').every((factor) => this.declared.constants.has(factor.trim()));
  }

  /** `switch`: cases of WGSL do not fall through. */
  private cases(): void {
    const { reader } = this;
    this.condition();
    reader.expect('{');
    while (!reader.skip('}')) {
      if (!reader.skip('default')) {
        reader.expect('case');
        this.expression();
      }
      reader.expect(':');
      this.block();
      reader.after(reader.peek(-1), ' break;');
    }
  }

  /** An assignment, a step or a call. @returns whether it is an assignment. */
  private simple(): boolean {
    const { reader } = this;
    const first = reader.take();
    if (first.kind !== 'name') reader.fail('expected a statement', first);
    this.named(first);
    this.postfix();
    if (reader.skip('++') || reader.skip('--')) return false;
    if (reader.at(...ASSIGNMENTS)) {
      reader.take();
      this.expression();
      return true;
    }
    if (reader.peek(-1).text !== ')') reader.fail('expected an assignment or a call');
    return false;
  }
}

/** Is the text between two tokens one pair of parentheses? */
function closes(reader: TokenReader, first: Token, last: Token): boolean {
  if (first.text !== '(' || last.text !== ')') return false;
  const text = reader.source(first, last);
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return i === text.length - 1;
  }
  return false;
}
