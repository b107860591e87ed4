import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { replaceSolve } from '../conic/replaceSolve.ts';
import { InputError } from '../../src/errors.ts';
import { noiseCovariance } from '../../src/model/echoCovariance.ts';
import { writeComplexArray } from '../../src/problems/complexJson.ts';
import { drawDesignTask } from '../../src/problems/drawDesignTask.ts';
import { interferenceCaps, programFields } from '../../src/problems/fieldSchemas.ts';
import { instanceSystem } from '../../src/problems/instanceSystem.ts';
import { solveInstanceFile } from '../../src/problems/solveInstance.ts';

// A field of a problem reaches the numbers that the solver gets, or the instance is refused.

type Fields = Record<string, unknown>;

const RX = 3;
const task = drawDesignTask({
  scheme: 'SLP-CBF',
  thresholdDb: 5,
  scenario: { usersPerCell: 2, txAntennas: 4, rxAntennas: RX, frameLength: 4, csiErrorRadius: 0.01 },
  seed: 21n,
});
const { scenario, realization, symbols } = task;
const matrix = (scale: number): unknown =>
  writeComplexArray(
    noiseCovariance(scenario).map((x) => scale * x),
    [RX, RX],
    2,
  );

const block = { scheme: 'BLP-CBF', robustness: 'guaranteed' };
const stacked = { scheme: 'BLP-CoMP', robustness: 'guaranteed' };
const symbol = { scheme: 'SLP-CBF', robustness: 'guaranteed', bs: 1, echoCovariance: matrix(1.5) };
const weights = { form: 'weighted', rho: 0.4, nfr: 0.02, nfc: 30 };
const A1 = {
  ...block,
  problem: 'P1.A',
  bs: 1,
  interference: { intraCell: 5, interCell: 4 },
  leakage: 2000,
  echoCovariance: matrix(1.5),
};
const B1 = { ...block, problem: 'P1.B', bs: 1, threshold: 3, crbCap: 0.05, echoCovariance: matrix(1.5) };
const A3 = { ...symbol, problem: 'P3.A', interference: { symbolLevel: 4 }, leakage: 2000, sensingCut: true };
const B3 = { ...symbol, problem: 'P3.B', threshold: 3, crbCap: 0.05, sensingCut: true };
const received = { sinrRow: 'received', interference: { received: 3 } };
const network = { threshold: 3, echoCovarianceOfBs: [matrix(1.5), matrix(1.2)] };

/** One valid problem of every kind, form and row. */
const PROBLEMS: Readonly<Record<string, Fields>> = {
  'P1.A threshold': { ...A1, form: 'threshold', threshold: 3 },
  'P1.A weighted': { ...A1, ...weights },
  'P1.A maxSinr': { ...A1, form: 'maxSinr' },
  'P1.B emitted': { ...B1, sinrRow: 'emitted' },
  'P1.B received': { ...B1, ...received, amplitudeCrbCaps: [1, 2] },
  'P2.A threshold': { ...stacked, problem: 'P2.A', interference: { coMP: 5 }, form: 'threshold', threshold: 3 },
  'P2.A weighted': { ...stacked, problem: 'P2.A', interference: { coMP: 5 }, ...weights },
  'P2.A maxSinr': { ...stacked, problem: 'P2.A', interference: { coMP: 5 }, form: 'maxSinr' },
  'P2.B': { ...stacked, problem: 'P2.B', threshold: 3, crbCap: 0.05 },
  'P3.A threshold': { ...A3, form: 'threshold', threshold: 3 },
  'P3.A weighted': { ...A3, ...weights },
  'P3.A maxSinr': { ...A3, form: 'maxSinr' },
  'P3.B emitted': { ...B3, sinrRow: 'emitted' },
  'P3.B received': { ...B3, ...received, amplitudeCrbCaps: [1, 2] },
  'P4 threshold': { scheme: 'SLP-CoMP', robustness: 'guaranteed', problem: 'P4', form: 'threshold', threshold: 3 },
  'P4 weighted': { scheme: 'SLP-CoMP', robustness: 'guaranteed', problem: 'P4', ...weights },
  'P4 maxSinr': { scheme: 'SLP-CoMP', robustness: 'guaranteed', problem: 'P4', form: 'maxSinr' },
  'capsFree CBF': { ...block, problem: 'capsFree', ...network },
  'joint CBF': { ...block, problem: 'joint', ...network },
  'capsFree CoMP': { ...stacked, problem: 'capsFree', threshold: 3 },
  'joint CoMP': { ...stacked, problem: 'joint', threshold: 3 },
};

/** Another value for every field; undefined: the field is dropped. */
const CHANGES: readonly (readonly [string, unknown])[] = [
  ['bs', 0],
  ['bs', undefined],
  ['robustness', 'none'],
  ['robustness', undefined],
  ['form', 'threshold'],
  ['form', 'weighted'],
  ['form', 'maxSinr'],
  ['threshold', 4],
  ['threshold', undefined],
  ['rho', 0.7],
  ['rho', undefined],
  ['nfr', 0.01],
  ['nfr', undefined],
  ['nfc', 20],
  ['nfc', undefined],
  ['interference.intraCell', 2],
  ['interference.interCell', 2],
  ['interference.coMP', 2],
  ['interference.symbolLevel', 2],
  ['interference.received', 2],
  ['interference', undefined],
  ['leakage', 1000],
  ['leakage', undefined],
  ['crbCap', 0.06],
  ['crbCap', undefined],
  ['amplitudeCrbCaps', [0.5, 2]],
  ['amplitudeCrbCaps', [1, 0.5]],
  ['amplitudeCrbCaps', undefined],
  ['sinrRow', 'emitted'],
  ['sinrRow', 'received'],
  ['sinrRow', undefined],
  ['sensingCut', false],
  ['sensingCut', true],
  ['sensingCut', undefined],
  ['echoCovariance', matrix(1.1)],
  ['echoCovariance', undefined],
  ['echoCovarianceOfBs', [matrix(1.1), matrix(1.3)]],
  ['echoCovarianceOfBs', undefined],
];

const DEFAULTS: Fields = { form: 'threshold', sinrRow: 'emitted', sensingCut: false, robustness: 'none' };
/** What a problem of form maxSinr leaves free needs no covariance of echoes. */
const FREE = new Set(['P1.A maxSinr echoCovariance', 'P3.A maxSinr echoCovariance']);

function instanceOf(problem: Fields, system = instanceSystem('fields', scenario, realization, symbols)): Fields {
  const { pskOrder, ...rest } = system['scenario'] as Fields;
  const { symbolPhase, ...common } = system;
  const own = String(problem['scheme']).startsWith('SLP');
  return {
    ...common,
    ...(own ? { symbolPhase } : {}),
    scenario: own ? { ...rest, pskOrder } : rest,
    problems: [problem],
  };
}

function changed(problem: Fields, name: string, value: unknown): Fields {
  const [field = '', part] = name.split('.');
  if (part !== undefined) return { ...problem, [field]: { ...(problem[field] as Fields | undefined), [part]: value } };
  const { [field]: _, ...rest } = problem;
  return value === undefined ? rest : { ...rest, [field]: value };
}

function valueOf(problem: Fields, name: string): unknown {
  const [field = '', part] = name.split('.');
  return part === undefined ? problem[field] : (problem[field] as Fields | undefined)?.[part];
}

let data: number[] = [];
beforeAll(async () =>
  replaceSolve((solve) => async (batch, attributes) => {
    data.push(...attributes.descriptor);
    for (const values of [batch.rhs, batch.entries, ...batch.groups.flatMap((g) => Object.values(g))])
      data.push(...values);
    return solve(batch, attributes);
  }),
);

/** All numbers that the solver is given for an instance, or the message that refuses it. */
async function numbersOf(instance: Fields): Promise<string> {
  data = [];
  try {
    await solveInstanceFile(instance, { maxIterations: 1 });
    return data.join(' ');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
}

describe.each(Object.entries(PROBLEMS))('%s', (kind, problem) => {
  it('is taken as it stands', async () => {
    expect(await numbersOf(instanceOf(problem))).toMatch(/^\d/);
  });

  it('reads or refuses every field', async () => {
    const before = await numbersOf(instanceOf(problem));
    for (const [name, value] of CHANGES) {
      const was = valueOf(problem, name) ?? DEFAULTS[name];
      if (was === (value ?? DEFAULTS[name]) || FREE.has(`${kind} ${name}`)) continue;
      const after = await numbersOf(instanceOf(changed(problem, name, value)));
      const label = `${kind}: ${name} ${String(value)}`;
      expect(`${label} ${after === before ? 'says nothing' : ''}`).toBe(`${label} `);
      if (/^\d/.test(after)) continue;
      expect(after, label).toMatch(/^instance\.problems\[0\]\.\w+(\.\w+)?(\[\d\])?: .*(expected|solved).* got \S/);
      expect(after.split('\n')).toHaveLength(1);
    }
  });
});

describe('the fields of a program', () => {
  const names = [...Object.keys(programFields), ...Object.keys(interferenceCaps).map((cap) => `interference.${cap}`)];
  it.each(names)('%s is changed here, and described with the format of instances', (name) => {
    expect(CHANGES.map(([changedField]) => changedField)).toContain(name);
    const page = readFileSync(new URL('../reference/golden/README.md', import.meta.url), 'utf8');
    expect(page).toMatch(new RegExp(`\\b${name.replace('interference.', '')}\\b`));
  });
});

describe('fields that belong elsewhere', () => {
  it('of other cells may stand in a problem of one cell, where they say nothing', async () => {
    const alone = drawDesignTask({
      scheme: 'SLP-CBF',
      thresholdDb: 5,
      scenario: { cells: 1, targetAnglesDeg: [[20]], usersPerCell: 2, txAntennas: 4, rxAntennas: RX, frameLength: 4 },
    });
    const system = instanceSystem('one', alone.scenario, alone.realization, alone.symbols);
    const own = { bs: 0, threshold: 3, echoCovariance: matrix(1) };
    const foreign = { leakage: 5, interference: { intraCell: 5, interCell: 0 } };
    const pairs: readonly (readonly [Fields, Fields])[] = [
      [{ ...block, problem: 'P1.A', ...own, interference: { intraCell: 5 } }, foreign],
      [{ ...block, problem: 'P1.B', ...own, crbCap: 0.1 }, { ...received }],
      [
        { ...symbol, problem: 'P3.A', ...own },
        { leakage: 5, interference: { symbolLevel: 7 }, sensingCut: true },
      ],
      [
        { ...symbol, problem: 'P3.B', ...own, crbCap: 0.1 },
        { ...received, sensingCut: true },
      ],
    ];
    for (const [bare, extra] of pairs) {
      const [first, second] = [{ ...bare }, { ...bare, ...extra }];
      const [a, b] = [
        await solveInstanceFile(instanceOf(first, system)),
        await solveInstanceFile(instanceOf(second, system)),
      ];
      expect(b.results[0]?.status).toBe('optimal');
      expect(b.results[0]?.objective).toBe(a.results[0]?.objective);
    }
  });

  it('two sources of one covariance are refused', async () => {
    const both = { ...A1, form: 'threshold', threshold: 3, echoCovarianceOfBs: network.echoCovarianceOfBs };
    expect(await numbersOf(instanceOf(both))).toBe(
      'instance.problems[0].echoCovarianceOfBs: expected it or echoCovariance, got both',
    );
  });

  it('data symbols without a symbol-level problem or transmit vectors are refused', async () => {
    const instance = instanceOf(PROBLEMS['P2.B'] as Fields);
    const system = instance['scenario'] as Fields;
    expect(await numbersOf({ ...instance, scenario: { ...system, pskOrder: 4 } })).toBe(
      'instance.scenario.pskOrder: expected it only with symbol-level problems or transmit vectors, got 4',
    );
    expect(await numbersOf({ ...instance, symbolPhase: [] })).toMatch(/^instance\.symbolPhase: expected it only with/);
  });
});
