import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend, stopBackend } from '../../../src/device/startBackend.ts';
import { conicKernelOf } from '../../../src/conic/kernels/conicKernelOf.ts';
import { solveProgram } from '../../../src/conic/solveProgram.ts';
import { randomProgram } from '../../conic/randomProgram.ts';
import { noStandIn, skipNote, useStandIn } from './standIn.ts';

/** Long enough that its launches are in flight a good while after it was asked for. */
const { program } = randomProgram({
  seed: 1,
  batch: 60,
  rows: 12,
  psd: [{ size: 16, count: 6, vectors: 4, termsPerRow: 1 }],
});

describe.skipIf(noStandIn)(`cuda, started and stopped in one process${skipNote}`, () => {
  beforeAll(useStandIn);
  afterAll(stopBackend);

  it.each([
    ['stopped', stopBackend],
    ['replaced by another', async () => startBackend('cpu')],
  ])('%s while a solve is in flight: the solve ends first', async (_how, end) => {
    const kernel = await conicKernelOf((await startBackend('cuda')).backend);
    let solved = false;
    const answer = solveProgram(program).finally(() => (solved = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(solved).toBe(false);
    await end();
    expect((await answer).status.every((status) => status === 'optimal')).toBe(true);
    await expect(kernel.solve(...([] as unknown as Parameters<typeof kernel.solve>))).rejects.toThrow(
      'backend: expected a running one, got cuda, which was stopped',
    );
  });

  it('two starts at once, and a second stop, are in order', async () => {
    const [first, second] = await Promise.all([startBackend('cpu'), startBackend('cuda')]);
    expect([first.backend.name, second.backend.name]).toEqual(['cpu', 'cuda']);
    await stopBackend();
    await stopBackend();
  });
});
