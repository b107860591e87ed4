import {
  type CST,
  type Document,
  isAlias,
  isNode,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  Parser,
  visit,
  type YAMLError,
} from 'yaml';
import { InputError } from '../errors.ts';
import { oneLine, quoted } from '../plainText.ts';

/** Bytes of a study file; the largest shipped one has some four thousand. */
export const LARGEST_STUDY = 2 ** 20;
/** Words and signs: what YAML costs grows with them, with some constructs faster. */
const MOST_TOKENS = 2 ** 17;
const MOST_ALIASES = 100;
/** Lists and mappings within each other; the schema has five levels. */
const DEEPEST = 50;
/** Keys of one mapping, each of which is compared with all others. */
const MOST_KEYS = 1000;

/** The YAML text of a study as values, and where they stand in it. */
export interface StudyText {
  readonly document: Document;
  readonly value: unknown;
  /** `file:line:column` of an offset. */
  readonly place: (offset: number) => string;
}

/** A fault at an offset. */
interface Place {
  readonly offset: number;
  readonly text: string;
}

/**
 * Reads YAML 1.2 that a study may consist of. Its size, depth and aliases are bounded before anything is built from it.
 *
 * @throws InputError on YAML that cannot be read, is larger or deeper than a study, or has directives, unknown tags or aliases to themselves.
 */
export function readStudyYaml(text: string, file: string): StudyText {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const refuse = (fault: Place): never => {
    throw new InputError(`${place(fault.offset)}: ${oneLine(fault.text)}`);
  };
  const early = wrongCharacter(text) ?? tooLarge(text) ?? tooDeep(text);
  if (early) refuse(early);
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error', resolveKnownTags: false });
  const faults = [...document.errors, ...document.warnings].map((error) => syntaxFault(error, text));
  faults.push(...nodeFaults(document));
  // what comes after the first one mostly follows from it
  const [first] = faults.sort((a, b) => a.offset - b.offset);
  if (first) refuse(first);
  return { document, value: valueOf(document, refuse), place };
}

function valueOf(document: Document, refuse: (fault: Place) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return refuse({ offset: 0, text: `expected at most ${MOST_ALIASES} values through aliases, got more` });
  }
}

/** YAML has tab and line break of the control characters; others come from binary files and from terminals. */
function wrongCharacter(text: string): Place | undefined {
  // eslint-disable-next-line no-control-regex
  const found = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f]/.exec(text);
  if (!found) return undefined;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return { offset: found.index, text: `expected text, got the control character U+${code}` };
}

/** Reads the words alone, in one pass, as far as the first limit. */
function tooLarge(text: string): Place | undefined {
  if (text.length > LARGEST_STUDY)
    return { offset: 0, text: `expected at most ${LARGEST_STUDY} characters, got ${text.length}` };
  let [offset, tokens, depth, aliases] = [0, 0, 0, 0];
  let scalar = false;
  for (const token of new Lexer().lex(text)) {
    if (++tokens > MOST_TOKENS) return { offset, text: `expected at most ${MOST_TOKENS} words and signs, got more` };
    if (!scalar) {
      if (token === '[' || token === '{') depth++;
      if (token === ']' || token === '}') depth--;
      if (depth > DEEPEST)
        return { offset, text: `expected lists and mappings at most ${DEEPEST} deep, got deeper ones` };
      if (/^\*./.test(token) && ++aliases > MOST_ALIASES)
        return { offset, text: `expected at most ${MOST_ALIASES} aliases, got more` };
      if (token.startsWith('%')) return { offset, text: `expected YAML 1.2 without directives, got ${token.trim()}` };
    }
    // marks of the lexer: documents, the end of a flow, and that a scalar follows
    scalar = token === '\u001f';
    if (!scalar && token !== '\u0002' && token !== '\u0018') offset += token.length;
  }
  return undefined;
}

/** Looks at the syntax tree without recursion: what builds values from it has some. */
function tooDeep(text: string): Place | undefined {
  const open: { token: CST.Token | null | undefined; depth: number }[] = [];
  for (const token of new Parser().parse(text)) open.push({ token, depth: 0 });
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (!token) continue;
    if (token.type === 'document') open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    const { offset, items } = token;
    if (depth >= DEEPEST)
      return { offset, text: `expected lists and mappings at most ${DEEPEST} deep, got deeper ones` };
    if (items.length > MOST_KEYS && token.type !== 'block-seq' && !isFlowList(token))
      return { offset, text: `expected at most ${MOST_KEYS} keys in a mapping, got ${items.length}` };
    for (const item of items) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 });
      if (item.value) open.push({ token: item.value, depth: depth + 1 });
    }
  }
  return undefined;
}

function isFlowList(token: CST.BlockMap | CST.FlowCollection): boolean {
  return token.type === 'flow-collection' && token.start.source === '[';
}

/** What YAML says against the text, in the words of this program where it is a common slip. */
function syntaxFault({ pos: [offset, end], code, message }: YAMLError, text: string): Place {
  if (code === 'MULTIPLE_DOCS') return { offset, text: 'expected one document, got a second one after ---' };
  if (code === 'DUPLICATE_KEY') {
    const key = /^["']?([\w$-]+)/.exec(text.slice(offset, offset + 60))?.[1] ?? 'one';
    return { offset, text: `${key}: expected a key once in its mapping, got it again` };
  }
  if (code === 'MULTILINE_IMPLICIT_KEY') {
    const [line = ''] = text.slice(offset).split('\n', 1);
    return { offset, text: `expected a field as "name: value", got ${quoted(line)}` };
  }
  if (code === 'TAG_RESOLVE_FAILED') {
    const tag = /^\S{1,60}/.exec(text.slice(offset, end))?.[0] ?? 'one';
    return { offset, text: `expected a value without a tag, got ${tag}` };
  }
  return { offset, text: message };
}

/** Faults of nodes that YAML itself has nothing against. */
function nodeFaults(document: Document): Place[] {
  const faults: Place[] = [];
  const say = (node: unknown, text: string): void => {
    faults.push({ offset: (isNode(node) && node.range?.[0]) || 0, text });
  };
  visit(document, {
    Alias: (_, node, path) => {
      const target = node.resolve(document);
      if (target === undefined) say(node, `expected an anchor &${node.source} before this alias`);
      else if (path.includes(target))
        say(node, `expected an alias to something else, got *${node.source} within its own anchor`);
    },
    Pair: (_, { key }) => {
      if (!isScalar(key) && !isAlias(key)) say(key, 'expected a word as key, got a list or mapping');
    },
  });
  return faults;
}
