import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { studyHash } from '../../src/study/hash.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { type Study, studySchema } from '../../src/study/schema.ts';
import { complexNpy } from './channelStudy.ts';
import { temporaryFolder } from './tinyStudy.ts';

// A study that states its defaults is the study that leaves them out.

type Section = Readonly<Record<string, unknown>>;
interface Given {
  readonly scenario?: Section;
  readonly schemes: readonly string[];
  readonly sweep: Section;
  readonly realizations: Section;
  readonly solver?: Section;
  readonly stop?: Section;
  readonly [field: string]: unknown;
}

const folder = temporaryFolder();
const file = join(folder, 'study.yaml');
const numbers = Float64Array.from({ length: 2 * 2 * 2 * 2 * 3 * 6 }, (_, i) => Math.cos(i));
writeFileSync(join(folder, 'channels.npy'), complexNpy([2, 2, 2, 3, 6], numbers));

const read = (fields: unknown): Study => parseStudy(JSON.stringify(fields), file);

/** The defaults of docs/study-file.md, those that depend on other fields by their formulas. */
function stated(given: Given): Given {
  const { scenario = {}, sweep } = given;
  const cells = Math.max(...((sweep['cells'] as number[] | undefined) ?? [Number(scenario['cells'] ?? 2)]));
  const power = Number(scenario['noisePower'] ?? 1) * 10 ** (Number(scenario['powerBudgetDb'] ?? 40) / 10);
  return {
    seed: '1',
    design: ['joint'],
    robustness: ['none'],
    output: {
      tables: ['designs', 'errors', 'precoders', 'convergence', 'certificates'],
      perUser: false,
      smallest: 256,
      sinrGridDb: [-30, 30, 0.01],
    },
    ...given,
    scenario: {
      cells: 2,
      usersPerCell: 3,
      txAntennas: 6,
      rxAntennas: 6,
      frameLength: 30,
      pskOrder: 4,
      powerBudgetDb: 40,
      noisePower: 1,
      csiErrorRadius: 0,
      maxInterferenceDb: 10,
      ...(cells > 1 ? { maxLeakage: 4 * Math.PI * power } : {}),
      interferenceSnapshots: 'single',
      interCellLoss: 3,
      reflectionPhase: 'zero',
      channelModel: 'rayleigh',
      ...(scenario['channelModel'] === 'file' ? { channelFileLimitGiB: 4 } : {}),
      targetAnglesDeg: [
        [-50, 60],
        [-60, 50],
      ],
      ...scenario,
    },
    realizations: { errors: 0, errorLaw: 'ball', frames: 100, ...given.realizations },
    solver: { precision: 'precise', tighten: 1e-6, lowerBounds: true, ...given.solver },
    ...(given.stop
      ? {
          stop: {
            ...(given.stop['statistic'] === 'quantile' ? { probability: 0.5 } : {}),
            minimum: 30,
            confidence: 0.95,
            ...given.stop,
          },
        }
      : {}),
  };
}

/** The same fields, those of every mapping in the opposite order. */
function backwards(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, v]) => [key, backwards(v)] as const)
      .reverse(),
  );
}

/** The study of study.json is the same text and has the same hash, whether its defaults are stated or not, and read again. */
function expectSame(given: Given): void {
  const study = read(given);
  const text = JSON.stringify(study);
  const explicit = stated(given);
  for (const other of [explicit, backwards(explicit), JSON.parse(text)]) {
    const again = read(other);
    expect(studyHash(again)).toBe(studyHash(study));
    // the order of thresholds by scheme is that of the file
    if (Array.isArray(given.sweep['thresholdDb'] ?? [])) expect(JSON.stringify(again)).toBe(text);
    else expect(again).toEqual(study);
  }
  expect(studySchema.parse(JSON.parse(text))).toEqual(study);
}

const base = { title: 't', schemes: ['BLP-CBF'], sweep: { thresholdDb: [10] }, realizations: { channels: 2 } };

it.each<[string, Given]>([
  ['required fields alone', base],
  ['one cell', { ...base, scenario: { cells: 1, targetAnglesDeg: [[10]] } }],
  ['a sweep of the cells', { ...base, sweep: { thresholdDb: [10], cells: [1, 2] } }],
  ['CoMP alone', { ...base, schemes: ['BLP-CoMP', 'SLP-CoMP'] }],
  ['weights', { ...base, sweep: { rho: [0, 0.5, 1] } }],
  [
    'thresholds by scheme',
    { ...base, schemes: ['BLP-CBF', 'BLP-CoMP'], sweep: { thresholdDb: { 'BLP-CoMP': [20], 'BLP-CBF': [10] } } },
  ],
  [
    'a rule that stops at a quantile',
    { ...base, realizations: { channels: 100 }, stop: { metric: 'rcrb_deg', statistic: 'quantile', halfWidth: 0.1 } },
  ],
  [
    'a rule that stops at a proportion',
    {
      ...base,
      realizations: { channels: 100 },
      stop: { metric: 'meets_claim', statistic: 'proportion', halfWidth: 0.1, minimum: 50 },
    },
  ],
  ['channels of a file', { ...base, scenario: { channelModel: 'file', channelFile: join(folder, 'channels.npy') } }],
  ['the smallest power', { ...base, scenario: { noisePower: 1e-50, powerBudgetDb: -200 } }],
  ['the largest power', { ...base, scenario: { noisePower: 1e50, powerBudgetDb: 200 } }],
])('a study with its defaults stated is the same study: %s', (_name, given) => {
  expectSame(given);
});

it('any study with its defaults stated is the same study', () => {
  const value = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
  const some = <T>(...values: T[]): fc.Arbitrary<T[]> => fc.subarray(values, { minLength: 1 });
  const scenario = fc.record(
    {
      usersPerCell: value(1, 2, 3),
      txAntennas: value(2, 6),
      rxAntennas: value(2, 6),
      frameLength: value(6, 30),
      powerBudgetDb: value(20, 40, 47),
      noisePower: value(1, 0.3, 1e-12),
      reflectionPhase: value('zero', 'uniform'),
      interCellLoss: value(1, 3, 4.5),
    },
    { requiredKeys: [] },
  );
  const study = fc
    .record(
      {
        schemes: some('BLP-CBF', 'BLP-CoMP', 'SLP-CBF', 'SLP-CoMP'),
        target: value({ thresholdDb: [0, 10] }, { rho: [0.5] }),
        lists: fc.record({ cells: value([1, 2], [2]), csiErrorRadius: value([0, 0.01], [0.02]) }, { requiredKeys: [] }),
        scenario,
        seed: value('1', '7'),
        design: some('joint', 'paper'),
        solver: fc.record({ precision: value('fast', 'precise'), lowerBounds: fc.boolean() }, { requiredKeys: [] }),
      },
      { requiredKeys: ['schemes', 'target', 'lists'] },
    )
    .map(({ target, lists, ...rest }) => ({
      ...rest,
      title: 't',
      sweep: { ...target, ...lists },
      realizations: { channels: 1 },
      output: { tables: ['designs'] },
    }));
  fc.assert(fc.property(study, expectSame), { seed: 20263, numRuns: 60 });
});
