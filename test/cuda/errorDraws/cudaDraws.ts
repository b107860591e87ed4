import { expect } from 'vitest';
import { buildStandIn } from '../../../scripts/cuda/standin/buildStandIn.ts';
import type { ErrorDrawsCuda } from '../../../src/montecarlo/kernels/cuda/errorDrawsCuda.ts';
import { drawErrorsOnCpu } from '../../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import type { ErrorDrawsBatch } from '../../../src/montecarlo/kernels/errorDraws.ts';
import { errorDrawsOnCard } from '../../../src/montecarlo/kernels/errorDrawsOf.ts';
import { currentBackend, startBackend } from '../../../src/device/startBackend.ts';

/** Starts the cuda backend on the stand-in driver, which is built with blocks of so many threads. */
export async function startStandIn(threads?: readonly number[]): Promise<void> {
  process.env['ISAC_MC_LIBCUDA'] = await buildStandIn(threads, ['errorDraws']);
  await startBackend('cuda');
}

/** The kernel on the card of the running cuda backend. */
export async function drawsOnCard(): Promise<ErrorDrawsCuda> {
  const { backend } = await currentBackend();
  if (backend.name !== 'cuda') throw new Error(`expected backend cuda, got ${backend.name}`);
  return (await errorDrawsOnCard(backend)).draws;
}

/** Every byte of the card's answers is that of the processor's. */
export async function expectSameBytes(batch: ErrorDrawsBatch): Promise<void> {
  const answers = await (await drawsOnCard()).run(batch);
  expect(answers).toStrictEqual(drawErrorsOnCpu(batch));
}
