import type { CudaDriver } from './driver.ts';

/** Room is taken in steps, so that batches of almost one size do not take it anew each time. */
const STEP = 2 ** 16;
const rounded = (bytes: number): number => Math.max(1, Math.ceil(bytes / STEP)) * STEP;

/** Memory of a device that is kept and grows; its address changes when it grows. */
export class DeviceBuffer {
  readonly #driver: CudaDriver;
  #address = 0n;
  #bytes = 0;

  constructor(driver: CudaDriver) {
    this.#driver = driver;
  }

  /** Its address, 0 before it was reserved. */
  get address(): bigint {
    return this.#address;
  }

  /**
   * Address of at least so many bytes. What they held is lost when it has to grow.
   *
   * @throws CudaError where the device has no room.
   */
  reserve(bytes: number): bigint {
    if (this.#bytes >= bytes) return this.#address;
    this.free();
    const size = rounded(bytes);
    this.#address = this.#driver.handle('cuMemAlloc_v2', size);
    this.#bytes = size;
    return this.#address;
  }

  free(): void {
    if (this.#bytes > 0) this.#driver.call('cuMemFree_v2', this.#address);
    this.#bytes = 0;
    this.#address = 0n;
  }
}

/** Memory of this process that the device reads and writes by itself while the process goes on; kept and grows. */
export class PinnedBuffer {
  readonly #driver: CudaDriver;
  #pointer = 0n;
  #memory = new ArrayBuffer(0);

  constructor(driver: CudaDriver) {
    this.#driver = driver;
  }

  /** The driver's pointer to it. */
  get pointer(): bigint {
    return this.#pointer;
  }

  /**
   * At least so many bytes. What they held is lost when it has to grow.
   *
   * @throws CudaError where there is no room.
   */
  reserve(bytes: number): ArrayBuffer {
    if (this.#memory.byteLength >= bytes) return this.#memory;
    this.free();
    const size = rounded(bytes);
    this.#pointer = this.#driver.handle('cuMemAllocHost_v2', size);
    this.#memory = this.#driver.view(this.#pointer, size);
    return this.#memory;
  }

  free(): void {
    // nobody may look at it any more: the memory behind the view is gone
    if (this.#memory.byteLength > 0) this.#driver.call('cuMemFreeHost', this.#pointer);
    this.#memory = new ArrayBuffer(0);
    this.#pointer = 0n;
  }
}
