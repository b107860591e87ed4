import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenGpu, openGpu } from '../../../src/device/webgpu/gpuDevice.ts';
import { drawUnitErrors } from '../../../src/model/csiErrors.ts';
import { ERROR_LAWS } from '../../../src/model/errorLaw.ts';
import { drawBound } from '../../../src/montecarlo/kernels/webgpu/bounds.ts';
import { largestShare } from '../../../src/montecarlo/kernels/webgpu/probeBounds.ts';
import { readIntervals } from '../../../src/montecarlo/kernels/webgpu/readIntervals.ts';
import { noSwiftShader } from '../../device/swiftShader.ts';
import { instance, INSTANCES } from '../float32/instances.ts';

const DRAWS = 500;

const title = `float32 on SwiftShader${noSwiftShader ? `: skipped, ${noSwiftShader}` : ''}`;
describe.skipIf(noSwiftShader)(title, () => {
  let gpu: OpenGpu;
  beforeAll(async () => {
    gpu = await openGpu({ allowSoftware: true });
  });
  afterAll(() => {
    gpu.close();
  });

  // an odd number of uniforms of a link, and draws on either side of what the second word of the counter tells
  it.each(ERROR_LAWS)('errors are those of the model, rounded: law %s', async (law) => {
    for (const [kind, first] of [
      ['ordinary', 2 ** 24 - 20],
      ['one antenna', 0],
      ['many antennas', 2 ** 31 - 40],
    ] as const) {
      const batch = instance(kind, law, 40);
      const { errors } = await readIntervals(gpu, batch, first, 40);
      const { txAntennas: n, seed, realization } = batch;
      let share = 0;
      for (let draw = 0; draw < 40; draw++) {
        const exact = drawUnitErrors(batch, { seed, realization, draw: first + draw, errorLaw: law });
        for (let link = 0; link < exact.length / (2 * n); link++) {
          const vector = exact.subarray(2 * link * n, 2 * (link + 1) * n);
          const at = (i: number): number => 2 * ((link * (n + 1) + (i >> 1)) * 40 + draw) + (i & 1);
          const norm = law === 'gaussian' ? Math.hypot(...vector) : 1;
          const difference = Math.hypot(...vector.map((x, i) => x - (errors[at(i)] as number)));
          share = Math.max(share, difference / norm / drawBound(law, n));
          expect(errors[at(2 * n)]).toBeCloseTo(norm, 5);
        }
      }
      expect(share).toBeLessThan(0.15);
    }
  });

  it.each(INSTANCES)('the SINRs of float64 lie well between their bounds: %s', async (kind) => {
    for (const law of ERROR_LAWS) {
      const batch = instance(kind, law, DRAWS);
      const { intervals } = await readIntervals(gpu, batch, 1000, DRAWS);
      expect(await largestShare(batch, 1000, DRAWS, intervals)).toBeLessThan(0.15);
    }
  });
});
