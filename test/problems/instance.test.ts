import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { writeComplexArray } from '../../src/problems/complexJson.ts';
import { readInstance } from '../../src/problems/instance.ts';
import { readGolden } from './goldenFiles.ts';

type Json = Record<string, unknown>;

const NAME = 'blp-cbf-default.json';

/** A golden instance with one value replaced. */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const root = readGolden(NAME) as Json;
  let at: Json = root;
  for (const key of path.slice(0, -1)) at = at[key] as Json;
  at[path.at(-1) ?? ''] = value;
  return root;
}

describe('readInstance', () => {
  it('reads pairs {re, im} at any level', () => {
    const golden = readGolden(NAME);
    const instance = readInstance(golden);
    const shape = [2, 2, 3, 6];
    for (let inner = 0; inner <= shape.length; inner++) {
      const channels = writeComplexArray(instance.realization.channels, shape, inner);
      const again = readInstance({ ...golden, channels });
      expect(again.realization.channels).toEqual(instance.realization.channels);
    }
  });

  it('converts degrees to radians and keeps linear units', () => {
    const { scenario } = readInstance(readGolden(NAME));
    expect(scenario.targetAngles[0]).toBeCloseTo((-50 * Math.PI) / 180, 15);
    expect(scenario).toMatchObject({
      cells: 2,
      powerBudget: 10000,
      maxInterference: 10,
      interferenceSnapshots: 'frame',
    });
  });

  it('takes the covariance of its own BS for a P1 problem from a list of all', () => {
    const golden = readGolden('blp-cbf-default-single.json');
    const problems = golden.problems.map((p) => ({ ...(p as unknown as Json) }));
    const all = problems.find((p) => p.problem === 'joint')?.echoCovarianceOfBs as unknown[];
    const first: Json = { ...problems[0], bs: 1, echoCovarianceOfBs: all };
    delete first.echoCovariance;
    const [program] = readInstance({ ...golden, problems: [first] }).programs;
    const { echoCovarianceOfBs: _, ...alone } = first;
    const reference = readInstance({ ...golden, problems: [{ ...alone, echoCovariance: all[1] }] }).programs[0];
    expect(program?.echoCovariance).toEqual(reference?.echoCovariance);
  });

  it.each<[string, readonly (string | number)[], unknown, RegExp]>([
    ['another format', ['format'], 'isac-mc-instance/2', /^file\.format: /],
    ['a missing scenario field', ['scenario', 'cells'], undefined, /^file\.scenario\.cells: /],
    ['a negative power', ['scenario', 'powerBudget'], -5, /^file\.scenario\.powerBudget: /],
    [
      'a NaN in the channels',
      ['channels', 're', 1, 0, 2, 3],
      Number.NaN,
      /^file\.channels\.re\[1\]\[0\]\[2\]\[3\]: .*NaN/,
    ],
    ['a null in the channels', ['channels', 'im', 0, 0, 0, 0], null, /^file\.channels\.im\[0\]\[0\]\[0\]\[0\]: .*null/],
    [
      'a missing antenna',
      ['channels', 're', 0, 1, 0],
      [1, 2],
      /^file\.channels\.re\[0\]\[1\]\[0\]: expected an array of 6/,
    ],
    ['too few target angles', ['scenario', 'targetAnglesDeg'], [[1, 2]], /targetAnglesDeg: expected an array of 2/],
    ['an unknown scheme', ['problems', 0, 'scheme'], 'XYZ', /^file\.problems\[0\]\.scheme: /],
    ['a threshold of the wrong type', ['problems', 0, 'threshold'], '10', /^file\.problems\[0\]\.threshold: /],
    ['a BS out of range', ['problems', 0, 'bs'], 5, /^file\.problems\[0\]\.bs: .* got 5/],
    ['a problem of the other scheme', ['problems', 0, 'scheme'], 'BLP-CoMP', /^file\.problems\[0\]\.problem: /],
    [
      'an echo covariance that is not Hermitian',
      ['problems', 0, 'echoCovariance', 'im', 0, 1],
      0.7,
      /^file\.problems\[0\]\.echoCovariance: expected a Hermitian matrix/,
    ],
    ['precoders of another shape', ['evaluation', 'precoders'], [[1]], /^file\.evaluation\.precoders: /],
  ])('refuses %s, naming its path', (_name, path, value, message) => {
    const json = changed(path, value);
    expect(() => readInstance(json, 'file.')).toThrow(InputError);
    expect(() => readInstance(json, 'file.')).toThrow(message);
  });

  it('reads symbol-level problems, and refuses them without phases or PSK order', () => {
    const json = readGolden('slp-p3a-threshold-d0.json');
    const instance = readInstance(json, 'file.');
    expect(instance.programs).toEqual([]);
    expect(instance.symbolPrograms).toHaveLength(1);
    expect(instance.symbolIndex).toEqual([0]);
    expect(instance.symbolPrograms[0]?.symbolPhase).toHaveLength(2 * 3 * 30);
    const { pskOrder: _, ...scenario } = json['scenario'] as Record<string, unknown>;
    expect(() => readInstance({ ...json, scenario }, 'file.')).toThrow(/^file\.scenario\.pskOrder: /);
    expect(() => readInstance({ ...json, symbolPhase: [[0]] }, 'file.')).toThrow(/^file\.symbolPhase/);
  });

  it('refuses what is not an object', () => {
    expect(() => readInstance(null, 'file')).toThrow(InputError);
    expect(() => readInstance([], 'file')).toThrow(InputError);
  });
});
