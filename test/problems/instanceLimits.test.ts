import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { readInstance } from '../../src/problems/instance.ts';
import { solveInstanceFile } from '../../src/problems/solveInstance.ts';
import { temporaryFolder } from '../study/tinyStudy.ts';
import { readGolden } from './goldenFiles.ts';

type Json = Record<string, unknown>;
const golden = (name = 'blp-cbf-small.json'): Json => structuredClone(readGolden(name));

/** The line that an instance is refused with; null where it is taken. */
function refusal(instance: unknown): string | null {
  try {
    readInstance(instance, 'f: ');
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { message } = error as InputError;
    expect(message).toMatch(/^f: [^\n]+$/);
    return message;
  }
}

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;

describe('an instance is refused before anything of its size is made:', () => {
  it.each<[string, (file: Json) => unknown, RegExp]>([
    [
      'cells beyond any list',
      (f) => Object.assign(f['scenario'] as Json, { cells: 1e9 }),
      /^f: scenario\.cells: expected a number of at most 1000000, got 1000000000$/,
    ],
    [
      'antennas beyond memory',
      (f) => Object.assign(f['scenario'] as Json, { txAntennas: 1e6 }),
      /^f: scenario: expected at most 67108864 .*, got \d+$/,
    ],
    [
      'a power beyond float64',
      (f) => Object.assign(f['scenario'] as Json, { powerBudget: 1e300 }),
      /^f: scenario\.powerBudget: expected a number of at most 1e\+75, got 1e\+300$/,
    ],
    [
      'a channel of 1e300',
      (f) => (((((f['channels'] as Json)['re'] as number[][][][])[0] ?? [])[0] ?? [])[0] ?? []).splice(0, 1, 1e300),
      /^f: channels\.re\[0\]\[0\]\[0\]\[0\]: expected a number of at most 1e\+50 in magnitude, got 1e\+300$/,
    ],
    [
      'deep channels',
      (f) => Object.assign(f, { channels: deep(100_000) }),
      /^f: channels: expected an array of 2, got an array of 1$/,
    ],
    [
      'deep precoders',
      (f) => Object.assign(f, { evaluation: { precoders: deep(100_000) } }),
      /^f: evaluation\.precoders: expected an array of 2, got an array of 1$/,
    ],
    [
      'a deep name',
      (f) => Object.assign(f, { name: deep(100_000) }),
      /^f: name: expected a text, got \[\[\[\[\[\.\.\.\]\]\]\]\]$/,
    ],
    [
      'a misspelt field of the scenario',
      (f) => Object.assign(f['scenario'] as Json, { txAntenas: 2 }),
      /^f: scenario\.txAntenas: unknown key \(did you mean txAntennas\?\), expected one of .*, got txAntenas$/,
    ],
    [
      'a misspelt field of a problem',
      (f) => Object.assign((f['problems'] as Json[])[0] as Json, { treshold: 2 }),
      /^f: problems\[0\]\.treshold: unknown key \(did you mean threshold\?\), /,
    ],
  ])('%s', (_name, change, message) => {
    const file = golden();
    change(file);
    expect(refusal(file)).toMatch(message);
  });

  it.each<[string, () => string, RegExp]>([
    ['a folder', () => temporaryFolder(), /: expected a file, got a folder$/],
    ['a device without an end', () => '/dev/zero', /^\/dev\/zero: expected a file, got a device$/],
    [
      'a pipe that nobody writes to',
      () => {
        const pipe = join(temporaryFolder(), 'pipe');
        execFileSync('mkfifo', [pipe]);
        return pipe;
      },
      /pipe: expected a file, got a named pipe$/,
    ],
    [
      'a large file',
      () => {
        const file = join(temporaryFolder(), 'large.json');
        writeFileSync(file, new Uint8Array(2 ** 26 + 1));
        return file;
      },
      /large\.json: expected an instance of at most 64 MiB, got 64 MiB$/,
    ],
    [
      'a file of brackets',
      () => {
        const file = join(temporaryFolder(), 'deep.json');
        writeFileSync(file, '['.repeat(2 ** 20));
        return file;
      },
      /deep\.json: not JSON \(/,
    ],
  ])('%s', async (_name, make, message) => {
    const file = make();
    await expect(solveInstanceFile(file)).rejects.toThrow(InputError);
    await expect(solveInstanceFile(file)).rejects.toThrow(message);
  });
});

/** Paths of all values of a file. */
function paths(value: unknown, path: readonly string[] = []): string[][] {
  const own = path.length > 0 ? [[...path]] : [];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([key, v]) => paths(v, [...path, key]))];
}

it.each(['blp-cbf-small.json', 'blp-comp-small-robust.json', 'slp-p3a-threshold-cut-d0.json'])(
  'any value in any place of %s is taken, or refused in one line',
  (name) => {
    const file = golden(name);
    const odd = [
      null,
      '',
      'x',
      true,
      -1,
      0,
      1.5,
      1e9,
      1e300,
      1e-300,
      [],
      [[]],
      {},
      { re: 1, im: 1 },
      { re: [], im: [] },
      [null],
      '__proto__',
      deep(50),
    ];
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...paths(file)), fc.constantFrom<unknown>(...odd), (path, value) => {
        const changed = structuredClone(file);
        let at: Json = changed;
        for (const key of path.slice(0, -1)) at = at[key] as Json;
        at[path.at(-1) ?? ''] = value;
        if (refusal(changed) !== null) refused++;
      }),
      { seed: 20263, numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(100);
  },
);
