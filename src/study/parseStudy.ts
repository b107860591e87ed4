import { readFileSync } from 'node:fs';
import { LineCounter, isNode, isPair, parseDocument, visit, type Document, type Node, type Pair } from 'yaml';
import type { z } from 'zod';
import { dirname } from 'node:path';
import { InputError } from '../errors.ts';
import { type Fault, describeIssue, fieldName } from '../problems/describeIssue.ts';
import { withChannelFile } from './channelFile/withChannelFile.ts';
import { type Study, studyKeys, studySchema } from './schema.ts';
import { unusedFields } from './unusedFields.ts';

/**
 * Reads and checks a study file.
 *
 * @throws InputError listing every fault as `file:line:column: field: expected ..., got ...`.
 */
export function readStudy(file: string): Study {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`${file}: cannot read the study (${error instanceof Error ? error.message : String(error)})`);
  }
  return parseStudy(text, file);
}

/**
 * As `readStudy`, from the text of a file of that name.
 *
 * @param withChannels what is done with the study's channel file, whose path is relative to a folder. Default: the file is
 * opened, its path becomes absolute and its checksum is filled in.
 */
export function parseStudy(
  text: string,
  file: string,
  withChannels: (study: Study, folder: string) => Study = withChannelFile,
): Study {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const syntax = [...document.errors, ...document.warnings].map(({ pos, code, message }) => ({
    offset: pos[0],
    text: code === 'MULTIPLE_DOCS' ? 'expected one document, got a second one after ---' : message,
  }));
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document) === undefined)
        syntax.push({ offset: node.range?.[0] ?? 0, text: `expected an anchor &${node.source} before this alias` });
    },
  });
  if (syntax.length > 0) throw new InputError(syntax.map((f) => `${place(f.offset)}: ${oneLine(f.text)}`).join('\n'));
  const value = plain(document, place(0));
  const parsed = studySchema.safeParse(value);
  // refused in study files only: what is stored or made by a program stays readable
  const unused = parsed.success ? unusedFields(parsed.data) : [];
  if (parsed.success && unused.length === 0) {
    try {
      return withChannels(parsed.data, dirname(file));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const at = place(offsetOf(document, ['scenario', 'channelFile']));
      throw new InputError(`${at}: scenario.channelFile: ${oneLine(error.message)}`, error.hint);
    }
  }
  throw new InputError(
    (parsed.success ? unused : faultsOf(parsed.error.issues, value))
      .map((fault) => ({ ...fault, offset: offsetOf(document, fault.path) }))
      .sort((a, b) => a.offset - b.offset)
      .map(({ path, message, offset }) => {
        const name = fieldName(path);
        return `${place(offset)}: ${name === '' ? '' : `${name}: `}${oneLine(message)}`;
      })
      .join('\n'),
    'experiments/ has complete study files',
  );
}

function plain(document: Document, where: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // for example more aliases than any honest file has
    throw new InputError(`${where}: ${oneLine(error instanceof Error ? error.message : String(error))}`);
  }
}

/** Faults in the file's own values first; a rule between fields says nothing more about a field that has one. */
function faultsOf(issues: readonly z.core.$ZodIssue[], value: unknown): Fault[] {
  const own = issues.filter((i) => i.code !== 'custom').flatMap((i) => describeIssue(i, value, studyKeys));
  const faults = [...own];
  for (const issue of issues.filter((i) => i.code === 'custom')) {
    const known = faults.some((f) => issue.path.every((key, i) => f.path[i] === key));
    if (!known) faults.push(...describeIssue(issue, value));
  }
  return faults;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

/** Offset of the node at a path, or of its nearest ancestor that the file has. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let n = path.length; n > 0; n--) {
    const parent: unknown = n === 1 ? document.contents : document.getIn(path.slice(0, n - 1), true);
    const key = path[n - 1];
    if (parent && typeof parent === 'object' && 'items' in parent) {
      const items = parent.items as readonly (Pair | Node)[];
      const pair = items.find((item) => isPair(item) && String(item.key) === String(key));
      if (isPair(pair) && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node: unknown = document.getIn(path.slice(0, n), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
