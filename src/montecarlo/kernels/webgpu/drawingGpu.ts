import type { GrowingBuffer } from '../../../device/webgpu/buffers.ts';
import type { OpenGpu } from '../../../device/webgpu/gpuDevice.ts';
import type { Entry } from './shaders.ts';

/** What the kernel did since the start, for tests and benchmarks. */
export interface Counters {
  launches: number;
  draws: number;
  /** SINRs that were computed again in float64. */
  again: number;
  /** Launches whose candidates had no room at first. */
  collectedAgain: number;
  /** Parts of batches that had no room and were tried again with less. */
  halved: number;
  /** Designs whose SINRs are none for float32. */
  refused: number;
}

/** Pipelines and memory of a device. */
export interface DrawingGpu {
  readonly gpu: OpenGpu;
  readonly pipelines: Readonly<Record<Exclude<Entry, 'probe'>, GPUComputePipeline>>;
  readonly errors: GrowingBuffer;
  readonly counters: Counters;
}
