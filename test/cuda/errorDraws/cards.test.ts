import { afterEach, describe, expect, it } from 'vitest';
import { currentBackend, stopBackend } from '../../../src/device/startBackend.ts';
import { randomBatch, TRANSMISSIONS } from '../../montecarlo/randomBatch.ts';
import { noStandIn, skipNote } from '../backend/standIn.ts';
import { expectSameBytes, startStandIn } from './cudaDraws.ts';

const STAND_IN = 'ISAC_MC_STANDIN_';

describe.skipIf(noStandIn)(`error draws on every card${skipNote}`, () => {
  afterEach(async () => {
    await stopBackend();
    for (const name of ['CAPABILITY', 'RATIO']) delete process.env[`${STAND_IN}${name}`];
  });

  // A100; RTX 30 and 40, whose programs are solved in double-single; H100; a card that compiles the PTX
  it.each([
    [80, 2],
    [86, 64],
    [89, 64],
    [90, 2],
    [120, 64],
  ])(
    'compute capability %i, float64 %i times slower than float32: float64, the bytes of cpu',
    async (capability, ratio) => {
      process.env[`${STAND_IN}CAPABILITY`] = String(capability);
      process.env[`${STAND_IN}RATIO`] = String(ratio);
      await startStandIn();
      const { backend } = await currentBackend();
      expect(backend.arithmetic[0]).toBe(ratio === 2 ? 'float64' : 'doubleSingle');
      await expectSameBytes(randomBatch({ designs: TRANSMISSIONS.map((name) => ({ name })), draws: 1500 }));
    },
  );
});
