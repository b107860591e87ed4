import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConicCuda, DeviceNumbers, PendingAnswer } from '../../../src/conic/kernels/cuda/conicCuda.ts';
import { startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import { kernelDescriptor } from '../../../src/conic/words/descriptor.ts';
import { kernelData } from '../../../src/conic/words/kernelData.ts';
import { randomProgram } from '../../conic/randomProgram.ts';
import { packInput } from '../kernel/emulatedBackend.ts';
import { conicCudaOf, noStandIn, skipNote, useStandIn } from './standIn.ts';

const BATCH = 12;
const { program } = randomProgram({
  seed: 5,
  batch: BATCH,
  rows: 10,
  nonneg: 3,
  psd: [{ size: 10, count: 4, vectors: 3, termsPerRow: 1 }],
});
const descriptor = kernelDescriptor(program.shape);

describe.skipIf(noStandIn)(`launches of the cuda kernel${skipNote}`, () => {
  let conic: ConicCuda;
  const launch = (): PendingAnswer => {
    const settings = { programs: BATCH, tolerance: 1e-8, maxIterations: 60, certificate: 1e-8 } as const;
    const { words } = descriptor;
    return conic.run(words, { ...settings, arithmetic: 'float64', from: 'unit' }, (data: DeviceNumbers) =>
      data.set(packInput(kernelData(program, descriptor), conic.layout(words), BATCH)),
    );
  };
  /** Status, iterations and merit of every program. */
  const infoOf = ({ numbers }: PendingAnswer): number[] => {
    const width = numbers.length / BATCH;
    return Array.from({ length: BATCH }, (_, i) => [...numbers.subarray(i * width, i * width + 3)]).flat();
  };

  beforeAll(async () => {
    await useStandIn();
    conic = await conicCudaOf((await startBackend('cuda')).backend);
  });
  afterAll(stopBackend);

  it('answers are there once they are ready, and not before', async () => {
    conic.release(); // fresh memory is NaN
    const pending = launch();
    expect(infoOf(pending)).toEqual(Array(3 * BATCH).fill(Number.NaN));
    await pending.ready();
    const found = infoOf(pending);
    for (let i = 0; i < BATCH; i++) {
      expect(found[3 * i]).toBe(0);
      expect(found[3 * i + 1]).toBeGreaterThan(3);
      expect(found[3 * i + 2]).toBeLessThan(1e-8);
    }
    expect(pending.milliseconds()).toBeGreaterThan(0);
    pending.release();
  });

  it('two are in flight, in any order of their ends, and a third waits for one of them', async () => {
    const [first, second] = [launch(), launch()];
    expect(launch).toThrow('at most 2 launches are in flight');
    await second.ready();
    await first.ready();
    expect([...second.numbers]).toEqual([...first.numbers]);
    first.release();
    const third = launch();
    await third.ready();
    expect([...third.numbers]).toEqual([...second.numbers]);
    for (const done of [second, third]) done.release();
  });

  it('one whose answer nobody waited for leaves its memory to the next, unharmed', async () => {
    launch().release();
    const pending = launch();
    await pending.ready();
    const numbers = [...pending.numbers];
    pending.release();
    const again = launch();
    await again.ready();
    expect([...again.numbers]).toEqual(numbers);
    again.release();
  });

  it('the event loop goes on while one is in flight', async () => {
    const pending = launch();
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await pending.ready();
    clearInterval(timer);
    pending.release();
    // a launch takes some 20 ms here; where it took less there was nothing to wait for
    if (pending.milliseconds() > 10) expect(turns).toBeGreaterThan(1);
  });

  it('tables of more shapes than are kept come and go', async () => {
    const shapes = Array.from({ length: 70 }, (_, i) => randomProgram({ seed: 100 + i, rows: 3, nonneg: 4 }).program);
    for (const { shape } of shapes) conic.layout(kernelDescriptor(shape).words);
    const pending = launch();
    await pending.ready();
    expect(infoOf(pending)[0]).toBe(0);
    pending.release();
  });
});
