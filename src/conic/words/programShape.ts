import { invariant } from '../../errors.ts';
import { at } from './at.ts';
import { GROUP, HEAD, type Section, type WordList } from './words.ts';

/** The words and lists of a section, by name. */
type WordsOf<S> = S extends Section<infer W, infer L> ? Readonly<Record<W, number> & Record<L, Int32Array>> : never;

/** The words of one PSD group. */
export type GroupWords = WordsOf<typeof GROUP>;

/** The words of a shape by their names in words.ts. */
export type ProgramShapeWords = WordsOf<typeof HEAD> & { readonly groups: readonly GroupWords[] };

const keys = <K extends string>(record: Readonly<Record<K, unknown>>): K[] => Object.keys(record) as K[];

function listLength<W extends string>({ length }: WordList<W>, words: Readonly<Record<W, number>>): number {
  return length.reduce<number>((product, factor) => product * (typeof factor === 'number' ? factor : words[factor]), 1);
}

/** The descriptor of a shape: its words and lists in the order of words.ts. */
export function writeDescriptor(shape: ProgramShapeWords): Int32Array {
  const parts: Int32Array[] = [];
  const write = <W extends string, L extends string>(
    { words, lists }: Section<W, L>,
    values: Readonly<Record<W, number> & Record<L, Int32Array>>,
  ): void => {
    parts.push(Int32Array.from(keys(words), (name) => values[name]));
    for (const name of keys(lists)) {
      invariant(values[name].length === listLength(lists[name], values), `list ${name} of a shape has its length`);
      parts.push(values[name]);
    }
  };
  invariant(shape.groups.length === shape.groupCount, 'a shape counts its groups');
  write(HEAD, shape);
  for (const group of shape.groups) write(GROUP, group);
  const descriptor = new Int32Array(parts.reduce((length, part) => length + part.length, 0));
  let cursor = 0;
  for (const part of parts) {
    descriptor.set(part, cursor);
    cursor += part.length;
  }
  return descriptor;
}

/** Reads what `writeDescriptor` writes; the lists are views of it. */
export function readDescriptor(descriptor: Int32Array): ProgramShapeWords {
  let cursor = 0;
  const take = (length: number): Int32Array => {
    cursor += length;
    invariant(length >= 0 && cursor <= descriptor.length, 'a descriptor has all of its words');
    return descriptor.subarray(cursor - length, cursor);
  };
  const read = <W extends string, L extends string>({ words, lists }: Section<W, L>): WordsOf<Section<W, L>> => {
    const numbers = take(keys(words).length);
    const values = Object.fromEntries(keys(words).map((name, i) => [name, at(numbers, i)])) as Record<W, number>;
    const taken = Object.fromEntries(keys(lists).map((name) => [name, take(listLength(lists[name], values))]));
    return { ...values, ...taken } as WordsOf<Section<W, L>>;
  };
  const head = read(HEAD);
  const groups = Array.from({ length: head.groupCount }, () => read(GROUP));
  invariant(cursor === descriptor.length, 'a descriptor ends with its last group');
  return { ...head, groups };
}
