import { BackendUnavailable } from '../backend.ts';
import { capabilityText, type CudaDevice } from './device.ts';
import { CUDA, CudaError, versionText } from './driver.ts';
import { imagesFor, type KernelImage, readImage } from './images.ts';

/** The driver refuses an image: of another card, damaged, or newer than it is. */
const REFUSED: readonly number[] = [
  CUDA.invalidImage,
  CUDA.noBinaryForGpu,
  CUDA.invalidPtx,
  CUDA.unsupportedPtxVersion,
  CUDA.noJitCompiler,
  CUDA.jitDisabled,
];

/** The size of a launch. */
export interface LaunchGrid {
  readonly blocks: number;
  /** Of a block. */
  readonly threads: number;
  /** Dynamic shared memory of a block, at most 48 KiB. Default 0. */
  readonly sharedBytes?: number;
}

/** Compiled kernels on a card. */
export class LoadedModule {
  /** What the card took. */
  readonly image: KernelImage;
  readonly #device: CudaDevice;
  readonly #module: bigint;

  /**
   * Loads an image: machine code where the card and its driver take it, else PTX, whose compilation takes the driver half a minute once.
   *
   * @param images of the same kernels.
   * @throws BackendUnavailable when the driver takes none of them.
   */
  constructor(device: CudaDevice, images: readonly KernelImage[]) {
    const { image, module } = loadImage(device, imagesFor(images, device.card.capability));
    this.image = image;
    this.#device = device;
    this.#module = module;
  }

  /** The kernel of that name. */
  kernel(entry: string): LoadedKernel {
    return new LoadedKernel(
      this.#device,
      this.image,
      this.#device.driver.handle('cuModuleGetFunction', this.#module, entry),
    );
  }

  unload(): void {
    this.#device.driver.call('cuModuleUnload', this.#module);
  }
}

/** A kernel on a card. */
export class LoadedKernel {
  /** What the card took. */
  readonly image: KernelImage;
  readonly #device: CudaDevice;
  readonly #function: bigint;
  readonly #resident = new Map<string, number>();

  constructor(device: CudaDevice, image: KernelImage, handle: bigint) {
    this.image = image;
    this.#device = device;
    this.#function = handle;
  }

  /** Blocks of so many threads and so much dynamic shared memory that the card runs side by side. */
  resident(threads: number, sharedBytes = 0): number {
    const key = `${threads} ${sharedBytes}`;
    let blocks = this.#resident.get(key);
    if (blocks === undefined) {
      const { driver, card } = this.#device;
      const call = 'cuOccupancyMaxActiveBlocksPerMultiprocessor';
      blocks = Math.max(1, driver.number(call, this.#function, threads, sharedBytes) * card.multiprocessors);
      this.#resident.set(key, blocks);
    }
    return blocks;
  }

  /**
   * Enqueues a launch.
   *
   * @param parameters of the kernel in order: addresses, and the bytes of structures.
   */
  launch(
    stream: bigint,
    { blocks, threads, sharedBytes = 0 }: LaunchGrid,
    parameters: readonly (bigint | ArrayBufferView<ArrayBuffer>)[],
  ): void {
    const addresses = new BigUint64Array(new ArrayBuffer(8 * parameters.length)); // in memory that does not move
    const bytes = parameters.map((parameter, i) => {
      if (typeof parameter !== 'bigint') return parameter;
      addresses[i] = parameter;
      return addresses.subarray(i, i + 1);
    });
    const size = [blocks, 1, 1, threads, 1, 1, sharedBytes] as const;
    this.#device.driver.call('cuLaunchKernel', this.#function, ...size, stream, bytes, null);
  }
}

function loadImage(
  { driver, card, version }: CudaDevice,
  images: readonly KernelImage[],
): { readonly image: KernelImage; readonly module: bigint } {
  const refusals: string[] = [];
  for (const image of images) {
    try {
      return { image, module: driver.handle('cuModuleLoadData', readImage(image)) };
    } catch (error) {
      if (!(error instanceof CudaError) || !REFUSED.includes(error.code)) throw error;
      refusals.push(`${image.file}: ${error.message}`);
    }
  }
  throw new BackendUnavailable(
    'cuda',
    `${card.name} (compute capability ${capabilityText(card.capability)}, driver of CUDA ${versionText(version)}) takes none of the kernel's images: ${refusals.join(', ') || 'there is none'}`,
    "update NVIDIA's driver, or use --backend cpu",
  );
}
