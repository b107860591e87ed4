import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { shippedFile, shippedNames } from '../../src/cli/shippedStudies.ts';
import { parseStudy, readStudy } from '../../src/study/parseStudy.ts';
import { temporaryFolder } from './tinyStudy.ts';

const BASE = `title: t
schemes: [BLP-CBF]
scenario: { powerBudgetDb: 40 }
sweep: { thresholdDb: 10 }
realizations: { channels: 2 }
`;
const replaced = (a: string, b: string): string => {
  expect(BASE).toContain(a);
  return BASE.replace(a, b);
};
const withScenario = (text: string): string => replaced('powerBudgetDb: 40', text);
const withSweep = (text: string): string => replaced('thresholdDb: 10', text);

/** Lines of the message that a text is refused with. */
function faults(text: string): string[] {
  try {
    parseStudy(text, 's.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.split('\n');
  }
  throw new Error('the text was accepted');
}

const SCHEME_NAMES = 'BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP';

describe('parseStudy refuses with file:line:column, field, expected and got:', () => {
  it.each<[string, () => string, string]>([
    [
      'a negative noise power',
      () => withScenario('noisePower: -1'),
      's.yaml:3:13: scenario.noisePower: expected a linear power above 0 (not dB), got -1',
    ],
    [
      'a negative leakage, as of decibels',
      () => withScenario('maxLeakage: -20'),
      's.yaml:3:13: scenario.maxLeakage: expected a linear power above 0 (not dB), got -20',
    ],
    [
      'a negative power loss, as of decibels',
      () => withScenario('interCellLoss: -4.8'),
      's.yaml:3:13: scenario.interCellLoss: expected a linear power ratio above 0 (not dB), got -4.8',
    ],
    [
      'a negative error radius, as of decibels',
      () => withScenario('csiErrorRadius: -40'),
      's.yaml:3:13: scenario.csiErrorRadius: expected a radius of at least 0, linear, in the unit of the channel coefficients, got -40',
    ],
    [
      'a negative radius in the sweep',
      () => withSweep('thresholdDb: 10, csiErrorRadius: [0, -40]'),
      's.yaml:4:47: sweep.csiErrorRadius[1]: expected a radius of at least 0, linear, in the unit of the channel coefficients, got -40',
    ],
    [
      'a NaN',
      () => withScenario('noisePower: .nan'),
      's.yaml:3:13: scenario.noisePower: expected a finite number, got NaN',
    ],
    [
      'an infinity',
      () => withScenario('powerBudgetDb: .inf'),
      's.yaml:3:13: scenario.powerBudgetDb: expected a finite number, got Infinity',
    ],
    [
      'a number beyond float64',
      () => withScenario('powerBudgetDb: 1e400'),
      's.yaml:3:13: scenario.powerBudgetDb: expected a finite number, got Infinity',
    ],
    [
      'a power beyond any system',
      () => withScenario('powerBudgetDb: 40000'),
      's.yaml:3:13: scenario.powerBudgetDb: expected a number of at most 200, got 40000',
    ],
    [
      'a frame shorter than the array',
      () => withScenario('frameLength: 4'),
      's.yaml:3:13: scenario.frameLength: expected frameLength of at least txAntennas = 6, got 4',
    ],
    [
      'a swept array longer than the frame',
      () => withSweep('thresholdDb: 10, txAntennas: [4, 40]'),
      's.yaml:4:27: sweep.txAntennas: expected frameLength of at least txAntennas = 40, got 30',
    ],
    [
      'both sweeps',
      () => withSweep('thresholdDb: 10, rho: 0.5'),
      's.yaml:4:1: sweep: expected exactly one of thresholdDb and rho, got both',
    ],
    [
      'neither sweep',
      () => replaced('{ thresholdDb: 10 }', '{}'),
      's.yaml:4:1: sweep: expected exactly one of thresholdDb and rho, got neither',
    ],
    [
      'a missing section',
      () => replaced('sweep: { thresholdDb: 10 }\n', ''),
      's.yaml:1:1: sweep: expected a mapping, got nothing',
    ],
    [
      'an empty section',
      () => replaced('{ powerBudgetDb: 40 }', ''),
      's.yaml:3:1: scenario: expected a mapping, got nothing',
    ],
    [
      'a wrong name in a list',
      () => replaced('BLP-CBF', 'BLP-XYZ'),
      `s.yaml:2:11: schemes[0]: expected one of ${SCHEME_NAMES}, got "BLP-XYZ"`,
    ],
    [
      'a wrong single name',
      () => replaced('[BLP-CBF]', 'BLP-XYZ'),
      `s.yaml:2:1: schemes: expected one of ${SCHEME_NAMES}, got "BLP-XYZ"`,
    ],
    [
      'a PSK order that is not one of the four',
      () => withScenario('pskOrder: 3'),
      's.yaml:3:13: scenario.pskOrder: expected one of 2, 4, 8, 16, got 3',
    ],
    [
      'a seed that is a number',
      () => `${BASE}seed: 5\n`,
      's.yaml:6:1: seed: expected an unsigned 64-bit integer as a quoted string, got 5',
    ],
    [
      'a seed beyond 64 bits',
      () => `${BASE}seed: '18446744073709551616'\n`,
      's.yaml:6:1: seed: expected a value below 2^64, got "18446744073709551616"',
    ],
    [
      'a repeated value',
      () => withSweep('thresholdDb: [10, 10]'),
      's.yaml:4:10: sweep.thresholdDb: expected values without repetition, got [10,10]',
    ],
    [
      'a text among thresholds',
      () => withSweep('thresholdDb: [10, abc]'),
      's.yaml:4:28: sweep.thresholdDb[1]: expected a finite number, got "abc"',
    ],
    [
      'a NaN threshold',
      () => withSweep('thresholdDb: .nan'),
      's.yaml:4:10: sweep.thresholdDb: expected a finite number, got NaN',
    ],
    [
      'no thresholds',
      () => withSweep('thresholdDb: []'),
      's.yaml:4:10: sweep.thresholdDb: expected at least 1 value, got []',
    ],
    [
      'a text among the thresholds of a scheme',
      () => withSweep('thresholdDb: { BLP-CBF: [x] }'),
      's.yaml:4:35: sweep.thresholdDb.BLP-CBF[0]: expected a finite number, got "x"',
    ],
    [
      'thresholds of an unknown scheme',
      () => withSweep('thresholdDb: { BLP-XX: 1 }'),
      `s.yaml:4:25: sweep.thresholdDb.BLP-XX: unknown key, expected one of ${SCHEME_NAMES}, got BLP-XX`,
    ],
    [
      'a scheme without thresholds',
      () => withSweep('thresholdDb: { BLP-CoMP: 1 }'),
      's.yaml:4:10: sweep.thresholdDb: expected thresholds for BLP-CBF, got some for BLP-CoMP',
    ],
    [
      'a weight beyond 1',
      () => withSweep('rho: 1.5'),
      's.yaml:4:10: sweep.rho: expected a number of at most 1, got 1.5',
    ],
    [
      'no channels',
      () => replaced('channels: 2', 'channels: 0'),
      's.yaml:5:17: realizations.channels: expected a number above 0, got 0',
    ],
    [
      'half a channel',
      () => replaced('channels: 2', 'channels: 1.5'),
      's.yaml:5:17: realizations.channels: expected an integer, got 1.5',
    ],
    [
      'three cells without angles',
      () => withScenario('cells: 3'),
      's.yaml:3:13: scenario.cells: expected targetAnglesDeg beside it unless cells is 2, got cells 3 alone',
    ],
    [
      'angles of another shape',
      () => withScenario('targetAnglesDeg: [[1, 2], [3]]'),
      's.yaml:3:13: scenario.targetAnglesDeg: expected 2 x 2 angles [bs][target], got lists of lengths [[1,1],[1]]',
    ],
    [
      'an angle of 90 degrees',
      () => withScenario('targetAnglesDeg: [[1, 2], [3, 90]]'),
      's.yaml:3:43: scenario.targetAnglesDeg[1][1]: expected a number below 90, got 90',
    ],
    [
      'line of sight without angles',
      () => withScenario('channelModel: lineOfSight'),
      's.yaml:3:13: scenario.channelModel: expected userAnglesDeg with channelModel: lineOfSight and only then, got lineOfSight without it',
    ],
    [
      'measured channels',
      () => withScenario('channelModel: file'),
      's.yaml:3:13: scenario.channelModel: expected channelFile with channelModel: file and only then, got file without it',
    ],
    [
      'more channel coefficients than memory holds',
      () => withScenario('usersPerCell: 1000000, frameLength: 100'),
      's.yaml:3:1: scenario: expected at most 67108864 channel coefficients, symbols or entries of covariances in a realization, got 200000000',
    ],
    [
      'robust programs that memory does not hold',
      () =>
        replaced('schemes: [BLP-CBF]', 'schemes: BLP-CoMP\nrobustness: guaranteed').replace(
          'powerBudgetDb: 40',
          'usersPerCell: 80, csiErrorRadius: 0.01',
        ),
      's.yaml:4:1: scenario: expected designs of at most 3 GiB and 6 hours, got about 5.2 GiB and 6.8 hours for BLP-CoMP of cells 2, usersPerCell 80, txAntennas 6, robustness guaranteed; robustness guaranteedSum needs about 0.28 GiB and 20 minutes',
    ],
    [
      'user angles of another shape',
      () => withScenario('channelModel: lineOfSight, userAnglesDeg: [[[1]]]'),
      's.yaml:3:40: scenario.userAnglesDeg: expected 2 x 2 x 3 angles [bs][cell][user], got lists of lengths [[1]]',
    ],
    ['an empty file', () => '', 's.yaml:1:1: expected a mapping, got nothing'],
    ['a list', () => '- a\n', 's.yaml:1:1: expected a mapping, got ["a"]'],
    ['an alias without anchor', () => `${BASE}output: *a\n`, 's.yaml:6:9: expected an anchor &a before this alias'],
    ['a second document', () => `${BASE}---\na: 1\n`, 's.yaml:6:1: expected one document, got a second one after ---'],
    [
      'a key given twice',
      () => `${BASE}title: again\n`,
      's.yaml:6:1: title: expected a key once in its mapping, got it again',
    ],
  ])('%s', (_name, text, message) => {
    expect(faults(text())).toEqual([message]);
  });

  it('an unknown key, with the keys that there are', () => {
    const [line = '', ...more] = faults(withScenario('powerBugdetDb: 40'));
    expect(more).toEqual([]);
    expect(line).toMatch(
      /^s\.yaml:3:13: scenario\.powerBugdetDb: unknown key \(did you mean powerBudgetDb\?\), expected one of cells, .*powerBudgetDb, .*, got powerBugdetDb$/,
    );
    expect(faults(`${BASE}__proto__: 3\n`)[0]).toMatch(/^s\.yaml:6:1: __proto__: unknown key, expected one of title, /);
  });

  it('YAML that cannot be read', () => {
    const lines = faults(`${BASE}output: { tables: [designs\n`);
    for (const line of lines) expect(line).toMatch(/^s\.yaml:7:1: \w/);
  });

  it('several faults, one line each in the order of the file', () => {
    expect(
      faults(`colour: red\n${withScenario('noisePower: -1, cells: 0')}`).map((l) => l.split(': ').slice(0, 2)),
    ).toEqual([
      ['s.yaml:1:1', 'colour'],
      ['s.yaml:4:13', 'scenario.noisePower'],
      ['s.yaml:4:29', 'scenario.cells'],
    ]);
  });
});

describe('parseStudy', () => {
  it('takes a single value for a list of one and fills the defaults', () => {
    const study = parseStudy(replaced('[BLP-CBF]', 'BLP-CBF'), 's.yaml');
    expect(study).toEqual(parseStudy(BASE, 's.yaml'));
    expect(study).toMatchObject({
      seed: '1',
      schemes: ['BLP-CBF'],
      design: ['joint'],
      robustness: ['none'],
      sweep: { thresholdDb: [10] },
      realizations: { channels: 2, errors: 0, errorLaw: 'ball' },
      scenario: { cells: 2, usersPerCell: 3, txAntennas: 6, frameLength: 30, powerBudgetDb: 40 },
    });
  });

  it('takes the largest 64-bit seed', () => {
    expect(parseStudy(`${BASE}seed: '18446744073709551615'\n`, 's.yaml').seed).toBe('18446744073709551615');
  });

  it('reads every shipped study', () => {
    expect(shippedNames().length).toBeGreaterThan(3);
    for (const name of shippedNames()) expect(readStudy(shippedFile(name)).title).not.toBe('');
  });

  it('names a file that is not there', () => {
    const file = join(temporaryFolder(), 'absent.yaml');
    expect(() => readStudy(file)).toThrow(InputError);
    expect(() => readStudy(file)).toThrow(`${file}: cannot be read (ENOENT`);
  });
});
