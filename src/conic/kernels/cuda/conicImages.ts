import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackendUnavailable } from '../../../device/backend.ts';
import type { CudaArithmetic } from '../../../device/cuda/cudaArithmetic.ts';
import type { CudaDevice } from '../../../device/cuda/device.ts';
import { imageFolder, type KernelImage } from '../../../device/cuda/images.ts';
import { LoadedKernel } from '../../../device/cuda/loadedKernel.ts';

/** The conic kernel compiled for one arithmetic and size of block, as kernels/cuda/images/manifest.json lists it. */
export interface ConicImage extends KernelImage {
  readonly arithmetic: CudaArithmetic;
  /** Threads of a block. */
  readonly threads: number;
}

/** Every compiled kernel. @throws BackendUnavailable when they were not built. */
export function conicImages(): readonly ConicImage[] {
  let text: string;
  try {
    text = readFileSync(join(imageFolder(), 'manifest.json'), 'utf8');
  } catch (error) {
    throw new BackendUnavailable(
      'cuda',
      `the compiled kernels are missing (${error instanceof Error ? error.message : String(error)})`,
      'run "npm run cuda:images" (needs nvcc)',
    );
  }
  return (JSON.parse(text) as { images: ConicImage[] }).images;
}

/** The images of one arithmetic for blocks of so many threads. */
export function imagesOf(images: readonly ConicImage[], arithmetic: CudaArithmetic, threads: number): ConicImage[] {
  return images.filter((image) => image.arithmetic === arithmetic && image.threads === threads);
}

/** The conic kernel on one card, in each arithmetic and size of block, loaded when it is asked for. */
export class ConicImages {
  readonly #device: CudaDevice;
  readonly #images = conicImages();
  readonly #loaded = new Map<string, LoadedKernel>();

  constructor(device: CudaDevice) {
    this.#device = device;
  }

  /** @throws BackendUnavailable when the driver takes no image of it. */
  get(arithmetic: CudaArithmetic, threads: number): LoadedKernel {
    const key = `${arithmetic} ${threads}`;
    let kernel = this.#loaded.get(key);
    if (!kernel) {
      kernel = new LoadedKernel(this.#device, imagesOf(this.#images, arithmetic, threads), 'conicSolve');
      this.#loaded.set(key, kernel);
    }
    return kernel;
  }

  unload(): void {
    for (const kernel of this.#loaded.values()) kernel.unload();
    this.#loaded.clear();
  }
}
