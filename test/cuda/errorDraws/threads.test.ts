import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopBackend } from '../../../src/device/startBackend.ts';
import { randomBatch, TRANSMISSIONS } from '../../montecarlo/randomBatch.ts';
import { noStandIn, skipNote } from '../backend/standIn.ts';
import { drawsOnCard, expectSameBytes, startStandIn } from './cudaDraws.ts';

/** In order, backwards, and a random one, in which the threads change places at every barrier. */
const ORDERS = [0, 1, 12345];
const designs = TRANSMISSIONS.map((name) => ({ name, perUser: true, rows: true }));

describe.skipIf(noStandIn)(`threads of the error draws on cuda${skipNote}`, () => {
  beforeAll(async () => {
    await startStandIn([1, 32, 64, 128]);
    process.env['ISAC_MC_STANDIN_THREADS'] = 'launch';
  });
  afterAll(async () => {
    await stopBackend();
    delete process.env['ISAC_MC_STANDIN_THREADS'];
    delete process.env['ISAC_MC_STANDIN_ORDER'];
  });

  it.each(ORDERS)('blocks of as many threads as on a card, order %i: the bytes of cpu', async (order) => {
    process.env['ISAC_MC_STANDIN_ORDER'] = String(order);
    await expectSameBytes(randomBatch({ designs, draws: 2500 }));
    // tiles of 64 and of 32 draws
    for (const cells of [3, 4]) {
      const system = { cells, usersPerCell: 1, txAntennas: 16, times: 2 };
      await expectSameBytes(randomBatch({ system, designs, draws: 200 }));
    }
    // several candidates more than there is room for
    await expectSameBytes(randomBatch({ designs: [{ name: 'BLP-CBF', radius: 0 }], draws: 1500, tail: 5 }));
  });

  it('a block of the launch takes as many threads as a tile has draws', async () => {
    const { counters } = await drawsOnCard();
    expect(counters.launches).toBe(4 * ORDERS.length);
  });
});
