import { describe, expect, test } from 'vitest';
import { drawUnitErrors } from '../../src/model/csiErrors.ts';
import { ERROR_LAWS } from '../../src/model/errorLaw.ts';
import { drawErrorsInSlices, drawErrorsOnCpu } from '../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import { withWasmErrorDraws } from '../../src/montecarlo/kernels/cpu/wasmErrorDraws.ts';
import { randomBatch } from './randomBatch.ts';

describe('errors of the cpu kernel', () => {
  test.each(ERROR_LAWS)('are bit for bit those of the model, law %s', (errorLaw) =>
    withWasmErrorDraws((wasm) => {
      for (const [cells, usersPerCell, txAntennas] of [
        [1, 1, 1],
        [2, 3, 6],
        [3, 1, 5],
        [2, 2, 1],
      ] as const)
        for (const first of [0, 4, 2 ** 24 - 4, 2 ** 24, 2 ** 31 - 4]) {
          const links = cells * cells * usersPerCell;
          const [seed, realization] = [0xfedcba9876543210n, 4_000_000_000];
          wasm.begin(links, txAntennas, 4);
          wasm.setKey(Number(seed & 0xffffffffn), Number(seed >> 32n), realization);
          wasm.drawErrors(ERROR_LAWS.indexOf(errorLaw), first, 4);
          const errors = new Float64Array(wasm.memory.buffer, wasm.errorsAt(), 8 * links * txAntennas);
          for (let draw = 0; draw < 4; draw++) {
            const expected = drawUnitErrors(
              { cells, usersPerCell, txAntennas },
              { seed, realization, draw: first + draw, errorLaw },
            );
            expect(Array.from(expected, (_, i) => errors[4 * i + draw])).toStrictEqual([...expected]);
          }
        }
    }),
  );
});

test('designs beyond the memory of one layout are evaluated under the same draws', () => {
  // a million counters of each design: sixteen of them fill the memory
  const settings = { grid: { fromDb: -50, toDb: 50, stepDb: 1e-4 }, reference: 1, levels: [] };
  const designs = Array.from({ length: 20 }, (_, i) => ({
    name: i % 2 === 0 ? ('BLP-CBF' as const) : ('SLP-CoMP' as const),
    radius: 0.1 + 0.01 * i,
    settings,
  }));
  const batch = randomBatch({ designs, draws: 40 });
  const alone = batch.designs.flatMap((design) => drawErrorsOnCpu({ ...batch, designs: [design] }));
  expect(drawErrorsOnCpu(batch)).toEqual(alone);
});

test('runs side by side in slices give what each gives alone, and leave the thread to others', async () => {
  const batches = (['BLP-CBF', 'SLP-CBF', 'BLP-CoMP'] as const).map((name, i) =>
    randomBatch({ designs: [{ name, radius: 0.2, rows: true }], draws: 200_000 + i }),
  );
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const together = await Promise.all(batches.map(drawErrorsInSlices));
  clearInterval(timer);
  expect(together).toEqual(batches.map(drawErrorsOnCpu));
  expect(turns).toBeGreaterThan(1);
});
