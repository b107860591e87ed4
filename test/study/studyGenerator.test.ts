import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { expect, it } from 'vitest';
import { shippedFile, shippedNames } from '../../src/cli/shippedStudies.ts';
import { InputError } from '../../src/errors.ts';
import { studyGrid } from '../../src/study/grid.ts';
import { parseStudy, readStudy } from '../../src/study/parseStudy.ts';
import type { Study } from '../../src/study/schema.ts';
import { studyFields } from '../../src/study/studyFields.ts';
import { pointCount } from '../../src/study/studySize.ts';

type Section = Record<string, unknown>;

/** The study that a text is; null where it is refused, in lines that name their place. */
function read(text: string): Study | null {
  try {
    return parseStudy(text, 's.yaml');
  } catch (error) {
    expect(error, text).toBeInstanceOf(InputError);
    for (const line of (error as InputError).message.split('\n'))
      expect(line, text).toMatch(/^s\.yaml(:\d+:\d+)?: \S.*$/);
    return null;
  }
}

const ODD = [
  null,
  '',
  'yes',
  '1e3',
  '0x10',
  -1,
  0,
  1,
  2,
  0.5,
  16,
  1e9,
  1e15,
  1e300,
  1e-300,
  NaN,
  Infinity,
  -Infinity,
  true,
  [],
  [[]],
  {},
];
const MORE = [
  [1, 2],
  [2, 2],
  [4, 8],
  ['BLP-CBF', 'SLP-CoMP'],
  ['joint', 'paper'],
  { 'BLP-CBF': 3 },
  [null],
  'a\nb',
  '\u001b[31m',
  'file',
  'lineOfSight',
  [
    [10, 20],
    [30, 40],
  ],
  'frame',
];
const PATHS = [
  ...studyFields().map((f) => f.path),
  ['scenario', '<<'],
  ['__proto__'],
  ['scenario', 'constructor'],
  ['sweep', 'powerBudgetDb'],
];

function base(): Section {
  return {
    title: 't',
    schemes: ['BLP-CBF'],
    scenario: { usersPerCell: 1 },
    sweep: { thresholdDb: 10 },
    realizations: { channels: 2 },
  };
}

function put(study: Section, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0)
    Object.defineProperty(study, key, { value, enumerable: true, configurable: true, writable: true });
  else {
    const section = study[key];
    const mapping =
      typeof section === 'object' && section !== null && !Array.isArray(section) ? (section as Section) : {};
    put(mapping, rest, value);
    study[key] = mapping;
  }
}

it('any values of any fields make a study whose grid has its size, or are refused with their place', () => {
  const edit = fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom<unknown>(...ODD, ...MORE));
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const given = base();
      for (const [path, value] of edits) put(given, path, structuredClone(value));
      const study = read(stringify(given));
      if (!study) return;
      accepted++;
      expect(studyGrid(study)).toHaveLength(pointCount(study));
    }),
    { seed: 20261, numRuns: 1500 },
  );
  expect(accepted).toBeGreaterThan(10);
});

it('any change of its characters leaves a study that is read, or refused with its place', () => {
  const text = stringify(base());
  const piece = fc.constantFrom(
    ...'[]{}:,&*!|>%@`"\'#?- \t\n\r\u0000\ufeff€<'.split(''),
    '<<: ',
    '*a',
    '&a ',
    '---\n',
    '!!x ',
    '\u0085',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(8), fc.array(piece, { maxLength: 4 }), (at, cut, pieces) => {
      read(`${text.slice(0, at)}${pieces.join('')}${text.slice(at + cut)}`);
    }),
    { seed: 20262, numRuns: 1500 },
  );
});

it('the number of grid points of every shipped study is that of its grid', () => {
  for (const name of shippedNames()) {
    const study = readStudy(shippedFile(name));
    expect(pointCount(study), name).toBe(studyGrid(study).length);
  }
});
