import { readFileSync } from 'node:fs';
import { LineCounter, isNode, isPair, parseDocument, type Document, type Node, type Pair } from 'yaml';
import type { z } from 'zod';
import { InputError } from '../errors.ts';
import { type Study, studySchema } from './schema.ts';

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

/** As `readStudy`, from the text of a file of that name. */
export function parseStudy(text: string, file: string): Study {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const faults = document.errors.map((e) => `${place(e.pos[0])}: ${e.message}`);
  if (faults.length > 0) throw new InputError(faults.join('\n'));
  const value: unknown = document.toJS();
  const parsed = studySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const messages = parsed.error.issues
    .flatMap((issue) => describe(issue, value))
    .map(({ path, message }) => {
      const name = path
        .map((p) => (typeof p === 'number' ? `[${p}]` : `.${String(p)}`))
        .join('')
        .replace(/^\./, '');
      return `${place(offsetOf(document, path))}: ${name === '' ? '' : `${name}: `}${message}`;
    });
  throw new InputError(messages.join('\n'), 'docs/adding.md and experiments/ show complete study files');
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** One fault for each unknown key; otherwise the issue with the value that came. */
function describe(issue: z.core.$ZodIssue, value: unknown): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'unknown key' }));
  const got = valueAt(value, issue.path);
  const shown = got === undefined ? 'nothing' : JSON.stringify(got);
  if (issue.code === 'custom') return [{ path: issue.path, message: issue.message }];
  return [{ path: issue.path, message: `${issue.message.replace(/^Invalid input: /, '')}, got ${shown}` }];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let v = value;
  for (const p of path) v = typeof v === 'object' && v !== null ? (v as Record<PropertyKey, unknown>)[p] : undefined;
  return v;
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
