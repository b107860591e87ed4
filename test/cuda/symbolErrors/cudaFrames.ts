import { expect } from 'vitest';
import { buildStandIn } from '../../../scripts/cuda/standin/buildStandIn.ts';
import { currentBackend, startBackend } from '../../../src/device/startBackend.ts';
import { countSymbolErrors } from '../../../src/montecarlo/kernels/cpu/symbolErrorsCpu.ts';
import type { SymbolErrorsCuda } from '../../../src/montecarlo/kernels/cuda/symbolErrors/symbolErrorsCuda.ts';
import type { FramesBatch } from '../../../src/montecarlo/kernels/symbolErrors.ts';
import { symbolErrorsOnCard } from '../../../src/montecarlo/kernels/symbolErrorsOf.ts';

/** Starts the cuda backend on the stand-in driver, which is built with blocks of so many threads. */
export async function startStandIn(threads?: readonly number[]): Promise<void> {
  process.env['ISAC_MC_LIBCUDA'] = await buildStandIn(threads, ['symbolErrors']);
  await startBackend('cuda');
}

/** The kernel on the card of the running cuda backend. */
export async function framesOnCard(): Promise<SymbolErrorsCuda> {
  const { backend } = await currentBackend();
  if (backend.name !== 'cuda') throw new Error(`expected backend cuda, got ${backend.name}`);
  return (await symbolErrorsOnCard(backend)).frames;
}

/** Every count of the card is that of the processor, and some decisions are wrong, some right. */
export async function expectSameCounts(batch: FramesBatch): Promise<void> {
  const counts = await (await framesOnCard()).run(batch);
  expect(counts).toStrictEqual(countSymbolErrors(batch));
  const decisions = batch.frames * batch.frameLength;
  const wrong = counts.flat().reduce((sum, own) => sum + own.wrong, 0);
  if (decisions > 500 && counts.length > 0) {
    expect(wrong).toBeGreaterThan(0);
    expect(wrong).toBeLessThan(decisions * counts.flat().length);
  }
}
