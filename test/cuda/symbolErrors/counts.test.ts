import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopBackend } from '../../../src/device/startBackend.ts';
import { ERROR_LAWS } from '../../../src/model/errorLaw.ts';
import { makeScenario } from '../../../src/model/makeScenario.ts';
import { drawSymbolPhases } from '../../../src/model/symbols.ts';
import { listenersOf } from '../../../src/montecarlo/listener.ts';
import { complexNormal } from '../../../src/random/complexNormal.ts';
import { openStream } from '../../../src/random/stream.ts';
import { CHANNELS, conjugatePrecoders } from '../../model/interferingUsers.ts';
import { plainSymbolErrors } from '../../montecarlo/plainSymbolErrors.ts';
import { TRANSMISSIONS } from '../../montecarlo/randomBatch.ts';
import { randomFrames } from '../../montecarlo/randomFrames.ts';
import { noStandIn, skipNote } from '../backend/standIn.ts';
import { expectSameCounts, framesOnCard, startStandIn } from './cudaFrames.ts';

/** Every transmission with every order. */
const ALL = TRANSMISSIONS.flatMap((name) => [2, 4, 8].map((order) => ({ name, order })));
/** Systems that are odd in one way or another: [cells, users of each, antennas, symbol times]. */
const SYSTEMS = {
  'one user, one antenna, one symbol time': [1, 1, 1, 1],
  'one cell, an odd number of symbols': [1, 3, 3, 7],
  'odd numbers of everything': [3, 5, 5, 9],
  'errors of 64 frames in shared memory': [3, 1, 12, 4],
  'errors of 32 frames in shared memory': [4, 2, 16, 5],
  'errors in global memory': [4, 2, 32, 2],
} as const;

describe.skipIf(noStandIn)(`symbol errors on cuda are those of cpu, one by one${skipNote}`, () => {
  beforeAll(async () => startStandIn());
  afterAll(stopBackend);

  it.each(ERROR_LAWS.flatMap((law) => [0, 0.2].map((radius) => ({ law, radius }))))(
    'all transmissions and orders, law $law, d = $radius',
    async ({ law, radius }) => {
      await expectSameCounts(randomFrames({ designs: ALL.map((own) => ({ ...own, radius })), law, frames: 1001 }));
    },
  );

  it.each(Object.entries(SYSTEMS))('%s', async (_, [cells, usersPerCell, txAntennas, times]) => {
    const system = { cells, usersPerCell, txAntennas, times };
    for (const law of ERROR_LAWS) await expectSameCounts(randomFrames({ system, designs: ALL, law, frames: 133 }));
  });

  it.each([1, 2, 3, 5, 127, 8191, 8193])('%i frames', async (frames) => {
    const system = { cells: 2, usersPerCell: 1, txAntennas: 2, times: 3 };
    await expectSameCounts(randomFrames({ system, designs: ALL.slice(2, 9), frames }));
  });

  it('symbol level alone, radii with and without errors, no noise', async () => {
    await expectSameCounts(randomFrames({ designs: [{ name: 'SLP-CBF', order: 8 }], frames: 300 }));
    const radii = TRANSMISSIONS.flatMap((name) => [0, 0.05, 0.4].map((radius) => ({ name, radius })));
    await expectSameCounts(randomFrames({ designs: radii, frames: 300 }));
    await expectSameCounts(randomFrames({ designs: radii, frames: 300, noisePower: 1e-4 }));
  });

  it('no design', async () => {
    await expectSameCounts(randomFrames({ designs: [], frames: 10 }));
  });

  it.each(['cbf', 'comp'] as const)('what the model counts by its definition, %s', async (cooperation) => {
    const scenario = makeScenario({ usersPerCell: 2, txAntennas: 3, frameLength: 5, noisePower: 1.3 });
    const vectors = complexNormal(openStream({ seed: 9n, realization: 0, stream: 'symbols' }), 2 * 5 * 3);
    const key = { seed: 7n, realization: 7, law: 'sphere', frames: 207 } as const;
    const symbolPhase = drawSymbolPhases(scenario, { ...key, pskOrder: 8 });
    const fixed = { cooperation, vectors, symbolPhase, pskOrder: 8 };
    const sent = { cooperation, precoders: conjugatePrecoders(cooperation), pskOrder: 4 };
    const { cells, usersPerCell, txAntennas, frameLength, noisePower } = scenario;
    const [first] = await (
      await framesOnCard()
    ).run({
      ...key,
      cells,
      usersPerCell,
      txAntennas,
      frameLength,
      noisePower,
      hasErrors: true,
      designs: [fixed, sent].map((design) => listenersOf(scenario, CHANNELS, design, 0.4)),
    });
    expect(first).toEqual(plainSymbolErrors(scenario, CHANNELS, () => fixed, { ...key, radius: 0.4 }));
  });
});
