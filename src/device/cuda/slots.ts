import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { invariant } from '../../errors.ts';
import { CUDA, type CudaDriver } from './driver.ts';
import { DeviceBuffer, PinnedBuffer } from './memory.ts';

/** CU_STREAM_NON_BLOCKING: work of two slots runs side by side. */
const NON_BLOCKING = 1;
/** How long a slot is looked at in every turn of the event loop, ms; then once a millisecond. */
const EAGER_MS = 0.5;

/** Names of the buffers of a launch: those that are copied between process and device, and those that the device alone has. */
export interface SlotBuffers<Both extends string, Own extends string> {
  readonly both: readonly Both[];
  readonly own: readonly Own[];
}

/** A launch in flight. */
export interface PendingLaunch {
  /** Waits for its end and that of the copies after it. @throws CudaError when the device failed. */
  readonly ready: () => Promise<void>;
  /** Time of the kernel on the device, ms, once it is ready. */
  readonly milliseconds: () => number;
  /** Lets another launch have its memory. */
  readonly release: () => void;
}

/** Everything that one launch in flight needs: a stream, memory of its own on both sides, and events. */
export class Slot<Both extends string, Own extends string> {
  readonly stream: bigint;
  readonly device: Readonly<Record<Both | Own, DeviceBuffer>>;
  readonly host: Readonly<Record<Both, PinnedBuffer>>;
  /** Between the first and the last use of its memory by a launch. */
  taken = false;
  readonly #driver: CudaDriver;
  readonly #begin: bigint;
  readonly #end: bigint;
  readonly #done: bigint;

  constructor(driver: CudaDriver, { both, own }: SlotBuffers<Both, Own>) {
    this.#driver = driver;
    this.stream = driver.handle('cuStreamCreate', NON_BLOCKING);
    this.device = record([...both, ...own], () => new DeviceBuffer(driver));
    this.host = record(both, () => new PinnedBuffer(driver));
    const event = (): bigint => driver.handle('cuEventCreate', 0);
    [this.#begin, this.#end, this.#done] = [event(), event(), event()];
  }

  /** Enqueues a copy from this process to the device, to the buffer of that name or to another address. */
  up(name: Both, bytes: number, to = this.device[name].address): void {
    this.#driver.call('cuMemcpyHtoDAsync_v2', to, this.host[name].pointer, bytes, this.stream);
  }

  /** Enqueues the copy back, from the buffer of that name or from another address. */
  down(name: Both, bytes: number, from = this.device[name].address): void {
    this.#driver.call('cuMemcpyDtoHAsync_v2', this.host[name].pointer, from, bytes, this.stream);
  }

  /** Enqueues zeros at an address, in words of 4 bytes. */
  zero(at: bigint, words: number): void {
    this.#driver.call('cuMemsetD32Async', at, 0, words, this.stream);
  }

  /** Enqueues a kernel between two events, then what has to follow it; the slot is taken from now on. */
  enqueue(kernel: () => void, after: () => void): PendingLaunch {
    this.#driver.call('cuEventRecord', this.#begin, this.stream);
    kernel();
    this.#driver.call('cuEventRecord', this.#end, this.stream);
    after();
    this.#driver.call('cuEventRecord', this.#done, this.stream);
    this.taken = true;
    return {
      ready: () => this.#finished(),
      milliseconds: () => this.#driver.number('cuEventElapsedTime', this.#begin, this.#end),
      release: () => {
        this.taken = false;
      },
    };
  }

  /** Blocks this thread until all that was enqueued is done. */
  settle(): void {
    this.#driver.call('cuStreamSynchronize', this.stream);
  }

  /** Gives its memory back, but not its stream. */
  free(): void {
    for (const buffer of Object.values<DeviceBuffer>(this.device)) buffer.free();
    for (const buffer of Object.values<PinnedBuffer>(this.host)) buffer.free();
  }

  close(): void {
    this.settle();
    this.free();
    for (const event of [this.#begin, this.#end, this.#done]) this.#driver.call('cuEventDestroy_v2', event);
    this.#driver.call('cuStreamDestroy_v2', this.stream);
  }

  /**
   * The driver is asked again and again, while the event loop goes on: its own waiting would hold a thread of libuv's pool, of which all worker threads of a
   * process share four, and would keep a core busy.
   */
  async #finished(): Promise<void> {
    const since = performance.now();
    for (;;) {
      const code = this.#driver.code('cuEventQuery', this.#done);
      if (code === CUDA.success) return;
      if (code !== CUDA.notReady) throw this.#driver.error('cuEventQuery', code);
      if (performance.now() - since < EAGER_MS) await nextTurn();
      else await sleep(1);
    }
  }
}

/** The slots of a kernel: so many of its launches may be in flight. */
export class Slots<Both extends string, Own extends string> {
  readonly #slots: readonly Slot<Both, Own>[];

  constructor(driver: CudaDriver, count: number, buffers: SlotBuffers<Both, Own>) {
    this.#slots = Array.from({ length: count }, () => new Slot(driver, buffers));
  }

  /** A slot that no launch has. */
  idle(): Slot<Both, Own> {
    const slot = this.#slots.find((s) => !s.taken);
    invariant(slot, `at most ${this.#slots.length} launches are in flight`);
    slot.settle(); // at once, but for a launch whose answer nobody waited for
    return slot;
  }

  /** Blocks this thread until all launches are done. */
  settle(): void {
    for (const slot of this.#slots) slot.settle();
  }

  /** Gives their memory back once all launches are done. */
  free(): void {
    this.settle();
    for (const slot of this.#slots) slot.free();
  }

  close(): void {
    for (const slot of this.#slots) slot.close();
  }
}

function record<Name extends string, T>(names: readonly Name[], make: () => T): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, make()])) as Record<Name, T>;
}
