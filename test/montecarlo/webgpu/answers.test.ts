import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenGpu, openGpu } from '../../../src/device/webgpu/gpuDevice.ts';
import { ERROR_LAWS } from '../../../src/model/errorLaw.ts';
import type { SinrDistribution } from '../../../src/montecarlo/distribution.ts';
import { drawErrorsOnCpu } from '../../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import type { ErrorDrawsBatch } from '../../../src/montecarlo/kernels/errorDraws.ts';
import { ErrorDrawsGpu } from '../../../src/montecarlo/kernels/webgpu/errorDrawsGpu.ts';
import { drawErrorsOnGpu } from '../../../src/montecarlo/kernels/webgpu/errorDrawsKernelWebgpu.ts';
import { HEAD } from '../../../src/montecarlo/kernels/webgpu/head.ts';
import { weakestFirst } from '../../../src/montecarlo/weakestFirst.ts';
import { noSwiftShader } from '../../device/swiftShader.ts';
import { instance } from '../float32/instances.ts';
import { randomBatch, TRANSMISSIONS } from '../randomBatch.ts';

const DRAWS = HEAD + 13_001;

/** What float32 has no part in is the same, and the rest nearly; all the more nearly the further the SINRs are apart. */
function expectNear(own: SinrDistribution, cpu: SinrDistribution, { variance = 1e-6, bins = 0.002 } = {}): void {
  const { counts, firstBin, mean, squares, ...exact } = own;
  const { counts: cpuCounts, firstBin: cpuFirst, mean: cpuMean, squares: cpuSquares, ...expected } = cpu;
  expect(exact).toStrictEqual(expected);
  expect(counts.reduce((a, b) => a + b)).toBe(own.draws);
  expect(Math.abs(mean / cpuMean - 1)).toBeLessThan(2e-7);
  expect(Math.abs(squares / cpuSquares - 1)).toBeLessThan(variance);
  // draws beside an edge of two bins
  const moved = Array.from({ length: counts.length + 2 }, (_, i) => {
    const bin = firstBin - 1 + i;
    return Math.abs((counts[bin - firstBin] ?? 0) - (cpuCounts[bin - cpuFirst] ?? 0));
  });
  expect(moved.reduce((a, b) => a + b)).toBeLessThan(bins * own.draws);
}

const title = `error draws on SwiftShader${noSwiftShader ? `: skipped, ${noSwiftShader}` : ''}`;
describe.skipIf(noSwiftShader)(title, () => {
  let gpu: OpenGpu;
  let draws: ErrorDrawsGpu;
  beforeAll(async () => {
    gpu = await openGpu({ allowSoftware: true });
    draws = new ErrorDrawsGpu(gpu);
  });
  afterAll(() => {
    gpu.close();
  });

  it.each(ERROR_LAWS)('counts below levels and the smallest SINRs are those of the cpu kernel, law %s', async (law) => {
    const names = TRANSMISSIONS.map((name, i) => ({ name, perUser: i % 2 === 0, settings: { levels: [60, 300] } }));
    const batch = randomBatch({ designs: names, law, draws: DRAWS, tail: 256 });
    const sorted = batch.designs.map((design) => ({ ...design, receiver: weakestFirst(design.receiver) }));
    const { draws: before, again } = draws.counters;
    const [own, cpu] = [await drawErrorsOnGpu(draws, { ...batch, designs: sorted }), drawErrorsOnCpu(batch)];
    expect(draws.counters.draws - before).toBe(DRAWS - HEAD);
    expect(draws.counters.again - again).toBeLessThan(13 * 1000);
    own.forEach(({ smallest, users, rows }, i) => {
      expect(rows).toHaveLength(0);
      expect(users).toHaveLength(cpu[i]?.users.length ?? NaN);
      for (const [j, d] of [smallest, ...users].entries())
        expectNear(d, [cpu[i]?.smallest, ...(cpu[i]?.users ?? [])][j] as SinrDistribution);
    });
  });

  it('SINRs that lie as close together as float32 takes have their variance to five digits', async () => {
    const batch = randomBatch({
      designs: [{ name: 'SLP-CoMP', radius: 1e-3, settings: { levels: [740] } }],
      draws: DRAWS,
      tail: 256,
    });
    const { refused } = draws.counters;
    const [[own], [cpu]] = [await drawErrorsOnGpu(draws, batch), drawErrorsOnCpu(batch)];
    if (!own || !cpu) throw new Error('a design');
    expect(draws.counters.refused).toBe(refused);
    expect(Math.sqrt(cpu.smallest.squares / DRAWS) / cpu.smallest.mean).toBeLessThan(1.2e-3);
    expect(cpu.smallest.below[0]).toBeGreaterThan(1000);
    expectNear(own.smallest, cpu.smallest, { variance: 5e-6 });
  });

  it('parts of designs and of draws do not matter', async () => {
    const little = new ErrorDrawsGpu(gpu, 2 ** 21);
    const batch = randomBatch({
      designs: TRANSMISSIONS.map((name) => ({ name, perUser: name === 'BLP-CBF' })),
      draws: DRAWS,
    });
    const whole = await drawErrorsOnGpu(draws, batch);
    expect(await drawErrorsOnGpu(little, batch)).toStrictEqual(whole);
    expect(little.counters.launches).toBeGreaterThan(8);
    const alone = await drawErrorsOnGpu(draws, { ...batch, designs: batch.designs.slice(2, 3) });
    expect(alone).toStrictEqual(whole.slice(2, 3));
  });

  it('few draws, rows, and SINRs that float32 cannot tell from one another are left to the cpu kernel, bit for bit', async () => {
    const few = randomBatch({ designs: [{ name: 'SLP-CBF', perUser: true }], draws: HEAD });
    expect(await drawErrorsOnGpu(draws, few)).toStrictEqual(drawErrorsOnCpu(few));
    const mixed = randomBatch({
      designs: [{ name: 'BLP-CBF', radius: 1e-5 }, { name: 'BLP-CBF' }, { name: 'SLP-CBF', rows: true }],
      draws: HEAD + 1000,
    });
    const { refused } = draws.counters;
    const [close, gained, rows] = await drawErrorsOnGpu(draws, mixed);
    expect(draws.counters.refused - refused).toBe(1);
    const cpu = drawErrorsOnCpu(mixed);
    expect([close, rows]).toStrictEqual([cpu[0], cpu[2]]);
    expectNear((gained as NonNullable<typeof gained>).smallest, (cpu[1] as NonNullable<(typeof cpu)[1]>).smallest);
    const large = { ...few, draws: HEAD + 1, tail: HEAD };
    expect(await drawErrorsOnGpu(draws, large)).toStrictEqual(drawErrorsOnCpu(large));
  });

  it('where more draws than expected are undecided all of them are decided in float64', async () => {
    // margins below 0 are an SINR of 0, which float32 knows to 1e-12 or so
    const batch: ErrorDrawsBatch = instance('errors that cancel amplitudes', 'ball', HEAD + 6000);
    const levels = [1e-15, 1e-14];
    const designs = batch.designs
      .slice(2)
      .map(({ settings, ...design }) => ({ ...design, settings: { ...settings, levels } }));
    const { collectedAgain } = draws.counters;
    const own = await drawErrorsOnGpu(draws, { ...batch, designs, tail: 1 });
    const cpu = drawErrorsOnCpu({ ...batch, designs, tail: 1 });
    expect(draws.counters.collectedAgain).toBe(collectedAgain + 1);
    expect(own.map(({ smallest }) => smallest.below)).toStrictEqual(cpu.map(({ smallest }) => smallest.below));
    expect(own[0]?.smallest.below[0]).toBeGreaterThan(HEAD);
    expect(own.map(({ users }) => users.map((d) => d.below))).toStrictEqual(
      cpu.map(({ users }) => users.map((d) => d.below)),
    );
  });

  it('the unit of power does not matter: a power of four changes no digit', async () => {
    const batch = randomBatch({ designs: TRANSMISSIONS.map((name) => ({ name })), draws: HEAD + 2000 });
    const own = await drawErrorsOnGpu(draws, batch);
    for (const unit of [2 ** -90, 2 ** 90]) {
      const designs = batch.designs.map(({ receiver, ...design }) => {
        const users = receiver.users.map((user) => ({
          ...user,
          rows: user.rows.map((x) => x * unit),
          noise: user.noise * unit * unit,
        }));
        return { ...design, receiver: { ...receiver, users } };
      });
      expect(await drawErrorsOnGpu(draws, { ...batch, designs })).toStrictEqual(own);
    }
  });
});
