import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopBackend } from '../../../src/device/startBackend.ts';
import { TRANSMISSIONS } from '../../montecarlo/randomBatch.ts';
import { randomFrames } from '../../montecarlo/randomFrames.ts';
import { noStandIn, skipNote } from '../backend/standIn.ts';
import { expectSameCounts, framesOnCard, startStandIn } from './cudaFrames.ts';

/** In order, backwards, and a random one, in which the threads change places at every barrier. */
const ORDERS = [0, 1, 12345];
const designs = TRANSMISSIONS.flatMap((name) => [4, 8].map((order) => ({ name, order })));

describe.skipIf(noStandIn)(`threads of the symbol errors on cuda${skipNote}`, () => {
  beforeAll(async () => {
    await startStandIn([1, 32, 64, 128]);
    process.env['ISAC_MC_STANDIN_THREADS'] = 'launch';
  });
  afterAll(async () => {
    await stopBackend();
    delete process.env['ISAC_MC_STANDIN_THREADS'];
    delete process.env['ISAC_MC_STANDIN_ORDER'];
  });

  it.each(ORDERS)('blocks of as many threads as on a card, order %i: the counts of cpu', async (order) => {
    process.env['ISAC_MC_STANDIN_ORDER'] = String(order);
    await expectSameCounts(randomFrames({ designs, frames: 500 }));
    // tiles of 64 and of 32 frames, and of 32 in global memory
    for (const txAntennas of [12, 16, 32]) {
      const system = { cells: 4, usersPerCell: 1, txAntennas, times: 3 };
      await expectSameCounts(randomFrames({ system, designs, frames: 150 }));
    }
  });

  it('a block of the launch takes as many threads as a tile has frames', async () => {
    expect((await framesOnCard()).counters.launches).toBe(4 * ORDERS.length);
  });
});
