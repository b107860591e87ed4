import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { parseStudy, readStudy } from '../../src/study/parseStudy.ts';
import { temporaryFolder } from './tinyStudy.ts';

const MIB = 2 ** 20;
/** A study with other values of some of its sections, as YAML. */
function study(change: Readonly<Record<string, string>> = {}): string {
  const sections = {
    title: 't',
    schemes: '[BLP-CBF]',
    scenario: '{ powerBudgetDb: 40 }',
    sweep: '{ thresholdDb: 10 }',
    realizations: '{ channels: 2 }',
    ...change,
  };
  return Object.entries(sections)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}
const scenario = (fields: string): string => study({ scenario: `{ ${fields} }` });
/** Powers of nine values, eight times over. */
const bomb = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...Array.from('bcdefghi').map((k, i) => {
    const before = 'abcdefgh'[i] ?? '';
    return `${k}: &${k} [${Array(9).fill(`*${before}`).join(', ')}]`;
  }),
].join('\n');

/** The one line that a text is refused with. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { message } = error as InputError;
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('it was accepted');
}

describe('YAML that no study is made of is refused in one line, before anything is built from it:', () => {
  it.each<[string, string, string]>([
    [
      'thousands of aliases',
      `title: &a t\nschemes: [${'*a, '.repeat(8000)}]`,
      '2:411: expected at most 100 aliases, got more',
    ],
    ['aliases of aliases', bomb, '1:1: expected at most 100 values through aliases, got more'],
    [
      'an anchor around its own alias',
      'title: &a [*a]',
      '1:12: expected an alias to something else, got *a within its own anchor',
    ],
    [
      'a mapping that holds itself',
      '&a { title: { b: *a } }',
      '1:18: expected an alias to something else, got *a within its own anchor',
    ],
    [
      'brackets',
      `title: ${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      '1:58: expected lists and mappings at most 50 deep, got deeper ones',
    ],
    ['open brackets', '['.repeat(MIB), '1:51: expected lists and mappings at most 50 deep, got deeper ones'],
    ['dashes', '- '.repeat(60_000), '1:101: expected lists and mappings at most 50 deep, got deeper ones'],
    ['question marks', '? '.repeat(60_000), '1:101: expected lists and mappings at most 50 deep, got deeper ones'],
    ['many words', '- 1\n'.repeat(MIB / 4), '26215:2: expected at most 131072 words and signs, got more'],
    [
      'many keys',
      Array.from({ length: 10_000 }, (_, i) => `k${i}: 1`).join('\n'),
      '1:1: expected at most 1000 keys in a mapping, got 10000',
    ],
    ['a long text', '#'.repeat(MIB + 1), '1:1: expected at most 1048576 characters, got 1048577'],
    ['a control character', 'title: a\u001b[31m', '1:9: expected text, got the control character U+001B'],
    ['a NUL', 'title: \0', '1:8: expected text, got the control character U+0000'],
    ['an older YAML', `%YAML 1.1\n---\n${study()}`, '1:1: expected YAML 1.2 without directives, got %YAML 1.1'],
    ['a binary tag', scenario('cells: !!binary aGk='), '3:20: expected a value without a tag, got !!binary'],
    [
      'a tag of another language',
      scenario('cells: !!js/function "x"'),
      '3:20: expected a value without a tag, got !!js/function',
    ],
    ['no colon', 'title mine\nschemes: BLP-CBF\n', '1:1: expected a field as "name: value", got "title mine"'],
    ['a set', scenario('cells: !!set {a}'), '3:20: expected a value without a tag, got !!set'],
    ['a list as key', scenario('[1]: 2'), '3:13: expected a word as key, got a list or mapping'],
    ['a tab', 'title:\n\ta: 1\n', '2:1: Tabs are not allowed as indentation'],
    ['two documents', `${study()}---\n${study()}`, '6:1: expected one document, got a second one after ---'],
    [
      'a key given twice in a mapping',
      scenario('cells: 2, cells: 3'),
      '3:23: cells: expected a key once in its mapping, got it again',
    ],
    ['a quoted key twice', 'title: t\n"title": u\n', '2:1: title: expected a key once in its mapping, got it again'],
  ])('%s', (_name, text, message) => {
    expect(refusal(() => parseStudy(text, 's.yaml'))).toBe(`s.yaml:${message}`);
  });
});

describe('a value that no study has names its field and limits:', () => {
  const SEED = 'expected an unsigned 64-bit integer as a quoted string';
  it.each<[string, string, string]>([
    ...['1e3', 'abc', '1.5', '0x10', '-1', ' 1', '٣', ''].map((seed): [string, string, string] => [
      `seed "${seed}"`,
      study({ seed: JSON.stringify(seed) }),
      `6:1: seed: ${SEED}, got ${JSON.stringify(seed)}`,
    ]),
    ['a seed without a value', study({ seed: '' }), `6:1: seed: ${SEED}, got nothing`],
    ['a list of seeds', study({ seed: "['1']" }), `6:1: seed: ${SEED}, got ["1"]`],
    [
      'a threshold without a value',
      study({ sweep: '{ thresholdDb: }' }),
      '4:10: sweep.thresholdDb: expected a finite number, got nothing',
    ],
    ['a section without a value', study({ realizations: '' }), '5:1: realizations: expected a mapping, got nothing'],
    [
      'a sweep in the scenario',
      scenario('txAntennas: [4, 8]'),
      '3:13: scenario.txAntennas: expected one value (a list of values goes under sweep.txAntennas), got [4,8]',
    ],
    [
      'a list that cannot be swept',
      scenario('powerBudgetDb: [1, 2]'),
      '3:13: scenario.powerBudgetDb: expected one value (it cannot be swept), got [1,2]',
    ],
    [
      'a merge key',
      scenario('<<: { cells: 2 }'),
      '3:13: scenario.<<: unknown key, expected the fields themselves (merge keys are not read), got <<',
    ],
    [
      '1e300 antennas',
      scenario('txAntennas: 1e300'),
      '3:13: scenario.txAntennas: expected a number of at most 1000000, got 1e+300',
    ],
    [
      'a noise power of 1e300',
      scenario('noisePower: 1e300'),
      '3:13: scenario.noisePower: expected a number of at most 1e+50, got 1e+300',
    ],
    [
      'a noise power of 1e-300',
      scenario('noisePower: 1e-300'),
      '3:13: scenario.noisePower: expected a number of at least 1e-50, got 1e-300',
    ],
    [
      'a number in words of another language',
      scenario('cells: 1_000'),
      '3:13: scenario.cells: expected a finite number, got "1_000"',
    ],
    ['a yes', study({ solver: '{ lowerBounds: yes }' }), '6:11: solver.lowerBounds: expected true or false, got "yes"'],
    [
      '1e15 channels',
      study({ realizations: '{ channels: 1e15 }' }),
      '5:17: realizations.channels: expected a number of at most 4294967296, got 1000000000000000',
    ],
    [
      'more channels than chunks hold',
      study({ realizations: '{ channels: 1e9 }' }),
      '5:17: realizations.channels: expected at most 268435456 with 1 grid points (1048576 designs in each of 256 chunks), got 1000000000',
    ],
    [
      'more error rows than a chunk holds',
      study({ realizations: '{ channels: 1000000, errors: 1000000 }', output: '{ tables: errors }' }),
      '6:11: output.tables: expected at most 38347922 (1 GiB) in a chunk, got 3907000000 rows of table errors (100 GiB); table sinr_distribution has what they tell',
    ],
    [
      'more smallest SINRs than a chunk holds',
      study({ realizations: '{ channels: 1000000, errors: 1000000 }', output: '{ smallest: 65536 }' }),
      '6:1: output: expected at most 1 GiB of table sinr_distribution in a chunk, got 4 GiB: fewer smallest SINRs, wider bins, no perUser, or fewer sweep points',
    ],
    [
      'bins that do not fit their range',
      study({ realizations: '{ channels: 2, errors: 5 }', output: '{ sinrGridDb: [-30, 30, 0.07] }' }),
      '6:11: output.sinrGridDb: expected a width of the bins that divides their range of 60 dB, got 0.07',
    ],
    [
      'a grid without errors',
      study({ realizations: '{ channels: 2 }', output: '{ smallest: 10 }' }),
      '6:11: output.smallest: expected realizations.errors above 0 with it, got 0',
    ],
    [
      'more error draws than have an index',
      study({ realizations: '{ channels: 2, errors: 3e9 }' }),
      '5:30: realizations.errors: expected a number of at most 2147483648, got 3000000000',
    ],
    [
      'antennas beyond memory',
      scenario('rxAntennas: 1000000'),
      '3:1: scenario: expected at most 67108864 channel coefficients, symbols or entries of covariances in a realization, got 2000000000000',
    ],
    [
      'a title of two lines',
      study({ title: '"a\\nb"' }),
      '1:1: title: expected a text of one line, without control characters, got "a\\nb"',
    ],
  ])('%s', (_name, text, message) => {
    expect(refusal(() => parseStudy(text, 's.yaml'))).toBe(`s.yaml:${message}`);
  });

  it('a grid is counted before it is built', () => {
    const list = Array.from({ length: 400 }, (_, i) => i / 10).join(',');
    const sweep = `{ thresholdDb: [${list}], csiErrorRadius: [${list}] }`;
    expect(refusal(() => parseStudy(study({ sweep }), 's.yaml'))).toBe(
      's.yaml:4:1: sweep: expected at most 100000 grid points, got 160000',
    );
  });

  it('keys that every object has are unknown ones', () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(refusal(() => parseStudy(scenario(`${key}: { a: 1 }`), 's.yaml'))).toMatch(
        new RegExp(`^s\\.yaml:3:13: scenario\\.${key}: unknown key, expected one of cells, .*, got ${key}$`),
      );
  });

  it('of many faults the first ones and their number are told', () => {
    const list = Array.from({ length: 9000 }, (_, i) => `a${i}`).join(', ');
    const read = (): unknown => parseStudy(study({ sweep: `{ thresholdDb: [${list}] }` }), 's.yaml');
    expect(read).toThrow(InputError);
    expect(read).toThrow(
      /^(s\.yaml:4:\d+: sweep\.thresholdDb\[\d+\]: expected [^\n]+\n){20}s\.yaml: 8980 more faults like these$/,
    );
  });
});

describe('a few aliases, a byte-order mark and Windows line ends', () => {
  it('are read', () => {
    const plain = parseStudy(study(), 's.yaml');
    expect(parseStudy(`\ufeff${study().replaceAll('\n', '\r\n')}`, 's.yaml')).toEqual(plain);
    expect(parseStudy(scenario('cells: &c 2, usersPerCell: *c'), 's.yaml').scenario.usersPerCell).toBe(2);
  });
});

describe('readStudy refuses what is no text file in one line:', () => {
  const folder = temporaryFolder();
  const write = (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  it.each<[string, () => string, RegExp]>([
    [
      'a folder',
      () => (mkdirSync(join(folder, 'd.yaml')), join(folder, 'd.yaml')),
      /d\.yaml: expected a file, got a folder$/,
    ],
    [
      'a pipe that nobody writes to',
      () => {
        execFileSync('mkfifo', [join(folder, 'p.yaml')]);
        return join(folder, 'p.yaml');
      },
      /p\.yaml: expected a file, got a named pipe$/,
    ],
    [
      'a device without an end',
      () => (symlinkSync('/dev/zero', join(folder, 'z.yaml')), join(folder, 'z.yaml')),
      /z\.yaml: expected a file, got a device$/,
    ],
    [
      'a large file',
      () => write('large.yaml', new Uint8Array(50_000_000)),
      /large\.yaml: expected a study of at most 1 MiB, got 47\.7 MiB$/,
    ],
    ['an empty file', () => write('empty.yaml', ''), /empty\.yaml:1:1: expected a mapping, got nothing$/],
    [
      'UTF-16',
      () => write('u16.yaml', Buffer.from(`\ufeff${study()}`, 'utf16le')),
      /u16\.yaml:1:1: expected text in UTF-8, got UTF-16 or UTF-32$/,
    ],
    [
      'UTF-16 without its mark',
      () => write('u16n.yaml', Buffer.from(study(), 'utf16le')),
      /:1:1: expected text in UTF-8, got UTF-16 or UTF-32$/,
    ],
    [
      'Latin-1',
      () => write('l1.yaml', Buffer.from(`# a\ntitle: café\n`, 'latin1')),
      /l1\.yaml:2:11: expected text in UTF-8, got byte 0xe9 at offset 14$/,
    ],
    [
      'a cut character',
      () => write('cut.yaml', Buffer.from('title: €').subarray(0, 9)),
      /cut\.yaml:1:8: expected text in UTF-8, got byte 0xe2 at offset 7$/,
    ],
    ['nothing', () => join(folder, 'absent.yaml'), /absent\.yaml: cannot be read \(ENOENT/],
  ])('%s', (_name, make, message) => {
    const file = make();
    expect(refusal(() => readStudy(file))).toMatch(message);
  });
});
