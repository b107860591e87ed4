import { INFO } from '../conicSolve.ts';
import { GPU_WORKERS } from '../../../device/backend.ts';
import type { CudaArithmetic } from '../../../device/cuda/cudaArithmetic.ts';
import type { CudaDevice } from '../../../device/cuda/device.ts';
import { DeviceBuffer } from '../../../device/cuda/memory.ts';
import { type PendingLaunch, type Slot, Slots } from '../../../device/cuda/slots.ts';
import { conicLayout, type ConicLayout } from '../webgpu/conicLayout.ts';
import { ConicImages } from './conicImages.ts';
import { cudaThreads } from './cudaThreads.ts';
import type { RunParameters } from '../runParameters.ts';
import { runParameter, shapeParameter } from './kernelParameters.ts';

/** What one launch is told. */
export interface ConicLaunch extends RunParameters {
  readonly arithmetic: CudaArithmetic;
  /** Threads of a block (32, 64 or 128) in place of `ConicCuda.threads`, and blocks in place of what fills the card: for benchmarks. */
  readonly threads?: number;
  readonly blocks?: number;
}

/** Numbers of a launch as they lie in memory: float64, or pairs of float32 that sum to them. */
export type DeviceNumbers = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** A launch in flight. */
export interface PendingAnswer extends PendingLaunch {
  /** [programs][5 + stateSize], once `ready` has ended and until `release`. */
  readonly numbers: DeviceNumbers;
}

/** What the kernel did since the start, for tests and benchmarks. */
export interface CudaCounters {
  launches: number;
  programs: number;
  bytesUp: number;
  bytesDown: number;
  /** Launches that had no room and were tried again with fewer programs. */
  halved: number;
  /** Programs that float64 on the host had to solve. */
  onHost: number;
}

/** A shape with its table on the device. */
interface DeviceShape {
  readonly layout: ConicLayout;
  readonly parameter: Int32Array<ArrayBuffer>;
  readonly table: DeviceBuffer;
}

/** Memory of a launch. */
const BUFFERS = { both: ['input', 'warm', 'answer'], own: ['workspace', 'queue'] } as const;
type Both = (typeof BUFFERS.both)[number];
type Own = (typeof BUFFERS.own)[number];
/** Bytes of a number of either arithmetic on the device. */
const BYTES = 8;
/** Shapes whose tables stay on the device. */
const MAX_SHAPES = 64;
/** Launches in flight: one is packed or checked on the host while the device works at the other. */
export const SLOTS = 2;
/** A batch is cut into so many launches where it has enough programs, so that packing, solving and checking overlap. */
const PIECES = 4;
const SMALLEST_PIECE = 32;
/** The memory of a card is for all slots of the workers that share it, with room for the driver. */
const SHARES = SLOTS * GPU_WORKERS + 4;

/** The conic kernel on one card: images, tables and memory, kept between launches. */
export class ConicCuda {
  readonly counters: CudaCounters = { launches: 0, programs: 0, bytesUp: 0, bytesDown: 0, halved: 0, onHost: 0 };
  readonly device: CudaDevice;
  readonly images: ConicImages;
  readonly #slots: Slots<Both, Own>;
  readonly #shapes = new Map<Int32Array, DeviceShape>();
  /** Bytes that one launch may take; less after one that had no room. */
  #limit: number;

  constructor(device: CudaDevice) {
    this.device = device;
    this.images = new ConicImages(device);
    this.#slots = new Slots(device.driver, SLOTS, BUFFERS);
    this.#limit = device.card.memory / SHARES;
  }

  /** Sizes, addresses and tables of a descriptor. */
  layout(descriptor: Int32Array): ConicLayout {
    return this.#shape(descriptor).layout;
  }

  /** Threads of a block for a shape. */
  threads(layout: ConicLayout): number {
    return cudaThreads(layout);
  }

  /** Programs of the next launch of a batch in which so many are to be solved: what fills the card, less where memory is short. */
  launchSize(descriptor: Int32Array, arithmetic: CudaArithmetic, programs: number): number {
    const layout = this.layout(descriptor);
    const threads = this.threads(layout);
    const fill = this.images.get(arithmetic, threads).resident(threads);
    const room = Math.max(1, Math.floor(this.#limit / programBytes(layout)));
    return Math.min(fill, room, Math.max(SMALLEST_PIECE, Math.ceil(programs / PIECES)));
  }

  /** No more room for so many programs at once: what is kept is given back, and later launches are half as large. */
  noRoom(descriptor: Int32Array, programs: number): void {
    this.counters.halved++;
    this.#limit = Math.min(this.#limit, (programs * programBytes(this.layout(descriptor))) / 2);
    this.release();
  }

  /**
   * Starts a launch: `fill` writes the data, [programs][inputSize], and earlier states, [programs][stateSize], into memory from which the device reads.
   *
   * @throws CudaError when there is no room, or the device fails.
   */
  run(
    descriptor: Int32Array,
    run: ConicLaunch,
    fill: (data: DeviceNumbers, warm: DeviceNumbers | undefined) => void,
  ): PendingAnswer {
    const slot = this.#slots.idle();
    const { device, host } = slot;
    const { layout, parameter, table } = this.#onDevice(descriptor, slot);
    const { programs, arithmetic } = run;
    const threads = run.threads ?? this.threads(layout);
    const kernel = this.images.get(arithmetic, threads);
    const blocks = Math.min(programs, run.blocks ?? kernel.resident(threads));
    const numbers = (memory: ArrayBuffer, length: number): DeviceNumbers =>
      arithmetic === 'float64' ? new Float64Array(memory, 0, length) : new Float32Array(memory, 0, 2 * length);
    const inputs = programs * layout.inputSize;
    const states = run.from === 'unit' ? 0 : programs * layout.stateSize;
    const answers = programs * (INFO + layout.stateSize);
    const input = device.input.reserve(inputs * BYTES);
    const warm = states > 0 ? device.warm.reserve(states * BYTES) : input;
    const answer = device.answer.reserve(answers * BYTES);
    const workspace = device.workspace.reserve(blocks * layout.workspace * BYTES);
    const queue = device.queue.reserve(4);
    const hostAnswer = host.answer.reserve(answers * BYTES);
    const hostInput = numbers(host.input.reserve(inputs * BYTES), inputs);
    const hostWarm = states > 0 ? numbers(host.warm.reserve(states * BYTES), states) : undefined;
    fill(hostInput, hostWarm);
    slot.up('input', inputs * BYTES);
    if (states > 0) slot.up('warm', states * BYTES);
    slot.zero(queue, 1);
    const parameters = [parameter, runParameter(run), table.address, input, warm, answer, workspace, queue];
    const pending = slot.enqueue(
      () => kernel.launch(slot.stream, { blocks, threads }, parameters),
      () => slot.down('answer', answers * BYTES),
    );
    this.counters.launches++;
    this.counters.programs += programs;
    this.counters.bytesUp += (inputs + states) * BYTES;
    this.counters.bytesDown += answers * BYTES;
    return { ...pending, numbers: numbers(hostAnswer, answers) };
  }

  /** Gives back what is kept between launches. No launch may be in flight. */
  release(): void {
    this.#slots.free();
    this.#forgetShapes();
  }

  close(): void {
    this.#slots.close();
    this.#forgetShapes();
    this.images.unload();
  }

  #forgetShapes(): void {
    for (const { table } of this.#shapes.values()) table.free();
    this.#shapes.clear();
  }

  #shape(descriptor: Int32Array): DeviceShape {
    const known = this.#shapes.get(descriptor);
    if (known) return known;
    if (this.#shapes.size >= MAX_SHAPES) {
      this.#slots.settle();
      this.#forgetShapes();
    }
    const layout = conicLayout(descriptor);
    const shape = { layout, parameter: shapeParameter(layout), table: new DeviceBuffer(this.device.driver) };
    this.#shapes.set(descriptor, shape);
    return shape;
  }

  /** A shape whose table is on the device. */
  #onDevice(descriptor: Int32Array, slot: Slot<Both, Own>): DeviceShape {
    const shape = this.#shape(descriptor);
    const words = shape.layout.table;
    if (shape.table.address !== 0n) return shape;
    const address = shape.table.reserve(words.byteLength);
    new Int32Array(slot.host.input.reserve(words.byteLength), 0, words.length).set(words);
    slot.up('input', words.byteLength, address);
    slot.settle(); // the other stream reads it too
    this.counters.bytesUp += words.byteLength;
    return shape;
  }
}

/** Most bytes that a program of a launch takes on the device, with the workspace of its block. */
function programBytes({ inputSize, stateSize, workspace }: ConicLayout): number {
  return BYTES * (inputSize + 2 * stateSize + INFO + workspace);
}
