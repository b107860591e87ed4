import type { Declarations } from './declarations.ts';
import { TokenReader } from './tokenReader.ts';
import { StatementTranslator } from './translateStatement.ts';
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

class FileTranslator extends StatementTranslator {
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
