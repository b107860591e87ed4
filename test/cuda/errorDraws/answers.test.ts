import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopBackend } from '../../../src/device/startBackend.ts';
import { ERROR_LAWS } from '../../../src/model/errorLaw.ts';
import { DEFAULT_SYSTEM, randomBatch, TRANSMISSIONS } from '../../montecarlo/randomBatch.ts';
import { noStandIn, skipNote } from '../backend/standIn.ts';
import { drawsOnCard, expectSameBytes, startStandIn } from './cudaDraws.ts';

const ALL = TRANSMISSIONS.map((name) => ({ name, perUser: true, rows: true }));
/** Systems that are odd in one way or another: [cells, users of each, antennas, symbol times]. */
const SYSTEMS = {
  'one user, one antenna': [1, 1, 1, 2],
  'one cell': [1, 4, 3, 6],
  'odd numbers of everything': [3, 5, 5, 10],
  'errors of 64 draws in shared memory': [3, 1, 16, 4],
  'errors of 32 draws in shared memory': [4, 2, 16, 4],
  'errors in global memory': [4, 2, 32, 2],
} as const;

describe.skipIf(noStandIn)(`error draws on cuda have the bytes of cpu${skipNote}`, () => {
  beforeAll(async () => startStandIn());
  afterAll(stopBackend);

  it.each(ERROR_LAWS)('all transmissions, law %s', async (law) => {
    await expectSameBytes(randomBatch({ designs: ALL, law, draws: 5001 }));
  });

  it.each(Object.entries(SYSTEMS))('%s', async (_, [cells, usersPerCell, txAntennas, times]) => {
    const system = { cells, usersPerCell, txAntennas, times };
    for (const law of ERROR_LAWS) await expectSameBytes(randomBatch({ system, designs: ALL, law, draws: 333 }));
  });

  it.each([1, 2, 3, 5, 1023, 1024, 1025, 2049])('%i draws', async (draws) => {
    await expectSameBytes(randomBatch({ designs: ALL, draws }));
  });

  it('designs of several radii, grids, references, levels and outputs', async () => {
    const grid = { fromDb: -1, toDb: 0.5, stepDb: 0.25 };
    const outside = { fromDb: 30, toDb: 31, stepDb: 0.5 };
    const designs = TRANSMISSIONS.flatMap((name) => [
      { name, radius: 0, rows: true },
      { name, radius: 0.01, settings: { grid, levels: [] } },
      { name, radius: 0.3, perUser: true, settings: { grid: outside, levels: [80] } },
      { name, radius: 1, rows: true, settings: { reference: 1e-3, levels: [0, Infinity] } },
    ]);
    await expectSameBytes(randomBatch({ designs, draws: 3000 }));
  });

  it.each([0, 1, 1500, 5000])('the smallest %i SINRs', async (tail) => {
    await expectSameBytes(randomBatch({ designs: ALL, draws: 3000, tail }));
  });

  it('of equal SINRs the earliest draws, where all are candidates', async () => {
    const draws = await drawsOnCard();
    const { collectedAgain } = draws.counters;
    const batch = randomBatch({ designs: [{ name: 'BLP-CBF', radius: 0 }], draws: 9000, tail: 7 });
    await expectSameBytes(batch);
    expect(draws.counters.collectedAgain).toBeGreaterThan(collectedAgain);
    const [answer] = await draws.run(batch);
    expect([...(answer?.smallest.tailDraws ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('SINRs of 0, and a tail among them', async () => {
    // the useful amplitude is beyond the sector's edge in most draws
    const batch = randomBatch({ designs: [{ name: 'SLP-CBF', radius: 3, perUser: true, rows: true }], draws: 4000 });
    await expectSameBytes(batch);
    const [answer] = await (await drawsOnCard()).run(batch);
    expect(answer?.smallest.tail.every((sinr) => sinr === 0)).toBe(true);
  });

  it('more designs than one group makes the errors for', async () => {
    const designs = Array.from({ length: 40 }, (_, i) => ({
      name: TRANSMISSIONS[i % 4] as (typeof TRANSMISSIONS)[number],
      radius: 0.01 * i,
      rows: i % 3 === 0,
    }));
    await expectSameBytes(randomBatch({ system: { ...DEFAULT_SYSTEM, txAntennas: 2 }, designs, draws: 300 }));
  });

  it('no design', async () => {
    await expectSameBytes(randomBatch({ designs: [], draws: 10 }));
  });
});
