import { AnswerBuffer, wordsBuffer } from '../../../device/webgpu/buffers.ts';
import { onGpu } from '../../../device/webgpu/gpuFaults.ts';
import { bindBuffers } from '../../../device/webgpu/pipeline.ts';
import type { ErrorDrawsBatch } from '../errorDraws.ts';
import type { DrawingGpu } from './drawingGpu.ts';
import { launchWords } from './launchWords.ts';
import type { PartTables } from './partTables.ts';
import { errorBytes, THREADS } from './plan.ts';
import { type Shift, trackWords } from './trackWords.ts';

/** Draws of a launch, and the designs under them. */
export interface DrawsOfLaunch {
  readonly batch: ErrorDrawsBatch;
  readonly tables: PartTables;
  /** Tables and weights on the device. */
  readonly uploaded: readonly [table: GPUBuffer, weights: GPUBuffer];
  readonly first: number;
  readonly draws: number;
  /** What sums are taken of, of each track. */
  readonly shifts: readonly Shift[];
  /** SINRs below which one may be among the smallest, of each track. */
  readonly cuts: readonly number[];
  /** Candidates that there is room for. */
  readonly capacity: number;
}

/** What came of a launch. */
export interface DrawsTaken {
  /** Number of candidates, and then the counts of the tracks. */
  readonly counts: Uint32Array;
  /** [track][workgroup][sum, sum of squares] */
  readonly sums: Float32Array;
  /** As many as there was room for: [track and reasons, draw of the launch], in no order. */
  readonly candidates: Uint32Array;
}

/** Draws errors, and evaluates designs under them. @throws NoRoom when the device has no memory for it, DeviceFault when it is lost. */
export async function launchOnGpu(place: DrawingGpu, launch: DrawsOfLaunch): Promise<DrawsTaken> {
  const { gpu, pipelines, errors, counters } = place;
  const { device } = gpu;
  const { batch, tables, uploaded, draws, shifts, cuts, capacity } = launch;
  const groups = Math.ceil(draws / THREADS);
  const answers: AnswerBuffer[] = [];
  const temporary: GPUBuffer[] = [];
  const answer = (bytes: number): AnswerBuffer => {
    const buffer = new AnswerBuffer(device, bytes);
    answers.push(buffer);
    return buffer;
  };
  try {
    return await onGpu(gpu, {
      done: 'drew',
      on: `${draws} CSI errors`,
      submit() {
        const { STORAGE, UNIFORM } = GPUBufferUsage;
        const told = wordsBuffer(device, launchWords(launch), UNIFORM);
        temporary.push(told);
        const tracks = wordsBuffer(device, trackWords(tables.tracks, shifts, cuts), STORAGE);
        temporary.push(tracks);
        const counts = answer(4 * tables.countWords);
        const sums = answer(8 * tables.tracks.length * groups);
        const candidates = answer(8 * Math.max(1, capacity));
        const drawn = errors.reserve(errorBytes(batch) * draws);
        const encoder = device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        pass.setPipeline(pipelines.draw);
        pass.setBindGroup(0, bindBuffers(device, pipelines.draw, [told, drawn]));
        pass.dispatchWorkgroups(groups, batch.cells ** 2 * batch.usersPerCell);
        const buffers = [told, drawn, ...uploaded, tracks, ...[counts, sums, candidates].map(({ storage }) => storage)];
        pass.setPipeline(pipelines.evaluate);
        pass.setBindGroup(0, bindBuffers(device, pipelines.evaluate, buffers));
        pass.dispatchWorkgroups(groups, tables.designs.length);
        pass.end();
        device.queue.submit([encoder.finish()]);
        for (const own of answers) own.copy();
        counters.launches++;
        counters.draws += draws;
      },
      async read() {
        const [counts, sums, candidates] = await Promise.all(answers.map(async (own) => own.read()));
        return {
          counts: new Uint32Array(counts as ArrayBuffer),
          sums: new Float32Array(sums as ArrayBuffer),
          candidates: new Uint32Array(candidates as ArrayBuffer),
        };
      },
    });
  } finally {
    for (const buffer of [...temporary, ...answers]) buffer.destroy();
  }
}
