import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceFault } from '../../../src/device/deviceFault.ts';
import { startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import { drawErrorsOnCpu } from '../../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import type { ErrorDrawsCuda } from '../../../src/montecarlo/kernels/cuda/errorDrawsCuda.ts';
import { type ErrorDrawsBatch, runBatches } from '../../../src/montecarlo/kernels/errorDraws.ts';
import { errorDrawsOf } from '../../../src/montecarlo/kernels/errorDrawsOf.ts';
import { DEFAULT_SYSTEM, randomBatch, TRANSMISSIONS } from '../../montecarlo/randomBatch.ts';
import { noStandIn, skipNote } from '../backend/standIn.ts';
import { drawsOnCard, startStandIn } from './cudaDraws.ts';

/** Realizations of two systems, of unlike numbers of designs and draws, one after the other as in a study. */
function batches(): ErrorDrawsBatch[] {
  return Array.from({ length: 12 }, (_, i) => {
    const designs = Array.from({ length: i % 5 }, (__, j) => ({
      name: TRANSMISSIONS[(i + j) % 4] ?? 'BLP-CBF',
      radius: 0.05 * (j + 1),
      perUser: j === 1,
      rows: (i + j) % 3 === 0,
    }));
    const system = i % 3 === 0 ? { ...DEFAULT_SYSTEM, txAntennas: 3 } : DEFAULT_SYSTEM;
    return { ...randomBatch({ system, designs, draws: i % 4 === 2 ? 1 : 1500 }), realization: 1000 + i };
  });
}

const expected = (all: readonly ErrorDrawsBatch[]) => all.map((batch) => drawErrorsOnCpu(batch));

describe.skipIf(noStandIn)(`error draws of several realizations at once${skipNote}`, () => {
  let draws: ErrorDrawsCuda;
  beforeAll(async () => {
    await startStandIn([1, 128]);
    draws = await drawsOnCard();
  });
  afterAll(stopBackend);

  it('have the bytes of each alone, in few launches', async () => {
    const all = batches();
    const { launches } = draws.counters;
    expect(await draws.runAll(all)).toStrictEqual(expected(all));
    // two systems, 1 or 1500 draws
    expect(draws.counters.launches - launches).toBe(4);
    for (const batch of all) expect(await draws.run(batch)).toStrictEqual(drawErrorsOnCpu(batch));
  });

  it.each([0, 1, 12345])('on blocks of as many threads as on a card, order %i', async (order) => {
    process.env['ISAC_MC_STANDIN_THREADS'] = 'launch';
    process.env['ISAC_MC_STANDIN_ORDER'] = String(order);
    const all = batches().map((batch) => ({ ...batch, draws: Math.min(batch.draws, 200) }));
    expect(await draws.runAll(all)).toStrictEqual(expected(all));
    delete process.env['ISAC_MC_STANDIN_THREADS'];
    delete process.env['ISAC_MC_STANDIN_ORDER'];
  });

  it('many designs of few realizations are dealt to more groups', async () => {
    const system = { ...DEFAULT_SYSTEM, txAntennas: 2 };
    const all = [40, 3, 33].map((count, i) => ({
      ...randomBatch({ system, designs: Array.from({ length: count }, () => ({ name: 'SLP-CBF' })), draws: 300 }),
      realization: i,
    }));
    expect(await draws.runAll(all)).toStrictEqual(expected(all));
  });

  it('no batch, and batches without designs', async () => {
    const kernel = errorDrawsOf((await startBackend('cuda')).backend);
    expect(await runBatches(kernel, [])).toEqual([]);
    const none = randomBatch({ designs: [], draws: 5 });
    expect(await runBatches(kernel, [none, none])).toEqual([[], []]);
  });

  it('what the batches throw is thrown', async () => {
    function* failing(): Generator<ErrorDrawsBatch> {
      yield* batches();
      throw new Error('no more');
    }
    await expect(runBatches(errorDrawsOf((await startBackend('cuda')).backend), failing())).rejects.toThrow('no more');
  });
});

describe.skipIf(noStandIn)(`several realizations on a card with little memory${skipNote}`, () => {
  const memory = 2 ** 26;
  beforeAll(async () => {
    process.env['ISAC_MC_STANDIN_MEMORY'] = String(memory);
    await startStandIn();
  });
  afterAll(async () => {
    await stopBackend();
    for (const name of ['MEMORY', 'TAKEN', 'LOST_AFTER']) delete process.env[`ISAC_MC_STANDIN_${name}`];
  });

  it('are evaluated in parts, and tried again with less', async () => {
    const draws = await drawsOnCard();
    const all = Array.from({ length: 30 }, (_, i) => ({
      ...randomBatch({ designs: TRANSMISSIONS.map((name) => ({ name, perUser: i % 2 === 0 })), draws: 2000 }),
      realization: i,
    }));
    const alone = expected(all);
    expect(await draws.runAll(all)).toStrictEqual(alone);
    expect(draws.counters.launches).toBeGreaterThan(2);
    expect(draws.counters.halved).toBe(0);
    draws.release();
    process.env['ISAC_MC_STANDIN_TAKEN'] = String(memory - 1_500_000);
    expect(await draws.runAll(all)).toStrictEqual(alone);
    expect(draws.counters.halved).toBeGreaterThan(0);
  });

  it('end with a fault of the device where it is lost', async () => {
    const draws = await drawsOnCard();
    process.env['ISAC_MC_STANDIN_LOST_AFTER'] = '2';
    const failure: unknown = await draws.runAll(batches()).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(DeviceFault);
    expect((failure as Error).message).toMatch(
      /^the CUDA device was lost while it drew \d+ CSI errors: \w+: CUDA_ERROR_LAUNCH_FAILED$/,
    );
  });
});
