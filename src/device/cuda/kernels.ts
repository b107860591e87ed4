import { BackendUnavailable } from '../backend.ts';
import type { CudaArithmetic } from './cudaArithmetic.ts';
import { capabilityText, type CudaDevice } from './device.ts';
import { CUDA, CudaError, versionText } from './driver.ts';
import { imagesFor, type KernelImage, kernelImages, readImage } from './images.ts';

/** CUfunction_attribute: most bytes of dynamic shared memory that launches may ask for. */
const MAX_DYNAMIC_SHARED = 8;
/** So many every kernel may ask for. */
const PLAIN_SHARED = 48 * 1024;
/** The driver refuses an image: of another card, damaged, or newer than it is. */
const REFUSED: readonly number[] = [
  CUDA.invalidImage,
  CUDA.noBinaryForGpu,
  CUDA.invalidPtx,
  CUDA.unsupportedPtxVersion,
  CUDA.noJitCompiler,
  CUDA.jitDisabled,
];

/** The conic kernel on a card, loaded. */
export interface LoadedKernel {
  readonly handle: bigint;
  readonly image: KernelImage;
}

/** The kernel's images on one card, loaded when they are asked for. */
export class CudaKernels {
  readonly #device: CudaDevice;
  readonly #images = kernelImages();
  readonly #loaded = new Map<string, LoadedKernel & { readonly module: bigint }>();
  readonly #occupancy = new Map<string, number>();

  constructor(device: CudaDevice) {
    this.#device = device;
  }

  /**
   * The kernel of an arithmetic for blocks of so many threads: machine code where the card and its driver take it, else PTX, whose compilation takes the
   * driver half a minute once.
   *
   * @throws BackendUnavailable when the driver takes neither.
   */
  get(arithmetic: CudaArithmetic, threads: number): LoadedKernel {
    const key = `${arithmetic} ${threads}`;
    let kernel = this.#loaded.get(key);
    if (!kernel) {
      kernel = this.#load(arithmetic, threads);
      this.#loaded.set(key, kernel);
    }
    return kernel;
  }

  /** Blocks that the card runs side by side. */
  resident(arithmetic: CudaArithmetic, threads: number, sharedBytes: number): number {
    const key = `${arithmetic} ${threads} ${sharedBytes}`;
    let blocks = this.#occupancy.get(key);
    if (blocks === undefined) {
      const { driver, card } = this.#device;
      const { handle } = this.get(arithmetic, threads);
      if (sharedBytes > PLAIN_SHARED) driver.call('cuFuncSetAttribute', handle, MAX_DYNAMIC_SHARED, sharedBytes);
      const each = driver.number('cuOccupancyMaxActiveBlocksPerMultiprocessor', handle, threads, sharedBytes);
      blocks = Math.max(1, each * card.multiprocessors);
      this.#occupancy.set(key, blocks);
    }
    return blocks;
  }

  unload(): void {
    for (const { module } of this.#loaded.values()) this.#device.driver.call('cuModuleUnload', module);
    this.#loaded.clear();
    this.#occupancy.clear();
  }

  #load(arithmetic: CudaArithmetic, threads: number): LoadedKernel & { readonly module: bigint } {
    const { driver, card, version } = this.#device;
    const refusals: string[] = [];
    for (const image of imagesFor(this.#images, arithmetic, threads, card.capability)) {
      try {
        const module = driver.handle('cuModuleLoadData', readImage(image));
        return { module, image, handle: driver.handle('cuModuleGetFunction', module, 'conicSolve') };
      } catch (error) {
        if (!(error instanceof CudaError) || !REFUSED.includes(error.code)) throw error;
        refusals.push(`${image.file}: ${error.message}`);
      }
    }
    throw new BackendUnavailable(
      `cuda: ${card.name} (compute capability ${capabilityText(card.capability)}, driver of CUDA ${versionText(version)}) takes none of the kernel's images: ${refusals.join(', ') || 'there is none'}`,
      "update NVIDIA's driver, or use --backend cpu",
    );
  }
}
