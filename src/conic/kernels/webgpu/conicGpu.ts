import { INFO } from '../conicSolve.ts';
import { type RunParameters, STARTS } from '../runParameters.ts';
import { conicLayout, type ConicLayout } from './conicLayout.ts';
import { conicShader, type Precision, type ShaderVariant } from './conicShader.ts';
import { GrowingBuffer, mappedBuffer, wordsBuffer } from '../../../device/webgpu/buffers.ts';
import type { OpenGpu } from '../../../device/webgpu/gpuDevice.ts';
import { bindBuffers, computePipeline } from '../../../device/webgpu/pipeline.ts';

/** What one run of the kernel is told. */
export interface ConicRun extends RunParameters {
  readonly precision: Precision;
  /** Threads of a workgroup, a power of two, in place of `ConicGpu.threads`: for benchmarks. */
  readonly threads?: number;
  /** Where the device writes the times at which the dispatches begin and end: for benchmarks. */
  readonly timestampWrites?: GPUComputePassTimestampWrites;
}

/** What the kernel did since the start, for benchmarks. */
export interface GpuCounters {
  dispatches: number;
  programs: number;
  bytesUp: number;
  bytesDown: number;
}

/** A layout with its buffers on the device. */
interface DeviceShape {
  readonly layout: ConicLayout;
  readonly uniform: GPUBuffer;
  readonly table: GPUBuffer;
}

/** float32 in a number. */
export const WORDS: Record<Precision, number> = { float32: 1, doubleSingle: 2 };
const BYTES = 4;
/** Shapes whose tables stay on the device. */
const MAX_SHAPES = 64;
/** Programs of one dispatch for each workgroup: a dispatch then lasts a few milliseconds and no watchdog sees it. */
const PROGRAMS_PER_WORKGROUP = 64;
/** Workgroups that keep a GPU busy: a few for each of its up to 150 cores. */
const GPU_WORKGROUPS = 2048;
/** Bytes of workspace that are worth it: beyond the caches more workgroups only wait for memory. */
const MAX_WORKSPACE = 2 ** 30;

/** The conic kernel on one device: pipelines, tables and workspace, kept between runs. */
export class ConicGpu {
  readonly counters: GpuCounters = { dispatches: 0, programs: 0, bytesUp: 0, bytesDown: 0 };
  readonly gpu: OpenGpu;
  readonly #pipelines = new Map<string, GPUComputePipeline>();
  readonly #shapes = new Map<Int32Array, DeviceShape>();
  readonly #workspace: GrowingBuffer;

  constructor(gpu: OpenGpu) {
    this.gpu = gpu;
    this.#workspace = new GrowingBuffer(gpu.device);
  }

  get device(): GPUDevice {
    return this.gpu.device;
  }

  /** Sizes, addresses and tables of a descriptor. */
  layout(descriptor: Int32Array): ConicLayout {
    return this.#shape(descriptor).layout;
  }

  /** Most programs whose data, states and answers fit into the device's buffers. */
  maxPrograms(descriptor: Int32Array, precision: Precision): number {
    const { inputSize, stateSize } = this.layout(descriptor);
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize, 2 ** 31) / (BYTES * WORDS[precision]);
    return Math.max(1, Math.floor(limit / Math.max(inputSize, stateSize + INFO)));
  }

  /** Threads of a workgroup for a shape: at most what its widest step can use. */
  threads({ parallelism }: ConicLayout): number {
    if (this.gpu.software) return 16;
    if (parallelism <= 256) return 32;
    return parallelism <= 2048 ? 64 : 128;
  }

  /** Number of workgroups that share the programs. */
  workgroups(layout: ConicLayout, programs: number, precision: Precision): number {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
    const bytes = Math.min(maxStorageBufferBindingSize, maxBufferSize, MAX_WORKSPACE);
    const fit = Math.max(1, Math.floor(bytes / (layout.workspace * BYTES * WORDS[precision])));
    return Math.min(programs, fit, this.gpu.software ? 8 : GPU_WORKGROUPS);
  }

  /** A pipeline, compiled on first use. */
  pipeline(variant: ShaderVariant): GPUComputePipeline {
    const key = `${variant.precision} ${variant.threads} ${variant.groupCapacity}`;
    let pipeline = this.#pipelines.get(key);
    if (!pipeline) {
      pipeline = computePipeline(this.device, conicShader(variant), `conic ${key}`);
      this.#pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  /**
   * Records and submits the solve of a chunk: `fill` writes the data, [programs][inputSize], and `answer` receives [programs][5 + stateSize],
   * numbers of one or two float32.
   * One dispatch solves up to 64 programs for each workgroup.
   */
  run(
    descriptor: Int32Array,
    run: ConicRun,
    fill: (data: Float32Array, warm: Float32Array | undefined) => void,
    answer: GPUBuffer,
  ): void {
    const shape = this.#shape(descriptor);
    const { layout } = shape;
    const { programs, precision, from } = run;
    const width = BYTES * WORDS[precision];
    const workgroups = this.workgroups(layout, programs, precision);
    const perDispatch = workgroups * PROGRAMS_PER_WORKGROUP;
    const dispatches = Math.ceil(programs / perDispatch);
    const temporary: GPUBuffer[] = [];
    const mapped = (size: number, usage: number): GPUBuffer => {
      const buffer = mappedBuffer(this.device, size, usage);
      temporary.push(buffer);
      return buffer;
    };
    const { STORAGE, UNIFORM } = GPUBufferUsage;
    try {
      const data = mapped(programs * layout.inputSize * width, STORAGE);
      const warm = from !== 'unit' ? mapped(programs * layout.stateSize * width, STORAGE) : undefined;
      fill(new Float32Array(data.getMappedRange()), warm && new Float32Array(warm.getMappedRange()));
      data.unmap();
      warm?.unmap();
      const queue = this.device.createBuffer({ size: Math.max(16, 4 * dispatches), usage: STORAGE });
      temporary.push(queue);
      const runs = Array.from({ length: dispatches }, (_, i) => {
        const buffer = mapped(32, UNIFORM);
        const bytes = buffer.getMappedRange();
        const words = new Uint32Array(bytes);
        words[0] = i * perDispatch;
        words[1] = Math.min(programs, (i + 1) * perDispatch);
        words[2] = i;
        words[3] = run.maxIterations;
        new Float32Array(bytes).set([run.tolerance, run.certificate], 4);
        words[6] = STARTS[from];
        buffer.unmap();
        return buffer;
      });
      const threads = run.threads ?? this.threads(layout);
      const pipeline = this.pipeline({ precision, threads, groupCapacity: layout.groupCapacity });
      const workspace = this.#workspace.reserve(workgroups * layout.workspace * width);
      const encoder = this.device.createCommandEncoder();
      const pass = encoder.beginComputePass(run.timestampWrites ? { timestampWrites: run.timestampWrites } : {});
      pass.setPipeline(pipeline);
      for (const settings of runs) {
        const buffers = [shape.uniform, settings, shape.table, data, warm ?? data, answer, workspace, queue];
        pass.setBindGroup(0, bindBuffers(this.device, pipeline, buffers));
        pass.dispatchWorkgroups(workgroups);
      }
      pass.end();
      this.device.queue.submit([encoder.finish()]);
      this.counters.bytesUp += data.size + (warm?.size ?? 0);
    } finally {
      for (const buffer of temporary) buffer.destroy(); // once the work is done; at once where there was no memory for it
    }
    this.counters.dispatches += dispatches;
    this.counters.programs += programs;
    this.counters.bytesDown += answer.size;
  }

  /** Frees what is kept between runs: after a failure some of it may stand for memory that the device did not have. */
  async release(): Promise<void> {
    this.#workspace.free();
    this.#forgetShapes();
    await this.device.queue.onSubmittedWorkDone(); // the memory is free only then
  }

  #forgetShapes(): void {
    for (const { uniform, table } of this.#shapes.values()) {
      uniform.destroy();
      table.destroy();
    }
    this.#shapes.clear();
  }

  #shape(descriptor: Int32Array): DeviceShape {
    const known = this.#shapes.get(descriptor);
    if (known) return known;
    if (this.#shapes.size >= MAX_SHAPES) this.#forgetShapes();
    const layout = conicLayout(descriptor);
    const shape = {
      layout,
      uniform: wordsBuffer(this.device, layout.uniform, GPUBufferUsage.UNIFORM),
      table: wordsBuffer(this.device, layout.table, GPUBufferUsage.STORAGE),
    };
    this.#shapes.set(descriptor, shape);
    return shape;
  }
}
