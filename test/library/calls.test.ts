import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import { type Call, CALLS, runFinished, WITHOUT_ARGUMENTS } from './calls.ts';

// Whatever is wrong with a call of the library, it ends in an InputError of one line that says what was expected and what came.

type Function = (...args: unknown[]) => unknown;
const functions = Object.entries(library).filter(
  ([, value]) => typeof value === 'function' && !(value.prototype instanceof Error),
) as [string, Function][];
const call = (name: string, args: readonly unknown[]): unknown =>
  (library as unknown as Record<string, Function>)[name]?.(...args);

type Change = readonly [path: string, value: unknown];

/** The arguments with another value at a path. */
function changed(args: unknown[], path: readonly (string | number)[], value: unknown): unknown[] {
  const replace = (at: unknown, [key, ...rest]: readonly (string | number)[]): unknown => {
    if (key === undefined) return value;
    if (Array.isArray(at)) return at.with(Number(key), replace(at[Number(key)], rest));
    const object = at as Record<string, unknown>;
    return { ...object, [key]: replace(object[key], rest) };
  };
  return replace(args, path) as unknown[];
}

/** Every value below the arguments, with its path. */
function* values(at: unknown, path: readonly (string | number)[]): Generator<[(string | number)[], unknown]> {
  if (path.length > 0) yield [[...path], at];
  if (Array.isArray(at)) for (const [i, v] of at.entries()) yield* values(v, [...path, i]);
  else if (isMapping(at)) for (const [key, v] of Object.entries(at)) yield* values(v, [...path, key]);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** What may never stand in place of a value. */
function wrongFor(value: unknown, inList: boolean): unknown[] {
  const always = [null, Symbol('x'), () => 1, new Map(), NaN, -Infinity];
  // a list of one stands for a batch of one
  if (typeof value === 'number') return [...always, 'x', '1', {}, 1n, 1e300, ...(inList ? [] : [[1]])];
  if (typeof value === 'bigint') return [...always, 'x', 1, -1n, 2n ** 64n, 1.5];
  if (typeof value === 'string') return [...always, '', 1, [value], {}];
  if (typeof value === 'boolean') return [...always, 'yes', 1];
  if (value instanceof Float64Array)
    return [
      ...always,
      [...value],
      Float32Array.from(value),
      new Float64Array(value.length + 1),
      value.map(() => NaN),
      5,
    ];
  if (value instanceof Int32Array) return [...always, [...value], new Int32Array(value.length + 1).fill(2 ** 30), 5];
  // a single value may stand for a list of one in a study
  if (Array.isArray(value)) return [...always, 'x', { length: 1 }];
  return [...always, 'x', 5, [], [[]]];
}

function allChanges({ args, free = [] }: Call): (readonly [string, unknown[]])[] {
  const given = args();
  const isFree = (path: string): boolean => free.some((f) => path === f || path.startsWith(`${f}.`));
  return [...values(given, [])].flatMap(([path, value]) => {
    const name = path.join('.');
    if (isFree(name)) return [];
    const list = wrongFor(value, typeof path.at(-1) === 'number' && path.length > 1).map((wrong): Change => [
      name,
      wrong,
    ]);
    if (isMapping(value)) list.push([`${name}.txAntenas`, 4], [`${name}.constructor`, 1]);
    return list.map(([at, wrong]) => [`${at}: ${show(wrong)}`, changed(given, at.split('.'), wrong)] as const);
  });
}

const show = (value: unknown): string => {
  if (ArrayBuffer.isView(value)) return value.constructor.name;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
};

/** The error that a call ends with; null without one. */
async function refusal(name: string, args: readonly unknown[]): Promise<unknown> {
  try {
    await call(name, args);
    return null;
  } catch (error) {
    return error;
  }
}

beforeAll(runFinished);

describe('the library', () => {
  it('has a right call of every function here', () => {
    expect(functions.map(([name]) => name).sort()).toEqual([...Object.keys(CALLS), ...WITHOUT_ARGUMENTS].sort());
  });

  it.each(Object.keys(CALLS))('%s takes the right call', async (name) => {
    expect(await refusal(name, CALLS[name]?.args() ?? [])).toBeNull();
  });

  it.each(Object.keys(CALLS))('%s refuses every wrong type, number and key in one line', async (name) => {
    const entry = CALLS[name] as Call;
    const changes = allChanges(entry);
    expect(changes.length).toBeGreaterThan(5);
    for (const [what, args] of changes) {
      const error = await refusal(name, args);
      expect(error, what).toBeInstanceOf(library.InputError);
      const { message } = error as library.InputError;
      expect(message, what).toMatch(/^[^\n]*expected [^\n]*$/);
      if (what.includes('.txAntenas')) expect(message, what).toMatch(/txAntenas: unknown key/);
    }
  });

  it.each(Object.keys(CALLS))('%s refuses a call without arguments', async (name) => {
    if (name === 'makeScenario') return; // the default system
    expect(await refusal(name, [])).toBeInstanceOf(library.InputError);
  });
});

describe('a wrong call names its field, what was expected and what came:', () => {
  const scenario = library.makeScenario();
  const { channels } = library.drawRealization(scenario, { seed: 1n, realization: 0 });
  it.each<[string, () => unknown, string]>([
    [
      'a misspelt key',
      () => library.makeScenario({ txAntenas: 4 } as object),
      'txAntenas: unknown key (did you mean txAntennas?), expected one of cells, usersPerCell, txAntennas, rxAntennas, frameLength, powerBudgetDb, noisePower, csiErrorRadius, maxInterferenceDb, maxLeakage, amplitudeCrbCap, interferenceSnapshots, targetAnglesDeg, got txAntenas',
    ],
    [
      'the index of a draw by its old name',
      () => library.drawDesignTask({ scheme: 'BLP-CBF', thresholdDb: 0, realization: 3 } as library.DesignTaskOptions),
      'realization: expected realizationIndex, the index of the draw (realization is what is drawn), got 3',
    ],
    [
      'a limit of a study',
      () => library.makeScenario({ powerBudgetDb: 300 }),
      'powerBudgetDb: expected a number of at most 200, got 300',
    ],
    ['no cells', () => library.makeScenario({ cells: 0 }), 'cells: expected a number above 0, got 0'],
    [
      'an angle',
      () => library.makeScenario({ cells: 1, targetAnglesDeg: [[90]] }),
      'targetAnglesDeg[0][0]: expected a number below 90, got 90',
    ],
    [
      'a scheme',
      () => library.drawDesignTask({ scheme: 'BLP' as 'BLP-CBF', thresholdDb: 0 }),
      'scheme: expected one of BLP-CBF, BLP-CoMP, SLP-CBF, SLP-CoMP, got "BLP"',
    ],
    [
      'a list in place of a typed array',
      () => library.sinrCbf(scenario, [...channels] as unknown as Float64Array, channels),
      'channels: expected a Float64Array of 144 numbers [bs][cell][user][antenna][2], got [',
    ],
    [
      'precoders of the other cooperation',
      () => library.sinrCbf(scenario, channels, channels),
      'precoders: expected a Float64Array of 72 numbers [bs][user][antenna][2], got 144 numbers',
    ],
    [
      'a system beyond memory',
      () => library.makeScenario({ rxAntennas: 1_000_000 }),
      'scenario: expected at most 67108864 channel',
    ],
    [
      'a backend',
      async () => library.startBackend('gpu' as 'cpu'),
      `backend: expected one of ${library.BACKEND_CHOICES.join(', ')}, got "gpu"`,
    ],
    [
      'a device',
      async () => library.startBackend('cuda', { device: 0 as unknown as string }),
      'options.device: expected text such as "0", got 0',
    ],
    [
      'a batch beyond memory',
      async () => library.solveConic({ cost: [1], cones: { nonneg: 1000 }, batch: 1_000_000 }),
      'batch: expected at most 67108864 variables over the batch, got 1000000000',
    ],
    [
      'a program beyond memory',
      async () => {
        const [program] = (CALLS['solveProgram'] as Call).args() as [library.ConicProgram];
        const secondOrder = [{ size: 1_000_000, count: 1_000_000 }];
        return library.solveProgram({ ...program, shape: { ...program.shape, secondOrder } });
      },
      'data.batch: expected at most 67108864 variables over the batch, got 1000000000002',
    ],
    [
      'an array without an end',
      async () => library.solveConic({ cost: Object.assign([], { length: 2 ** 32 - 1 }), cones: { nonneg: 1 } }),
      'cost: expected at most 67108864 elements, got 4294967295',
    ],
    [
      'more rows than a matrix of them can have',
      async () => {
        const rows = 100_000;
        const shape = {
          rows,
          nonneg: 1,
          secondOrder: [],
          psd: [],
          entryRow: Int32Array.of(0),
          entryColumn: Int32Array.of(0),
        };
        const data = { batch: 1, rhs: new Float64Array(rows), entries: Float64Array.of(1), psd: [] };
        return library.solveProgram({ shape, data });
      },
      'shape.rows: expected at most 16384 rows that are not local to a block, got 100000',
    ],
    [
      'words among numbers',
      async () => library.solveConic({ cost: ['a' as unknown as number], cones: { nonneg: 1 } }),
      'cost: expected numbers, got a value of type string',
    ],
  ])('%s', async (_name, run, message) => {
    const error = await (async () => run())().then(
      () => null,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(library.InputError);
    expect((error as Error).message.slice(0, message.length)).toBe(message);
  });

  it('a run that is refused writes nothing', async () => {
    const [study, options] = (CALLS['runStudy'] as Call).args() as [library.Study, library.RunOptions];
    const wrong: Partial<Record<keyof library.RunOptions, unknown>>[] = [
      { shard: { index: 9, count: 2 } },
      { shard: { index: 0, count: 2 } },
      { limit: 0 },
      { workers: 1.5 },
      { batch: NaN },
      { devices: [] },
      { precision: 'best' },
      { onProgress: 1 },
      { signal: {} },
    ];
    for (const change of wrong) {
      const field = Object.keys(change)[0] ?? '';
      await expect(library.runStudy(study, { ...options, ...change } as library.RunOptions)).rejects.toThrow(
        new RegExp(`^${field}(\\.\\w+)?: expected .* got `),
      );
    }
    const broken = { ...study, realizations: { ...study.realizations, channels: 1e15 } };
    await expect(library.runStudy(broken, options)).rejects.toThrow(/^study\.realizations\.channels: expected /);
    expect(existsSync(options.out)).toBe(false);
  });
});
