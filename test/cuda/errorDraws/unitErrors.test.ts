import koffi from 'koffi';
import { describe, expect, it } from 'vitest';
import { buildEmulator } from '../../../scripts/cuda/buildEmulator.ts';
import { drawUnitErrors } from '../../../src/model/csiErrors.ts';
import { ERROR_LAWS } from '../../../src/model/errorLaw.ts';
import { ADDRESSES, type Launch, LAUNCH_BYTES, launchParameter } from '../../../src/montecarlo/kernels/cuda/launch.ts';
import { missing, skipped } from '../kernel/startEmulated.ts';

const SYSTEMS = [
  [1, 1, 1],
  [2, 3, 6],
  [3, 1, 5],
  [2, 2, 32],
] as const;

describe.skipIf(missing)(`errors of the cuda kernel on the emulator${skipped}`, () => {
  it.each(ERROR_LAWS)('are bit for bit those of the model, law %s', async (law) => {
    const [library = ''] = await buildEmulator([{ kernel: 'errorDraws', arithmetic: 'float64', threads: 1 }]);
    const unitErrors = koffi
      .load(library)
      .func('void emulateUnitErrors(const void *launch, uint32 realization, uint64 draw, _Out_ double *out)');
    const [seed, realization] = [0xfedcba9876543210n, 4_000_000_000];
    const addresses = Object.fromEntries(ADDRESSES.map((name) => [name, 0n])) as Launch['addresses'];
    const rest = {
      addresses,
      first: 0,
      draws: 1,
      tracks: 1,
      groups: 1,
      tile: 1,
      inShared: true,
      capacity: 0,
    };
    for (const [cells, usersPerCell, txAntennas] of SYSTEMS)
      for (const draw of [0, 1, 2, 3, 2 ** 24 - 1, 2 ** 24, 2 ** 24 + 1, 2 ** 32 - 1]) {
        const batch = { seed, law, cells, usersPerCell, txAntennas, tail: 1 };
        const parameter = launchParameter({ batch, ...rest });
        expect(parameter.length).toBe(LAUNCH_BYTES);
        const expected = drawUnitErrors(
          { cells, usersPerCell, txAntennas },
          { seed, realization, draw, errorLaw: law },
        );
        const got = new Float64Array(expected.length);
        unitErrors(parameter, realization, draw, got);
        expect(got).toStrictEqual(expected);
      }
  });
});
