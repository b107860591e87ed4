/** The smallest buffer that may be bound, bytes. */
const SMALLEST = 16;

/** A buffer of at least so many bytes, which the process may write before the device sees it. */
export function mappedBuffer(device: GPUDevice, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
  return device.createBuffer({ size: Math.max(SMALLEST, bytes), usage, mappedAtCreation: true });
}

/** A buffer with these words. */
export function wordsBuffer(
  device: GPUDevice,
  words: Int32Array | Uint32Array | Float32Array,
  usage: GPUBufferUsageFlags,
): GPUBuffer {
  const buffer = mappedBuffer(device, words.byteLength, usage);
  new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
  buffer.unmap();
  return buffer;
}

/** Storage of a device that is kept and grows; what it held is lost when it has to grow. */
export class GrowingBuffer {
  readonly #device: GPUDevice;
  #buffer: GPUBuffer | undefined;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** At least so many bytes. */
  reserve(bytes: number): GPUBuffer {
    if (this.#buffer && this.#buffer.size >= bytes) return this.#buffer;
    this.free();
    this.#buffer = this.#device.createBuffer({ size: Math.max(SMALLEST, bytes), usage: GPUBufferUsage.STORAGE });
    return this.#buffer;
  }

  free(): void {
    this.#buffer?.destroy();
    this.#buffer = undefined;
  }
}

/** A kernel's answer: storage that it writes, and where the process reads it once the work before is done. */
export class AnswerBuffer {
  readonly storage: GPUBuffer;
  readonly #device: GPUDevice;
  readonly #staging: GPUBuffer;

  constructor(device: GPUDevice, bytes: number) {
    this.#device = device;
    const size = Math.max(SMALLEST, bytes);
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    this.storage = device.createBuffer({ size, usage: STORAGE | COPY_SRC });
    this.#staging = device.createBuffer({ size, usage: MAP_READ | COPY_DST });
  }

  /** Enqueues the copy of what was submitted before. */
  copy(): void {
    const encoder = this.#device.createCommandEncoder();
    encoder.copyBufferToBuffer(this.storage, 0, this.#staging, 0, this.storage.size);
    this.#device.queue.submit([encoder.finish()]);
  }

  /** The bytes that were copied. */
  async read(): Promise<ArrayBuffer> {
    await this.#staging.mapAsync(GPUMapMode.READ);
    return this.#staging.getMappedRange().slice(0);
  }

  destroy(): void {
    this.storage.destroy();
    this.#staging.destroy();
  }
}
