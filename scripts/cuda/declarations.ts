import { GROUP_FIELDS, SHAPE_FIELDS } from '../../src/conic/kernels/webgpu/shapeUniform.ts';
import { TokenReader } from './tokenReader.ts';

/** What the pieces of the kernel declare, so that a name that none of them knows is an error. */
export interface Declarations {
  readonly constants: Set<string>;
  readonly functions: Set<string>;
  /** Functions whose C++ is written by hand: numbers and memory. */
  readonly primitives: Set<string>;
  /** Functions of the pieces whose C++ is written by hand all the same. */
  readonly twins: Set<string>;
  /** Variables of a thread, and what is bound to the kernel. */
  readonly variables: Set<string>;
  /** Variables of a workgroup. */
  readonly shared: Set<string>;
  readonly structs: Set<string>;
  /** Members of all structures. */
  readonly members: Set<string>;
}

/** Declarations of the generated structures alone. */
export function noDeclarations(): Declarations {
  return {
    constants: new Set(),
    functions: new Set(),
    primitives: new Set(),
    twins: new Set(),
    variables: new Set(),
    shared: new Set(),
    structs: new Set(['Group', 'Shape']),
    members: new Set<string>([...GROUP_FIELDS, ...SHAPE_FIELDS, 'groups']),
  };
}

/** Adds the declarations of one WGSL file, whose functions go into `functions`. */
export function collectDeclarations(
  text: string,
  file: string,
  to: Declarations,
  functions: 'functions' | 'primitives' = 'functions',
): void {
  const reader = new TokenReader(text, file);
  let depth = 0;
  while (!reader.atEnd) {
    const token = reader.take();
    if (token.text === '{') depth++;
    if (token.text === '}') depth--;
    if (depth > 0) continue;
    if (token.text === 'fn') to[functions].add(reader.name().text);
    if (token.text === 'const') to.constants.add(reader.name().text);
    if (token.text === 'struct') {
      to.structs.add(reader.name().text);
      for (reader.expect('{'); !reader.skip('}');) {
        if (reader.peek(1).text === ':') to.members.add(reader.name().text);
        else reader.take();
      }
    }
    if (token.text === 'var') {
      reader.expect('<');
      const space = reader.name().text;
      while (!reader.skip('>')) reader.take();
      (space === 'workgroup' ? to.shared : to.variables).add(reader.name().text);
    }
  }
}
