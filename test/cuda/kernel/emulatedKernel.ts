import { INFO } from '../../../src/conic/kernels/conicSolve.ts';
import koffi from 'koffi';
import type { CudaArithmetic } from '../../../src/device/cuda/cudaArithmetic.ts';
import { shapeParameter } from '../../../src/conic/kernels/cuda/kernelParameters.ts';
import type { ConicLayout } from '../../../src/conic/kernels/webgpu/conicLayout.ts';
import { readNumbers, writeNumbers } from '../../../src/conic/kernels/packedNumbers.ts';

/** How a launch runs. */
export interface LaunchOptions {
  /** Of the threads: 0 in order, 1 backwards, else random ones. Default 0. */
  readonly order?: number;
  /** Blocks. Default 1. */
  readonly groups?: number;
  /** Counter of the queue. Default 0. */
  readonly slot?: number;
}

/** Programs of one shape and how to solve them. */
export interface EmulatedLaunch extends LaunchOptions {
  readonly layout: ConicLayout;
  readonly programs: number;
  /** [programs][inputSize] */
  readonly input: Float64Array;
  /** [programs][stateSize] */
  readonly warm?: Float64Array | undefined;
  readonly finish?: boolean;
  readonly tolerance: number;
  readonly certificate: number;
  readonly maxIterations: number;
}

export interface EmulatedAnswer {
  /** [programs][INFO + stateSize] */
  readonly answer: Float64Array;
  /** What the kernel wrote, for comparisons. */
  readonly bytes: Uint8Array;
  readonly barriers: number;
}

/** Numbers of the kernel, 8 bytes each, with what fresh memory may hold. */
function memory(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(8 * length).fill(0xff);
}

/** A library of scripts/cuda/buildEmulator.ts. */
export class EmulatedKernel {
  readonly #solve: (...parameters: readonly unknown[]) => number;
  readonly #fault: () => string;
  readonly #arithmetic: CudaArithmetic;

  constructor(library: string, arithmetic: CudaArithmetic) {
    const lib = koffi.load(library);
    this.#arithmetic = arithmetic;
    this.#solve = lib.func(
      'int emulateConicSolve(const int *shape, const void *run, const int *table, const void *input, const void *warm, void *answer, void *ws, uint *queue, int groups, uint order, uint sharedBytes, _Out_ int64_t *barriers)',
    ) as never;
    this.#fault = lib.func('const char *emulateConicFault()') as never;
  }

  #device(numbers: Float64Array): Uint8Array<ArrayBuffer> {
    const bytes = memory(numbers.length);
    if (this.#arithmetic === 'float64') new Float64Array(bytes.buffer).set(numbers);
    else writeNumbers(numbers, 'doubleSingle', new Float32Array(bytes.buffer), 0);
    return bytes;
  }

  #host(bytes: Uint8Array<ArrayBuffer>): Float64Array {
    if (this.#arithmetic === 'float64') return new Float64Array(bytes.buffer);
    const numbers = new Float64Array(bytes.length / 8);
    readNumbers(new Float32Array(bytes.buffer), 'doubleSingle', numbers, 0);
    return numbers;
  }

  /** @throws Error with the emulator's line where the block ended in a fault. */
  run(launch: EmulatedLaunch): EmulatedAnswer {
    const { layout, programs, groups = 1, order = 0, slot = 0 } = launch;
    const run = new ArrayBuffer(40);
    new Uint32Array(run).set([0, programs, slot, launch.maxIterations]);
    new Float64Array(run, 16, 2).set([launch.tolerance, launch.certificate]);
    new Uint32Array(run, 32).set([launch.warm ? (launch.finish === true ? 2 : 1) : 0, 0]);
    const input = this.#device(launch.input);
    const bytes = memory(programs * (INFO + layout.stateSize));
    const barriers = [0];
    const parameters: (readonly unknown[])[] = [
      [
        shapeParameter(layout),
        new Uint8Array(run),
        layout.table,
        input,
        launch.warm ? this.#device(launch.warm) : input,
      ],
      [bytes, memory(groups * layout.workspace), new Uint32Array(slot + 1), groups, order, 0, barriers],
    ];
    const code = this.#solve(...parameters.flat());
    if (code !== 0) throw new Error(this.#fault());
    return { answer: this.#host(bytes), bytes, barriers: Number(barriers[0]) };
  }
}
