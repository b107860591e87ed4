import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { studyHash } from '../../../src/study/hash.ts';
import { studySchema } from '../../../src/study/schema.ts';
import { changeBytes } from '../change/bytes.ts';
import { hostilePlain } from '../change/hostile.ts';
import { changeValues } from '../change/values.ts';
import type { Draw } from '../draw.ts';
import { copyOf, FINISHED, finishedStudy } from '../finishedStudies.ts';
import { READER_NAMES, type ReaderName, READERS } from '../readers.ts';
import type { Kind } from './kind.ts';
import { readBy } from './readBy.ts';
import { SMALL_STUDIES } from './smallStudies.ts';

/** Finished studies with study.json, _SUCCESS, lines of the manifest, or the files and folders themselves changed. */
export const directories: Kind = {
  name: 'directories',
  share: { calls: 14, commands: 14 },
  most: { calls: 80, commands: 6 },
  make: async (draw, { folder, shared }) => {
    const index = draw.below(FINISHED);
    const finished = await finishedStudy(shared, index);
    const root = copyOf(finished, folder);
    writeFileSync(join(folder, 'study.yaml'), SMALL_STUDIES[index] ?? '');
    const what = draw.pick([changeRecord, changeManifest, changeManifest, changeSuccess, changeTree])(draw, root);
    const readers = new Set<ReaderName>(['verify', draw.pick(READER_NAMES), draw.pick(READER_NAMES)]);
    const command = draw.pick(READER_NAMES);
    return {
      what: `${finished.name}, ${what}; ${[...readers].join(', ')}`,
      call: () => readBy(readers, root, finished, { folder, shared }),
      commands: [{ args: READERS[command].command }],
    };
  },
};

/** study.json: values, with the hash of its study renewed or not, or bytes. */
function changeRecord(draw: Draw, root: string): string {
  const file = join(root, 'study.json');
  if (draw.chance(20)) return `study.json: ${rewritten(draw, file)}`;
  const { value, what } = changeValues(draw, JSON.parse(readFileSync(file, 'utf8')), hostilePlain);
  const renews = draw.chance(60) && typeof value === 'object' && value !== null;
  const parsed = renews ? studySchema.safeParse((value as { study?: unknown }).study) : undefined;
  const record = parsed?.success ? { ...(value as object), hash: studyHash(parsed.data) } : value;
  writeFileSync(file, JSON.stringify(record) ?? '');
  return `study.json${parsed?.success ? ', hash renewed' : ''}: ${what}`;
}

function changeManifest(draw: Draw, root: string): string {
  const name = draw.pick(readdirSync(join(root, 'manifest')));
  const file = join(root, 'manifest', name);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const at = draw.below(lines.length);
  const line = lines[at] ?? '';
  const { value, what } = changeValues(draw, JSON.parse(line), hostilePlain);
  const write = (own: readonly string[], name_ = name): void =>
    writeFileSync(join(root, 'manifest', name_), `${own.join('\n')}\n`);
  const ways: (readonly [string, () => void])[] = [
    [`line ${at}: ${what}`, () => write(lines.with(at, JSON.stringify(value) ?? ''))],
    [`line ${at}: ${what}, beside the old one`, () => write([...lines, JSON.stringify(value) ?? ''])],
    [`without line ${at}`, () => write(lines.toSpliced(at, 1))],
    [`line ${at} twice`, () => write([...lines, line])],
    [`line ${at} cut`, () => write(lines.with(at, line.slice(0, draw.below(line.length))))],
    [
      `a failure of a chunk that is done`,
      () => write([...lines, JSON.stringify({ chunk: at, error: 'earlier\n  at once', host: 'h' })]),
    ],
    [
      'a line that is no object',
      () =>
        write([
          ...lines,
          draw.pick([
            'null',
            '1',
            '[]',
            '"x"',
            '{}',
            '{"chunk":"0"}',
            '{"chunk":0,"files":[null]}',
            '{"chunk":0,"files":[1]}',
            '{"chunk":1e300,"files":[]}',
            '{"chunk":0,"error":{}}',
          ]),
        ]),
    ],
    ['another writer of nothing', () => write([''], 'other.jsonl')],
    ['a folder named like a manifest', () => mkdirSync(join(root, 'manifest', 'folder.jsonl'))],
  ];
  const [text, change] = draw.pick(ways);
  if (draw.chance(15)) return `manifest: ${rewritten(draw, file)}`;
  change();
  return `manifest: ${text}`;
}

function changeSuccess(draw: Draw, root: string): string {
  const file = join(root, '_SUCCESS');
  if (draw.chance(30)) return `_SUCCESS: ${rewritten(draw, file)}`;
  const { value, what } = changeValues(draw, JSON.parse(readFileSync(file, 'utf8')), hostilePlain);
  writeFileSync(file, JSON.stringify(value) ?? '');
  return `_SUCCESS: ${what}`;
}

/** Files that are folders, folders that are files, links, and what is missing or too much. */
function changeTree(draw: Draw, root: string): string {
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  const name = draw.pick(all);
  const path = join(root, name);
  const other = draw.pick(all.filter((n) => n.endsWith('.arrow')));
  const gone = (): void => rmSync(path, { recursive: true, force: true });
  const ways: (readonly [string, () => void])[] = [
    ['missing', gone],
    ['an empty folder', () => (gone(), mkdirSync(path))],
    ['a file of a few bytes', () => (gone(), writeFileSync(path, 'bytes'))],
    ['an empty file', () => (gone(), writeFileSync(path, ''))],
    ['a link to itself', () => (gone(), symlinkSync(path, path))],
    ['a link to nothing', () => (gone(), symlinkSync(join(root, 'absent'), path))],
    [
      `${other} in its place`,
      () => (renameSync(join(root, other), `${root}-moved`), gone(), renameSync(`${root}-moved`, path)),
    ],
    ['beside a stray file', () => writeFileSync(`${path}x`, 'stray')],
    ['beside a stray .arrow', () => writeFileSync(`${path}-0.arrow`, 'stray')],
  ];
  const [text, change] = draw.pick(ways);
  change();
  return `${name}: ${text}`;
}

function rewritten(draw: Draw, file: string): string {
  const { value, what } = changeBytes(draw, readFileSync(file));
  writeFileSync(file, value);
  return what;
}
