import { type Document, isNode, isPair, type Node, type Pair } from 'yaml';
import type { z } from 'zod';
import { dirname } from 'node:path';
import { InputError } from '../errors.ts';
import { describeIssue, type Fault, fieldName, valueAt } from '../problems/describeIssue.ts';
import { readTextFile } from '../problems/readTextFile.ts';
import { oneLine } from '../plainText.ts';
import { showValue } from '../problems/showValue.ts';
import { withChannelFile } from './channelFile/withChannelFile.ts';
import { type Study, studyKeys, studySchema } from './schema.ts';
import { LARGEST_STUDY, readStudyYaml } from './studyYaml.ts';
import { unusedFields } from './unusedFields.ts';

/** Faults that are told of a file; more of them have a common cause. */
const MOST_FAULTS = 20;

/**
 * Reads and checks a study file.
 *
 * @throws InputError listing every fault as `file:line:column: field: expected ..., got ...`.
 */
export function readStudy(file: string): Study {
  return parseStudy(readStudyText(file), file);
}

/** Text of a study file. @throws InputError when it cannot be read as one (`readTextFile`). */
export function readStudyText(file: string): string {
  return readTextFile(file, { what: 'a study', most: LARGEST_STUDY });
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
  const { document, value, place } = readStudyYaml(text, file);
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
  const faults = parsed.success ? unused : faultsOf(parsed.error.issues, value);
  const lines = faults
    .slice(0, MOST_FAULTS)
    .map((fault) => ({ ...fault, offset: offsetOf(document, fault.path) }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ path, message, offset }) => {
      const name = fieldName(path);
      return `${place(offset)}: ${name === '' ? '' : `${name}: `}${oneLine(message)}`;
    });
  if (faults.length > MOST_FAULTS) lines.push(`${file}: ${faults.length - MOST_FAULTS} more faults like these`);
  throw new InputError(lines.join('\n'), 'experiments/ has complete study files');
}

/** Faults in the file's own values first; a rule between fields says nothing more about a field that has one. */
function faultsOf(issues: readonly z.core.$ZodIssue[], value: unknown): Fault[] {
  const own = issues.filter((i) => i.code !== 'custom').flatMap((i) => describeIssue(i, value, studyKeys));
  // of several limits that a value breaks the last one is the narrowest
  const faults = [...new Map(own.map((f) => [fieldName(f.path), namesSweep(f, value)])).values()];
  for (const issue of issues.filter((i) => i.code === 'custom')) {
    const known = faults.some((f) => issue.path.every((key, i) => f.path[i] === key));
    if (!known) faults.push(...describeIssue(issue, value));
  }
  return faults;
}

/** A list in place of one value of the system is meant as a sweep, where that can be swept. */
function namesSweep(fault: Fault, value: unknown): Fault {
  const [section, name, ...more] = fault.path;
  const given = valueAt(value, fault.path);
  if (section !== 'scenario' || more.length > 0 || !Array.isArray(given)) return fault;
  if (fault.message.startsWith('unknown key')) return fault;
  const swept = studyKeys(['sweep']).includes(String(name));
  const where = swept ? `a list of values goes under sweep.${String(name)}` : 'it cannot be swept';
  return { ...fault, message: `expected one value (${where}), got ${showValue(given)}` };
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
