import type { Declarations } from './declarations.ts';
import { TokenReader } from './tokenReader.ts';
import { ExpressionTranslator } from './translateExpression.ts';
import type { Token } from './wgslTokens.ts';

/** What becomes of one file. */
export interface Translation {
  /** Members of a C++ structure, line for line as in the WGSL. */
  readonly text: string;
  /** C++ declarations of the workgroup's variables, which become members of another structure. */
  readonly shared: readonly string[];
  /** The constants alone. */
  readonly constants: readonly string[];
}

const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%='] as const;

class FileTranslator extends ExpressionTranslator {
  readonly shared: string[] = [];
  readonly constants: string[] = [];

  file(): void {
    while (!this.reader.atEnd) this.declaration();
  }

  private declaration(): void {
    const { reader } = this;
    this.attributes();
    const token = reader.peek();
    if (reader.skip('fn')) this.function(token);
    else if (reader.skip('const')) this.constant(token);
    else if (reader.skip('struct')) this.struct();
    else if (reader.skip('var')) this.variable(token);
    else reader.fail('expected a function, constant, structure or variable');
  }

  /** Drops `@name` and `@name(arguments)`. */
  private attributes(): void {
    const { reader } = this;
    while (reader.at('@')) {
      const first = reader.take();
      let last = reader.name();
      if (reader.skip('(')) while ((last = reader.take()).text !== ')') if (reader.atEnd) reader.fail('expected )');
      reader.replaceAll(first, last, '');
    }
  }

  private constant(first: Token): void {
    const { reader } = this;
    reader.name();
    reader.expect('=');
    reader.replace(first, 'static constexpr auto');
    this.expression();
    this.constants.push(reader.result(first, reader.expect(';')));
  }

  private struct(): void {
    const { reader } = this;
    reader.name();
    reader.expect('{');
    while (!reader.at('}')) {
      const name = reader.name();
      reader.expect(':');
      const last = this.typeBefore(name);
      const comma = reader.skip(',');
      if (comma) reader.replace(comma, ';');
      else reader.after(last, ';');
    }
    reader.after(reader.expect('}'), ';');
  }

  /** Reads a type behind `name:` and writes it before the name. Returns its last token. */
  private typeBefore(name: Token): Token {
    const { reader } = this;
    const type = this.type();
    const last = reader.peek(-1);
    reader.replaceAll(name, last, `${type} ${name.text}`);
    return last;
  }

  private variable(first: Token): void {
    const { reader } = this;
    reader.expect('<');
    const space = reader.name();
    if (!['private', 'workgroup'].includes(space.text)) reader.fail('expected private or workgroup', space);
    reader.expect('>');
    const name = reader.name();
    reader.expect(':');
    const { type, length } = this.storedType();
    const last = reader.expect(';');
    if (space.text === 'workgroup') {
      this.shared.push(`${type} ${name.text}${length};`);
      reader.replaceAll(first, last, '');
    } else reader.replaceAll(first, last, `${type} ${name.text}${length} = {};`);
  }

  /** A type that may be an array, or an atomic number: those are plain ones in C++. */
  private storedType(): { type: string; length: string } {
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

  private function(first: Token): void {
    const { reader } = this;
    const name = reader.name();
    const names = new Set<string>();
    this.scopes.push(names);
    reader.expect('(');
    while (!reader.at(')')) {
      this.attributes();
      const parameter = reader.name();
      reader.expect(':');
      const type = this.type();
      // copies of a structure of the shape would leave the constant memory
      const text = type === 'Group' ? 'const Group&' : type;
      reader.replaceAll(parameter, reader.peek(-1), `${text} ${parameter.text}`);
      names.add(parameter.text);
      const comma = reader.skip(',');
      if (comma && reader.at(')')) reader.replace(comma, '');
    }
    const close = reader.expect(')');
    let type = 'void';
    if (reader.skip('->')) {
      type = this.type();
      reader.replaceAll(close, reader.peek(-1), ')');
    }
    reader.replace(first, `DEV ${type}`);
    const open = reader.peek();
    this.block();
    if (name.text === 'step') reader.after(open, ' STEP_HOOK(i);');
    if (this.declared.twins.has(name.text)) reader.replaceAll(first, reader.peek(-1), '');
    this.scopes.pop();
  }

  /** @returns whether it is one assignment. */
  private block(): boolean {
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

/**
 * C++ of one WGSL file of the kernel. Every line stays where it is, so that compilers name lines of the WGSL.
 *
 * @param declared names of all files of the kernel.
 * @throws WgslError at whatever the translation does not know.
 */
export function translateFile(text: string, file: string, declared: Declarations): Translation {
  const reader = new TokenReader(text, file);
  const translator = new FileTranslator(reader, declared);
  translator.file();
  return { text: reader.result(), shared: translator.shared, constants: translator.constants };
}
