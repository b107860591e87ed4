import { AnswerBuffer, wordsBuffer } from './buffers.ts';
import { bindBuffers, computePipeline } from './pipeline.ts';
import { wgslSource } from './wgslSource.ts';

/** What a device's float32 is good for. */
export interface PrecisionProbe {
  /** Two-sum and two-product are exact, quotient and root of double-single good to 2^-44: double-single may be used. */
  readonly doubleSingle: boolean;
  /** How many of the pairs failed each test. `quotient32` and `root32`: not correctly rounded in float32, which double-single can do without. */
  readonly failures: {
    readonly sum: number;
    readonly product: number;
    readonly quotient: number;
    readonly root: number;
    readonly quotient32: number;
    readonly root32: number;
  };
  readonly pairs: number;
}

const PAIRS = 4096;
const WIDTH = 10;
/** Relative error that double-single quotients and roots may have. */
const ERROR = 2 ** -44;

/** Pairs over 24 binary orders of magnitude and both signs, the same on every device. */
function testPairs(): Float32Array<ArrayBuffer> {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: 2 * PAIRS }, () => (next() - 0.5) * 2 ** Math.floor(24 * next() - 12));
}

/**
 * Computes on the device with pairs of float32 and compares with float64, in which sums and products of two such numbers are exact.
 * A compiler that contracts, reassociates or approximates shows here.
 */
export async function probePrecision(device: GPUDevice): Promise<PrecisionProbe> {
  const pairs = testPairs();
  const { STORAGE, UNIFORM } = GPUBufferUsage;
  const code = ['numberDoubleSingle', 'precisionProbe'].map(wgslSource).join('\n');
  const pipeline = computePipeline(device, code, 'precision probe');
  const run = wordsBuffer(device, new Uint32Array(4), UNIFORM); // its member `zero` is 0
  const input = wordsBuffer(device, pairs, STORAGE);
  const answer = new AnswerBuffer(device, 4 * WIDTH * PAIRS);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindBuffers(device, pipeline, [run, input, answer.storage]));
  pass.dispatchWorkgroups(PAIRS / 64);
  pass.end();
  device.queue.submit([encoder.finish()]);
  answer.copy();
  const answers = new Float32Array(await answer.read());
  for (const buffer of [run, input, answer]) buffer.destroy();
  return compareProbe(pairs, answers);
}

/** Judges the kernel's answers, ten for each pair. */
export function compareProbe(pairs: Float32Array, answers: Float32Array): PrecisionProbe {
  const failures = { sum: 0, product: 0, quotient: 0, root: 0, quotient32: 0, root32: 0 };
  const count = pairs.length / 2;
  for (let i = 0; i < count; i++) {
    const [a = NaN, b = NaN] = pairs.subarray(2 * i, 2 * i + 2);
    const [sumHigh = NaN, sumLow = NaN, productHigh = NaN, productLow = NaN, ...rest] = answers.subarray(
      WIDTH * i,
      WIDTH * (i + 1),
    );
    const [quotientHigh = NaN, quotientLow = NaN, rootHigh = NaN, rootLow = NaN, quotient = NaN, root = NaN] = rest;
    const exactRoot = Math.sqrt(Math.abs(a));
    if (sumHigh !== Math.fround(a + b) || sumHigh + sumLow !== a + b) failures.sum++;
    if (productHigh !== Math.fround(a * b) || productHigh + productLow !== a * b) failures.product++;
    if (!(Math.abs(quotientHigh + quotientLow - a / b) <= ERROR * Math.abs(a / b))) failures.quotient++;
    if (!(Math.abs(rootHigh + rootLow - exactRoot) <= ERROR * exactRoot)) failures.root++;
    if (quotient !== Math.fround(a / b)) failures.quotient32++;
    if (root !== Math.fround(exactRoot)) failures.root32++;
  }
  const { sum, product, quotient, root } = failures;
  return { doubleSingle: sum + product + quotient + root === 0, failures, pairs: count };
}
