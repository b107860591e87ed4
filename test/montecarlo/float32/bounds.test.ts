import { describe, expect, test } from 'vitest';
import { drawUnitErrors } from '../../../src/model/csiErrors.ts';
import { ERROR_LAWS } from '../../../src/model/errorLaw.ts';
import { drawBound } from '../../../src/montecarlo/kernels/webgpu/bounds.ts';
import { partTables } from '../../../src/montecarlo/kernels/webgpu/partTables.ts';
import { largestShare } from '../../../src/montecarlo/kernels/webgpu/probeBounds.ts';
import { testRandom } from '../../conic/testRandom.ts';
import { type Arithmetic, arithmetics } from './arithmetic.ts';
import { emulatedErrors, wordsOf } from './emulatedErrors.ts';
import { EmulatedSinr } from './emulatedSinr.ts';
import { instance, INSTANCES } from './instances.ts';

const next = testRandom(3);
const ARITHMETICS = Object.entries(arithmetics(() => (next() + 1) / 2));
const KEY = { seed: 77n, realization: 5 };
const LINKS = 4;
const DRAWS = 60;

/** Largest error of the errors of a link, over its bound. */
function errorShare(law: (typeof ERROR_LAWS)[number], arithmetic: Arithmetic, antennas: number): number {
  let share = 0;
  for (let draw = 0; draw < 1500 / antennas; draw++) {
    const system = { cells: 2, usersPerCell: 1, txAntennas: antennas };
    const exact = drawUnitErrors(system, { ...KEY, draw, errorLaw: law });
    const words = wordsOf({ ...KEY, stream: 'csiError', substream: draw });
    const own = emulatedErrors(arithmetic, law, LINKS, antennas, words);
    for (let link = 0; link < LINKS; link++) {
      const at = 2 * link * antennas;
      const vector = exact.subarray(at, at + 2 * antennas);
      const difference = vector.map((x, i) => x - (own[at + 2 * link + i] as number));
      const norm = law === 'gaussian' ? Math.hypot(...vector) : 1;
      share = Math.max(share, Math.hypot(...difference) / norm / drawBound(law, antennas));
    }
  }
  return share;
}

describe.each(ERROR_LAWS)('float32 as WGSL allows it, law %s', (law) => {
  test.each(ARITHMETICS)('errors of links stay far within their bound, rounding %s', (_, arithmetic) => {
    for (const antennas of [1, 2, 6, 64]) expect(errorShare(law, arithmetic, antennas)).toBeLessThan(0.4);
  });

  test.each(INSTANCES)('the SINRs of float64 lie well between their bounds: %s', async (kind) => {
    const batch = instance(kind, law, DRAWS);
    const users = batch.cells * batch.usersPerCell;
    for (const [, arithmetic] of ARITHMETICS) {
      const own = new EmulatedSinr(arithmetic, partTables(batch, batch.designs), users, batch.txAntennas);
      const errors = Array.from({ length: DRAWS }, (_, substream) => {
        const words = wordsOf({ ...batch, stream: 'csiError', substream });
        return emulatedErrors(arithmetic, law, batch.cells * users, batch.txAntennas, words);
      });
      const intervals = batch.designs.flatMap((_design, design) =>
        Array.from({ length: users }, (_user, user) =>
          errors.flatMap((e) => {
            const { value, low, high } = own.sinr(users * design + user, e);
            return [value, low, high];
          }),
        ).flat(),
      );
      expect(await largestShare(batch, 0, DRAWS, intervals)).toBeLessThan(0.4);
    }
  });
});

test('an SINR outside of its bounds is told', async () => {
  const batch = instance('ordinary', 'ball', 4);
  const of = async (low: number, high: number): Promise<number> =>
    largestShare(batch, 0, 4, Array.from({ length: 4 * 6 * 4 }, () => [100, low, high]).flat());
  expect(await of(99.999, 100.001)).toBe(Infinity);
  expect(await of(0, 1e6)).toBeLessThan(1);
  expect(await of(NaN, 1e6)).toBe(Infinity);
});
