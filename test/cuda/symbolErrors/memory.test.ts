import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DeviceFault } from '../../../src/device/deviceFault.ts';
import { startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import { countSymbolErrors } from '../../../src/montecarlo/kernels/cpu/symbolErrorsCpu.ts';
import { SymbolErrorsCuda } from '../../../src/montecarlo/kernels/cuda/symbolErrors/symbolErrorsCuda.ts';
import type { FramesBatch } from '../../../src/montecarlo/kernels/symbolErrors.ts';
import { symbolErrorsOf } from '../../../src/montecarlo/kernels/symbolErrorsOf.ts';
import { TRANSMISSIONS } from '../../montecarlo/randomBatch.ts';
import { randomFrames } from '../../montecarlo/randomFrames.ts';
import { noStandIn, skipNote } from '../backend/standIn.ts';
import { expectSameCounts, framesOnCard, startStandIn } from './cudaFrames.ts';

const SMALL = { cells: 2, usersPerCell: 2, txAntennas: 2, times: 2 };

/** Realizations of two systems, of unlike numbers of designs and radii, one after the other as in a study. */
function batches(): FramesBatch[] {
  return Array.from({ length: 12 }, (_, i) =>
    randomFrames({
      system: i % 3 === 0 ? { ...SMALL, txAntennas: 3 } : SMALL,
      designs: Array.from({ length: i % 5 }, (__, j) => ({
        name: TRANSMISSIONS[(i + j) % 4] ?? 'BLP-CBF',
        radius: i % 4 === 0 ? 0 : 0.1 * j,
        order: 2 ** (1 + (j % 3)),
      })),
      frames: 700,
      realization: 1000 + i,
    }),
  );
}

describe.skipIf(noStandIn)(`symbol errors of several realizations at once${skipNote}`, () => {
  beforeAll(async () => startStandIn());
  afterAll(stopBackend);

  it('are those of each alone, in few launches', async () => {
    const frames = await framesOnCard();
    const all = batches();
    expect(await frames.runAll(all)).toStrictEqual(all.map((batch) => countSymbolErrors(batch)));
    // two systems, with errors and without
    expect(frames.counters.launches).toBeLessThanOrEqual(4);
    for (const batch of all) await expectSameCounts(batch);
  });

  it('many designs of few realizations are dealt to more groups', async () => {
    const frames = await framesOnCard();
    const all = [40, 3, 33].map((count, realization) =>
      randomFrames({
        system: SMALL,
        designs: Array.from({ length: count }, () => ({ name: 'BLP-CBF' })),
        frames: 200,
        realization,
      }),
    );
    expect(await frames.runAll(all)).toStrictEqual(all.map((batch) => countSymbolErrors(batch)));
  });
});

describe.skipIf(noStandIn)(`symbol errors on a card with little memory${skipNote}`, () => {
  const memory = 2 ** 27;
  const batch = randomFrames({ system: SMALL, designs: TRANSMISSIONS.map((name) => ({ name })), frames: 60_001 });
  let frames: SymbolErrorsCuda;
  /** Leaves the process so many bytes of the card. */
  const leave = (bytes: number): void => {
    frames.release();
    process.env['ISAC_MC_STANDIN_TAKEN'] = String(memory - bytes);
  };

  beforeAll(async () => {
    process.env['ISAC_MC_STANDIN_MEMORY'] = String(memory);
    await startStandIn();
    frames = await framesOnCard();
  });
  afterAll(async () => {
    await stopBackend();
    delete process.env['ISAC_MC_STANDIN_MEMORY'];
    delete process.env['ISAC_MC_STANDIN_TAKEN'];
  });

  it('many launches, two of them in flight, count what one does', async () => {
    await expectSameCounts(batch);
    expect(frames.counters.launches).toBeGreaterThanOrEqual(4);
    expect(frames.counters.frames).toBe(batch.frames);
    expect(frames.counters.halved).toBe(0);
  });

  it('what has no room is tried again with less, with the same counts', async () => {
    leave(1_000_000);
    await expectSameCounts(batch);
    const { halved } = frames.counters;
    expect(halved).toBeGreaterThan(0);
    await expectSameCounts(batch);
    expect(frames.counters.halved).toBe(halved);
  });

  it('a design without room ends with a fault of the device, and leaves nothing behind', async () => {
    leave(2 ** 16);
    const failure: unknown = await frames.run(batch).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(DeviceFault);
    expect(failure).toMatchObject({
      exitCode: 3,
      message:
        'even 1024 frames of a single design are too much for stand-in 0: cuMemAlloc_v2: CUDA_ERROR_OUT_OF_MEMORY',
    });
    leave(memory);
    await expectSameCounts(batch);
    frames.release();
    expect(frames.device.free()).toBe(memory);
  });
});

describe.skipIf(noStandIn)(`a card that is lost during symbol errors${skipNote}`, () => {
  beforeAll(async () => startStandIn());
  afterEach(async () => {
    await stopBackend();
    delete process.env['ISAC_MC_STANDIN_LOST_AFTER'];
  });

  it('batches at once are counted one after the other, and none once the backend is stopped', async () => {
    const kernel = symbolErrorsOf((await startBackend('cuda')).backend);
    const all = batches();
    const expected = all.map((batch) => countSymbolErrors(batch));
    expect(await Promise.all([kernel?.runAll(all), kernel?.runAll(all)])).toStrictEqual([expected, expected]);
    await stopBackend();
    await expect(kernel?.runAll(all)).rejects.toThrow(
      'backend: expected a running one, got cuda, which was stopped during the symbol errors',
    );
  });

  it('is told as a fault of the device, now and later, also where the kernel is only started then', async () => {
    const { backend } = await startBackend('cuda');
    if (backend.name !== 'cuda') throw new Error('the cuda backend');
    const frames = new SymbolErrorsCuda(backend.cuda);
    process.env['ISAC_MC_STANDIN_LOST_AFTER'] = '4';
    const own = randomFrames({ system: SMALL, designs: [{ name: 'BLP-CBF' }], frames: 1_000_000 });
    for (let i = 0; i < 2; i++)
      await expect(frames.run(own)).rejects.toThrow(
        /^the CUDA device was lost while it sent 1000000 frames: \w+: CUDA_ERROR_LAUNCH_FAILED$/,
      );
    backend.cuda.fault = undefined; // it was another thread's
    const failure: unknown = await symbolErrorsOf(backend)
      ?.runAll([own])
      .catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(DeviceFault);
    expect(failure).toMatchObject({
      message:
        'the CUDA device was lost while it started the symbol errors: cuModuleLoadData: CUDA_ERROR_LAUNCH_FAILED',
    });
  });
});
