import { GrowingBuffer } from '../../../device/webgpu/buffers.ts';
import type { OpenGpu } from '../../../device/webgpu/gpuDevice.ts';
import { computePipeline } from '../../../device/webgpu/pipeline.ts';
import { DeviceFault, NoRoom } from '../../../device/deviceFault.ts';
import type { ErrorDrawsAnswer, ErrorDrawsBatch, ErrorDrawsDesign } from '../errorDraws.ts';
import type { Counters, DrawingGpu } from './drawingGpu.ts';
import { planPart } from './plan.ts';
import { holdsBounds } from './probeBounds.ts';
import { runPart } from './runPart.ts';
import { type Entry, errorDrawsShader } from './shaders.ts';

/** Bytes that a part of a batch may take. */
const MOST_BYTES = 2 ** 28;

/** The part of IsacErrorDraws that a GPU does in float32: pipelines and memory, kept between batches. */
export class ErrorDrawsGpu implements DrawingGpu {
  readonly counters: Counters = { launches: 0, draws: 0, again: 0, collectedAgain: 0, halved: 0, refused: 0 };
  readonly gpu: OpenGpu;
  readonly errors: GrowingBuffer;
  #trusted: boolean | undefined;
  #pipelines: DrawingGpu['pipelines'] | undefined;
  /** Less after a part that had no room. */
  #limit: number;

  /** @param limit bytes that a part of a batch may take at first, for tests. */
  constructor(gpu: OpenGpu, limit = MOST_BYTES) {
    this.gpu = gpu;
    this.errors = new GrowingBuffer(gpu.device);
    this.#limit = limit;
  }

  /** Whether the device's float32 is as WGSL has it, tried once. */
  async isTrusted(): Promise<boolean> {
    this.#trusted ??= await holdsBounds(this.gpu);
    return this.#trusted;
  }

  /** Compiled with their first use: few draws need none. */
  get pipelines(): DrawingGpu['pipelines'] {
    const { device } = this.gpu;
    this.#pipelines ??= { draw: compile(device, 'draw'), evaluate: compile(device, 'evaluate') };
    return this.#pipelines;
  }

  /**
   * Evaluates designs under all draws of a batch but the first ones. One call at a time.
   *
   * @param heads what float64 found for the first draws of each.
   * @throws DeviceFault when the smallest part has no room or the device is lost.
   */
  async run(
    batch: ErrorDrawsBatch,
    designs: readonly ErrorDrawsDesign[],
    heads: readonly ErrorDrawsAnswer[],
  ): Promise<ErrorDrawsAnswer[]> {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.gpu.device.limits;
    const largest = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    const answers: ErrorDrawsAnswer[] = [];
    while (answers.length < designs.length) {
      const part = planPart(batch, designs, answers.length, this.#limit, largest);
      try {
        answers.push(
          ...(await runPart(this, batch, designs.slice(part.from, part.to), heads.slice(part.from), part.draws)),
        );
      } catch (error) {
        if (!(error instanceof NoRoom)) throw error;
        this.counters.halved++;
        await this.release();
        if (part.smallest)
          throw new DeviceFault(`even a single design under ${part.draws} CSI errors is too much: ${error.message}`);
        this.#limit /= 2;
      }
    }
    return answers;
  }

  /** Gives back what is kept between batches. */
  async release(): Promise<void> {
    this.errors.free();
    await this.gpu.device.queue.onSubmittedWorkDone(); // the memory is free only then
  }
}

function compile(device: GPUDevice, entry: Entry): GPUComputePipeline {
  return computePipeline(device, errorDrawsShader(entry), `error draws, ${entry}`);
}
