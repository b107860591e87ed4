import { tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { computeChunks } from '../../src/study/computeChunks.ts';
import { parseStudy } from '../../src/study/parseStudy.ts';
import { studyFields } from '../../src/study/studyFields.ts';
import { withPrecision } from '../../src/study/withPrecision.ts';
import { planStudy } from '../../src/study/studyPlan.ts';

// A field of a study reaches the rows of a table, or the study is refused.

type Fields = Record<string, unknown>;

const BASE: Fields = {
  title: 'a study',
  seed: '3',
  scenario: {
    cells: 2,
    usersPerCell: 2,
    txAntennas: 4,
    rxAntennas: 3,
    frameLength: 4,
    csiErrorRadius: 0.02,
    powerBudgetDb: 40,
    reflectionPhase: 'uniform',
    targetAnglesDeg: [
      [-50, 60],
      [-60, 50],
    ],
  },
  schemes: ['BLP-CBF', 'BLP-CoMP', 'SLP-CBF', 'SLP-CoMP'],
  design: ['paper', 'joint'],
  robustness: ['guaranteed'],
  sweep: { thresholdDb: [3] },
  realizations: { channels: 1, errors: 2, frames: 2 },
  solver: { precision: 'fast' },
  output: { tables: ['designs', 'errors', 'precoders', 'convergence', 'beampatterns', 'ser', 'complexity'] },
};
const ANGLES = [
  [
    [-30, 20],
    [25, 60],
  ],
  [
    [-25, -60],
    [30, -10],
  ],
];

/** Another value for every field of the study file. */
const CHANGES: Readonly<Record<string, unknown>> = {
  seed: '4',
  'scenario.cells': 1,
  'scenario.usersPerCell': 1,
  'scenario.txAntennas': 3,
  'scenario.rxAntennas': 4,
  'scenario.frameLength': 5,
  'scenario.pskOrder': 8,
  'scenario.powerBudgetDb': 35,
  'scenario.noisePower': 2,
  'scenario.csiErrorRadius': 0.01,
  'scenario.maxInterferenceDb': 3,
  'scenario.maxLeakage': 3000,
  'scenario.amplitudeCrbCap': 0.06,
  'scenario.interferenceSnapshots': 'frame',
  'scenario.interCellLoss': 5,
  'scenario.reflectionPhase': 'zero',
  'scenario.channelModel': 'lineOfSight',
  'scenario.channelFile': 'channels.npz',
  'scenario.channelSha256': '0'.repeat(64),
  'scenario.channelFileLimitGiB': 8,
  'scenario.errorShape': 'file',
  'scenario.targetAnglesDeg': [
    [-40, 60],
    [-60, 50],
  ],
  'scenario.userAnglesDeg': ANGLES,
  schemes: ['SLP-CBF'],
  design: ['joint'],
  robustness: ['none'],
  'sweep.thresholdDb': [4],
  'sweep.rho': [0.5],
  'sweep.cells': [1, 2],
  'sweep.usersPerCell': [1],
  'sweep.txAntennas': [3],
  'sweep.csiErrorRadius': [0],
  'sweep.amplitudeCrbCap': ['none', 0.06],
  'sweep.frameLength': [5],
  'sweep.pskOrder': [2],
  'realizations.channels': 2,
  'realizations.errors': 3,
  'realizations.errorLaw': 'sphere',
  'realizations.outage': 'exact',
  'realizations.quantiles': [0.25],
  'realizations.frames': 3,
  'solver.precision': 'precise',
  'solver.tolerance': 1e-7,
  'solver.tighten': 1e-4,
  'solver.lowerBounds': false,
  'output.tables': ['designs'],
  'output.perUser': true,
  'output.smallest': 1,
  'output.sinrGridDb': [-10, 10, 0.5],
};
/** Fields that say something to a run, to a list or to an editor, but to no row. */
const ELSEWHERE = ['title', 'notes', 'stop'];

function changed(base: Fields, path: string, value: unknown): Fields {
  const [section = '', field] = path.split('.');
  if (field === undefined) return { ...base, [section]: value };
  return { ...base, [section]: { ...(base[section] as Fields), [field]: value } };
}

/** The rows of all tables as text, or the message that refuses the study. */
async function rowsOf(fields: Fields): Promise<string> {
  let study;
  try {
    study = parseStudy(JSON.stringify(fields), 'study.yaml');
  } catch (error) {
    return (error as Error).message;
  }
  const plan = planStudy(study);
  const chunks = await computeChunks(plan, plan.chunks);
  return chunks
    .flatMap(({ files }) => files.map(({ table, bytes }) => `${table} ${tableFromIPC(bytes).toString()}`))
    .join('\n');
}

const REFUSED = /^study\.yaml:\d+:\d+: [\w.[\]-]+: .*expected .* got /;

describe('every field of the study file', () => {
  let before = '';
  beforeAll(async () => {
    before = await rowsOf(BASE);
    expect(before).not.toMatch(REFUSED);
  });

  it('is compared without what differs anyway: a title changes no row', async () => {
    expect((await rowsOf({ ...BASE, title: 'another study' })) === before).toBe(true);
  });

  it('has a change in this test', () => {
    const names = studyFields()
      .filter((f) => !f.section && !ELSEWHERE.includes(f.path[0] ?? ''))
      .map((f) => f.path.join('.'));
    expect(Object.keys(CHANGES).sort()).toEqual(names.sort());
  });

  it.each(Object.entries(CHANGES))('%s changes rows or is refused', async (path, value) => {
    const after = await rowsOf(changed(BASE, path, value));
    if (!REFUSED.test(after)) expect(after === before).toBe(false);
  });
});

it('a precision chosen beside a study with a tolerance is refused, and so is one in its file', () => {
  const study = parseStudy(JSON.stringify({ ...BASE, solver: { tolerance: 1e-7 } }), 'study.yaml');
  expect(() => withPrecision(study, 'fast')).toThrow(
    'precision: expected none beside solver.tolerance 1e-7 of the study, which replaces it, got fast',
  );
  expect(withPrecision(study, undefined)).toBe(study);
});

describe('a field that nothing in the study depends on is refused', () => {
  const block = { ...BASE, schemes: ['BLP-CBF', 'BLP-CoMP'], output: { tables: ['designs', 'precoders'] } };
  const plain = { ...block, realizations: { channels: 1 }, solver: {} };
  const one = changed(changed(plain, 'scenario.cells', 1), 'scenario.targetAnglesDeg', [[10]]);
  const of = (schemes: string[], design: string[]): Fields => ({ ...plain, schemes, design });
  it.each<[string, Fields, string]>([
    ['pskOrder', changed(plain, 'scenario.pskOrder', 8), 'scenario.pskOrder: expected a symbol-level scheme'],
    ['a list of it', changed(plain, 'sweep.pskOrder', [2, 8]), 'sweep.pskOrder: expected a symbol-level scheme'],
    [
      'Imax without a cap',
      changed(of(['BLP-CBF', 'SLP-CoMP'], ['joint']), 'scenario.maxInterferenceDb', 3),
      'scenario.maxInterferenceDb: expected a design with an interference cap',
    ],
    [
      'snapshots in CoMP',
      changed(of(['BLP-CoMP'], ['joint']), 'scenario.interferenceSnapshots', 'frame'),
      'scenario.interferenceSnapshots: expected CBF',
    ],
    ['snapshots of one cell', changed(one, 'scenario.interferenceSnapshots', 'frame'), 'got one cell'],
    ['the loss of no channel', changed(one, 'scenario.interCellLoss', 2), 'scenario.interCellLoss: expected drawn'],
    ['the leakage of one cell', changed(one, 'scenario.maxLeakage', 7), 'scenario.maxLeakage: expected more than one'],
    ['frames without ser', changed(plain, 'realizations.frames', 7), 'realizations.frames: expected ser among'],
    ['bins of no draw', changed(plain, 'output.smallest', 7), 'output.smallest: expected realizations.errors above 0'],
    ['the law of no error', changed(plain, 'realizations.errorLaw', 'sphere'), 'realizations.errorLaw: expected'],
    [
      'a precision beside a tolerance',
      { ...plain, solver: { precision: 'fast', tolerance: 1e-7 } },
      'solver.precision: expected nothing beside solver.tolerance',
    ],
    [
      'a value beside its list',
      changed(plain, 'sweep.usersPerCell', [1, 3]),
      'scenario.usersPerCell: expected one of sweep.usersPerCell, which replaces it, or nothing, got 2',
    ],
    [
      'thresholds of a scheme that is not there',
      changed(plain, 'sweep.thresholdDb', { 'BLP-CBF': 3, 'BLP-CoMP': 3, 'SLP-CBF': 3 }),
      'sweep.thresholdDb.SLP-CBF: expected one of the schemes of the study, BLP-CBF, BLP-CoMP, got SLP-CBF',
    ],
  ])('%s', async (_name, fields, message) => {
    const refused = await rowsOf(fields);
    expect(refused).toMatch(REFUSED);
    expect(refused).toContain(message);
  });
});

it('robust designs and error draws are accepted where one radius of the sweep is above 0', () => {
  const study = { ...BASE, sweep: { thresholdDb: [3], csiErrorRadius: [0, 0.02] } };
  expect(parseStudy(JSON.stringify(study), 'study.yaml').robustness).toEqual(['guaranteed']);
});
