import { AnswerBuffer, wordsBuffer } from '../../../device/webgpu/buffers.ts';
import type { OpenGpu } from '../../../device/webgpu/gpuDevice.ts';
import { onGpu } from '../../../device/webgpu/gpuFaults.ts';
import { bindBuffers, computePipeline } from '../../../device/webgpu/pipeline.ts';
import type { ErrorDrawsBatch } from '../errorDraws.ts';
import { launchWords } from './launchWords.ts';
import { partTables } from './partTables.ts';
import { errorBytes, THREADS } from './plan.ts';
import { errorDrawsShader } from './shaders.ts';

/** What a device makes of some draws. */
export interface DrawsRead {
  /** [link][antenna, norm][draw][re, im] */
  readonly errors: Float32Array;
  /** [design][user][draw][SINR, lower bound, upper bound] */
  readonly intervals: Float32Array;
}

/**
 * Errors of draws first .. first + draws - 1 and the SINRs of every user of every design under them, as a device has them.
 *
 * @throws NoRoom when the device has no memory for it, DeviceFault when it is lost.
 */
export async function readIntervals(
  gpu: OpenGpu,
  batch: ErrorDrawsBatch,
  first: number,
  draws: number,
): Promise<DrawsRead> {
  const { device } = gpu;
  const tables = partTables(batch, batch.designs);
  const users = batch.cells * batch.usersPerCell;
  const all = users * batch.designs.length;
  const buffers: (GPUBuffer | AnswerBuffer)[] = [];
  const made = <T extends GPUBuffer | AnswerBuffer>(buffer: T): T => {
    buffers.push(buffer);
    return buffer;
  };
  let answers: readonly AnswerBuffer[] = [];
  try {
    return await onGpu(gpu, {
      done: 'tried',
      on: `${draws} CSI errors`,
      submit() {
        const { UNIFORM, STORAGE } = GPUBufferUsage;
        const told = made(wordsBuffer(device, launchWords({ batch, tables, first, draws, capacity: 0 }), UNIFORM));
        const designs = [tables.table, tables.weights].map((words) => made(wordsBuffer(device, words, STORAGE)));
        const errors = made(new AnswerBuffer(device, errorBytes(batch) * draws));
        const intervals = made(new AnswerBuffer(device, 12 * all * draws));
        answers = [errors, intervals];
        const draw = computePipeline(device, errorDrawsShader('draw'), 'error draws, draw');
        const probe = computePipeline(device, errorDrawsShader('probe'), 'error draws, probe');
        const encoder = device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        const groups = Math.ceil(draws / THREADS);
        pass.setPipeline(draw);
        pass.setBindGroup(0, bindBuffers(device, draw, [told, errors.storage]));
        pass.dispatchWorkgroups(groups, batch.cells * users);
        pass.setPipeline(probe);
        pass.setBindGroup(0, bindBuffers(device, probe, [told, errors.storage, ...designs, intervals.storage]));
        pass.dispatchWorkgroups(groups, all);
        pass.end();
        device.queue.submit([encoder.finish()]);
        for (const answer of answers) answer.copy();
      },
      async read() {
        const [errors, intervals] = await Promise.all(answers.map(async (answer) => answer.read()));
        return {
          errors: new Float32Array(errors as ArrayBuffer),
          intervals: new Float32Array(intervals as ArrayBuffer),
        };
      },
    });
  } finally {
    for (const buffer of buffers) buffer.destroy();
  }
}
