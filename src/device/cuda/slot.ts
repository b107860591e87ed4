import { CUDA, type CudaDriver } from './driver.ts';
import { DeviceBuffer, PinnedBuffer } from './memory.ts';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** CU_STREAM_NON_BLOCKING: work of two slots runs side by side. */
const NON_BLOCKING = 1;
/** How long a slot is looked at in every turn of the event loop, ms; then once a millisecond. */
const EAGER_MS = 0.5;

/** Everything that one launch in flight needs: a stream, memory of its own on both sides, and events. */
export class Slot {
  readonly stream: bigint;
  readonly input: DeviceBuffer;
  readonly warm: DeviceBuffer;
  readonly answer: DeviceBuffer;
  readonly workspace: DeviceBuffer;
  readonly queue: DeviceBuffer;
  readonly hostInput: PinnedBuffer;
  readonly hostWarm: PinnedBuffer;
  readonly hostAnswer: PinnedBuffer;
  /** Between the first and the last use of its memory by a launch. */
  taken = false;
  readonly #driver: CudaDriver;
  readonly #begin: bigint;
  readonly #end: bigint;
  readonly #done: bigint;

  constructor(driver: CudaDriver) {
    this.#driver = driver;
    this.stream = driver.handle('cuStreamCreate', NON_BLOCKING);
    const device = (): DeviceBuffer => new DeviceBuffer(driver);
    const pinned = (): PinnedBuffer => new PinnedBuffer(driver);
    [this.input, this.warm, this.answer, this.workspace, this.queue] = [
      device(),
      device(),
      device(),
      device(),
      device(),
    ];
    [this.hostInput, this.hostWarm, this.hostAnswer] = [pinned(), pinned(), pinned()];
    const event = (): bigint => driver.handle('cuEventCreate', 0);
    [this.#begin, this.#end, this.#done] = [event(), event(), event()];
  }

  /** Enqueues a kernel between two events, then what has to follow it. */
  enqueue(kernel: () => void, after: () => void): void {
    this.#driver.call('cuEventRecord', this.#begin, this.stream);
    kernel();
    this.#driver.call('cuEventRecord', this.#end, this.stream);
    after();
    this.#driver.call('cuEventRecord', this.#done, this.stream);
  }

  /**
   * Waits for what was enqueued, while the event loop goes on. The driver is asked again and again: its own waiting would hold a thread of libuv's pool, of
   * which all worker threads of a process share four, and would keep a core busy.
   *
   * @throws CudaError when the work failed.
   */
  async finished(): Promise<void> {
    const since = performance.now();
    for (;;) {
      const code = this.#driver.code('cuEventQuery', this.#done);
      if (code === CUDA.success) return;
      if (code !== CUDA.notReady) throw this.#driver.error('cuEventQuery', code);
      if (performance.now() - since < EAGER_MS) await nextTurn();
      else await sleep(1);
    }
  }

  /** Time of the last finished kernel on the device, ms. */
  kernelMilliseconds(): number {
    return this.#driver.number('cuEventElapsedTime', this.#begin, this.#end);
  }

  /** Gives its memory back, but not its stream. */
  free(): void {
    for (const buffer of [this.input, this.warm, this.answer, this.workspace, this.queue]) buffer.free();
    for (const buffer of [this.hostInput, this.hostWarm, this.hostAnswer]) buffer.free();
  }

  close(): void {
    this.#driver.call('cuStreamSynchronize', this.stream);
    this.free();
    for (const event of [this.#begin, this.#end, this.#done]) this.#driver.call('cuEventDestroy_v2', event);
    this.#driver.call('cuStreamDestroy_v2', this.stream);
  }
}
