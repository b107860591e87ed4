import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SinrDistribution } from '../../../src/montecarlo/distribution.ts';
import { drawErrorsOnCpu } from '../../../src/montecarlo/kernels/cpu/errorDrawsCpu.ts';
import { BLOCK } from '../../../src/montecarlo/kernels/errorDraws.ts';
import { HEAD } from '../../../src/montecarlo/kernels/webgpu/head.ts';
import { fitsFloat32 } from '../../../src/montecarlo/kernels/webgpu/fitsFloat32.ts';
import { BEYOND, notAbove, notBelow } from '../../../src/montecarlo/kernels/webgpu/float32.ts';
import { inNoiseUnits } from '../../../src/montecarlo/kernels/webgpu/noiseUnits.ts';
import { partTables } from '../../../src/montecarlo/kernels/webgpu/partTables.ts';
import { errorBytes, launchDraws, planPart } from '../../../src/montecarlo/kernels/webgpu/plan.ts';
import { errorDrawsShader } from '../../../src/montecarlo/kernels/webgpu/shaders.ts';
import { shiftOf, trackWords } from '../../../src/montecarlo/kernels/webgpu/trackWords.ts';
import { packageRoot } from '../../../src/packageRoot.ts';
import { REDRAWN } from '../../../src/study/verify/redrawErrors.ts';
import { randomBatch, randomReceiver, DEFAULT_SYSTEM } from '../randomBatch.ts';

test('levels are rounded outwards, to numbers that every device has', () => {
  for (const x of [1e-30, 0.1, 1 / 3, 0.5, 1, 1 + 2 ** -30, 1e20, 3e37]) {
    expect(notAbove(x)).toBeLessThanOrEqual(x);
    expect(notBelow(x)).toBeGreaterThanOrEqual(x);
    expect(notBelow(x) - notAbove(x)).toBeLessThanOrEqual(x * 2 ** -22);
    expect(Math.fround(x) === x).toBe(notBelow(x) === notAbove(x));
  }
  expect([notAbove(0), notBelow(0)]).toStrictEqual([0, 0]);
  expect([notAbove(1e-40), notBelow(1e-40)]).toStrictEqual([0, 2 ** -126]);
  expect([notAbove(1e300), notBelow(1e300), notBelow(Infinity)]).toStrictEqual([BEYOND, BEYOND, BEYOND]);
});

test('the draws that verify makes again bit for bit are of the cpu kernel', () => {
  expect(HEAD).toBeGreaterThanOrEqual(REDRAWN);
  expect(HEAD % BLOCK).toBe(0); // blocks of draws stay what they are
});

test('the entries have every piece of kernels/errorDraws', () => {
  const pieces = readdirSync(join(packageRoot(), 'kernels', 'errorDraws'));
  expect(pieces.toSorted()).toStrictEqual(
    ['elementary', 'errors', 'evaluate', 'launch', 'philox', 'probe', 'reduce', 'sinr'].map((name) => `${name}.wgsl`),
  );
  const code = errorDrawsShader('draw') + errorDrawsShader('evaluate') + errorDrawsShader('probe');
  expect(code.match(/^fn main\(/gm)).toHaveLength(3);
});

test('the noise is about 1, and SINRs keep all digits', () => {
  for (const noise of [1e-30, 1e-7, 0.5, 1, 2, 3, 1e12]) {
    const receiver = randomReceiver(DEFAULT_SYSTEM, 'BLP-CBF', 0.1, 1n);
    const users = receiver.users.map((user) => ({ ...user, noise }));
    const [own] = inNoiseUnits({ ...receiver, users }).users;
    if (!own) throw new Error('a user');
    expect(own.noise).toBeGreaterThanOrEqual(0.5);
    expect(own.noise).toBeLessThanOrEqual(2);
    const factor = Math.sqrt(own.noise / noise);
    expect(Math.log2(factor) % 1).toBeCloseTo(0, 10);
  }
});

describe('parts', () => {
  const batch = randomBatch({
    designs: Array.from({ length: 40 }, () => ({ name: 'BLP-CBF', perUser: true })),
    draws: 2 ** 24,
  });
  const plan = (limit: number, largest = 2 ** 31) => planPart(batch, batch.designs, 0, limit, largest);

  test('have no more bytes than they may, whole blocks of draws, and end with one design under one block', () => {
    const sizes = [30, 28, 26, 24, 22, 20].map((bits) => plan(2 ** bits));
    for (const [i, part] of sizes.entries()) {
      expect(part.draws % BLOCK).toBe(0);
      if (!part.smallest) expect(part.draws * errorBytes(batch)).toBeLessThanOrEqual(2 ** (30 - 2 * i));
    }
    // 252 products of a draw and design
    expect(sizes[0]).toMatchObject({ from: 0, to: 40, draws: BLOCK * Math.floor(2 ** 22 / (40 * 252)) });
    expect(sizes.at(-1)).toMatchObject({ from: 0, to: 1, draws: BLOCK, smallest: true });
    expect(sizes.map(({ to }) => to).toSorted((a, b) => b - a)).toStrictEqual(sizes.map(({ to }) => to));
  });

  test('no buffer is larger than the device has them', () => {
    expect(plan(2 ** 30, 2 ** 24).draws * errorBytes(batch)).toBeLessThanOrEqual(2 ** 24);
  });

  test('launches begin where float64 ended and grow with what is known of the smallest SINRs', () => {
    const launches: number[] = [];
    for (let first = HEAD; first < 1_000_001; first += launches.at(-1) ?? NaN)
      launches.push(launchDraws(first, 2 ** 19, 1_000_001));
    expect(launches).toStrictEqual([4 * HEAD, 20 * HEAD, 2 ** 19, 1_000_001 - 25 * HEAD - 2 ** 19]);
  });
});

test('tracks have the mean of the first draws to sum around, and cuts and levels outside of their SINRs', () => {
  const batch = randomBatch({ designs: [{ name: 'BLP-CBF', settings: { reference: 10 } }], draws: 1 });
  const { tracks } = partTables(batch, batch.designs);
  const words = trackWords(tracks, [shiftOf({ mean: 1.1 } as SinrDistribution)], [1 + 2 ** -30]);
  const reals = new Float32Array(words.buffer);
  expect([words[0], words[1], reals[3]]).toStrictEqual([6000, 1, 3000]);
  expect((words[4] ?? NaN) * Math.LN2 + (reals[5] ?? NaN)).toBeCloseTo(Math.log(10), 6);
  expect([...reals.subarray(6)]).toStrictEqual([50, 50, 100, 100, 1 + 2 ** -23, Math.fround(1.1), 1]);
});

describe('float32 takes', () => {
  const fits = (options: Parameters<typeof randomBatch>[0]['designs'][number], noise = 0.01): boolean => {
    const batch = randomBatch({ designs: [options], draws: 4 * BLOCK });
    const [design] = batch.designs;
    if (!design) throw new Error('a design');
    const users = design.receiver.users.map((user) => ({ ...user, noise }));
    const own = { ...design, receiver: { ...design.receiver, users } };
    const [head] = drawErrorsOnCpu({ ...batch, designs: [own] });
    return head !== undefined && fitsFloat32(batch, own, head);
  };

  test('designs whose SINRs differ by more than it rounds', () => {
    expect(fits({ name: 'BLP-CBF' })).toBe(true);
    expect(fits({ name: 'BLP-CBF', radius: 1e-4 })).toBe(false);
    expect(fits({ name: 'SLP-CBF', radius: 1e-5, perUser: true })).toBe(false);
    expect(fits({ name: 'BLP-CoMP', radius: 0 })).toBe(false);
  });

  test('powers that it has room for', () => {
    expect(fits({ name: 'SLP-CoMP' }, 1e-20)).toBe(true);
    expect(fits({ name: 'SLP-CoMP' }, 1e-40)).toBe(false);
    expect(fits({ name: 'BLP-CBF' }, 0)).toBe(false);
    expect(fits({ name: 'BLP-CBF' }, NaN)).toBe(false);
  });
});
