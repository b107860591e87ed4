import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunksDone, isacMc, type Outcome, type Trigger } from '../e2e/command.ts';
import { dataBytes, readRows, temporaryFolder, TINY } from '../study/tinyStudy.ts';
import { studyStatus } from '../../src/study/studyStatus.ts';

const CHUNKS = 100;
/** A hundred starts of the program on a busy machine. */
const MOST_MS = 900_000;
/** Points until study.json is published in a new directory, at least. */
const START = 30;
/** Points of a start in a directory that has a study and of two whole chunks, at least. */
const POINTS = 80;
/** Kills at random times. */
const TIMED = 20;
const preload = fileURLToPath(new URL('killAtOperation.cjs', import.meta.url));
const folder = temporaryFolder();
const undisturbed = join(folder, 'undisturbed');
let [kills, runs] = [0, 0];

function run(out: string, workers: number, environment?: Readonly<Record<string, string>>, trigger?: Trigger) {
  const args = ['run', 'tiny.yaml', '--out', out, '--workers', String(workers), '--log', 'json'];
  return isacMc(args, folder, trigger, environment);
}

async function counted(outcome: Promise<Outcome>): Promise<Outcome> {
  const result = await outcome;
  runs++;
  if (result.signal === 'SIGKILL') kills++;
  return result;
}

/** After any number of kills one undisturbed run must leave exactly what a run without any leaves. */
async function expectUndisturbed(out: string, workers: number): Promise<void> {
  const last = await run(out, workers);
  expect(last.stderr).toContain('"complete":true');
  expect(last.code).toBe(0);
  expect(dataBytes(out)).toEqual(dataBytes(undisturbed));
  expect(readdirSync(out).sort()).toEqual(['_SUCCESS', 'data', 'manifest', 'study.json']);
  const ids = readRows(out, 'designs').map((r) => Number(r['design_id']));
  expect(ids).toEqual(Array.from({ length: 2 * CHUNKS }, (_, i) => i));
  expect(studyStatus(out)).toMatchObject({ done: CHUNKS, missing: [], failed: [], damaged: [], success: true });
}

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), TINY.replace('channels: 3', `channels: ${CHUNKS}`));
  expect((await run(undisturbed, 1)).code).toBe(0);
});

afterAll(() => {
  process.stderr.write(`${kills} kills in ${runs} runs\n`);
  expect(kills).toBeGreaterThanOrEqual(100);
});

/** Runs until the `at`-th point among the file operations and returns the name of the operation there. */
async function killAt(at: number, out: string): Promise<string> {
  const log = `${out}-killed-${at}`;
  const killed = await counted(
    run(out, 1, { NODE_OPTIONS: `--require=${preload}`, KILL_AT: String(at), KILL_IN: out, KILL_LOG: log }),
  );
  expect([at, killed.signal, killed.code]).toEqual([at, 'SIGKILL', null]);
  expect(existsSync(join(out, '_SUCCESS'))).toBe(false);
  return readFileSync(log, 'utf8');
}

/** The points must have been where a half-written study is most dangerous. */
function expectPlaces(places: readonly string[], patterns: readonly RegExp[]): void {
  for (const pattern of patterns)
    expect(
      places.some((p) => pattern.test(p)),
      `killed at ${pattern}`,
    ).toBe(true);
}

describe.concurrent('a run that is killed with SIGKILL', { timeout: MOST_MS }, () => {
  it(`starts again after each of ${START} kills while it makes its directory`, async () => {
    const places: string[] = [];
    for (let at = 1; at <= START; at++) {
      const out = join(folder, `start-${at}`);
      places.push(await killAt(at, out));
      const again = await isacMc(['run', 'tiny.yaml', '--out', out, '--limit', '1', '--workers', '1'], folder);
      expect([at, again.code]).toEqual([at, 0]);
      expect(dataBytes(out)).toEqual(new Map([...dataBytes(undisturbed)].filter(([name]) => /part-00000/.test(name))));
      expect(readdirSync(out).sort()).toEqual(['data', 'manifest', 'study.json']);
      expect(readFileSync(join(out, 'study.json'), 'utf8')).toMatch(/^\{[^]*\}\n$/);
    }
    expectPlaces(places, [
      /^mkdirSync $/,
      /^mkdirSync manifest$/,
      /^mkdirSync data\/designs$/,
      /^writeSync \.tmp-[^/]+\/study\.json$/,
      /^torn writeSync \.tmp-[^/]+\/study\.json$/,
      /^fsyncSync \.tmp-[^/]+\/study\.json$/,
      /^linkSync study\.json$/,
      /^rmSync \.tmp-[^/]+\/study\.json$/,
    ]);
  });

  it(`ends with the undisturbed bytes after ${POINTS} kills between and within its file operations`, async () => {
    const out = join(folder, 'operations');
    const places: string[] = [];
    for (let at = 1; at <= POINTS; at++) places.push(await killAt(at, out));
    expectPlaces(places, [
      /^openSync \.tmp-[^/]+\/designs-part-\d+\.arrow$/,
      /^writeSync \.tmp-[^/]+\/designs-part-\d+\.arrow$/,
      /^torn writeSync \.tmp-[^/]+\/precoders-part-\d+\.arrow$/,
      /^fsync \.tmp-[^/]+\/errors-part-\d+\.arrow$/,
      /^renameSync data\/designs\/part-\d+\.arrow$/,
      /^renameSync data\/convergence\/part-\d+\.arrow$/,
      /^openSync data\/convergence$/,
      /^fsync data\/designs$/,
      /^openSync manifest\/.*\.jsonl$/,
      /^torn writeSync manifest\/.*\.jsonl$/,
      /^fsync manifest\/.*\.jsonl$/,
    ]);
    await expectUndisturbed(out, 1);
  });

  it(`ends with the undisturbed bytes after ${TIMED} kills at random times with two workers`, async () => {
    const out = join(folder, 'timed');
    let before = 0;
    for (let i = 0; i < TIMED; i++) {
      // some chunks later and a little: anywhere within the chunks of both workers
      const chunks = before + Math.floor(4 * Math.random());
      const killed = await counted(
        run(out, 2, undefined, (text) =>
          chunksDone(text) >= chunks ? { signal: 'SIGKILL', after: 0.03 * Math.random() } : null,
        ),
      );
      expect(killed.signal).toBe('SIGKILL');
      before = chunksDone(killed.stderr);
    }
    await expectUndisturbed(out, 2);
  });
});

describe('two runs of one study in one directory', () => {
  it('end with the undisturbed bytes, also when one of them is killed', async () => {
    const out = join(folder, 'two');
    const [a, b] = await Promise.all([run(out, 1), run(out, 2)]);
    expect([a.code, b.code, a.signal, b.signal]).toEqual([0, 0, null, null]);
    await expectUndisturbed(out, 1);

    const other = join(folder, 'two-killed');
    const killing = {
      NODE_OPTIONS: `--require=${preload}`,
      KILL_AT: '60',
      KILL_IN: other,
      KILL_LOG: join(folder, 'killed'),
    };
    const [c, d] = await Promise.all([run(other, 1), counted(run(other, 1, killing))]);
    expect([c.code, d.signal]).toEqual([0, 'SIGKILL']);
    await expectUndisturbed(other, 1);
  });
});
