import type { CudaArithmetic } from '../../../device/cuda/cudaArithmetic.ts';
import type { CudaDevice } from '../../../device/cuda/device.ts';
import { compiledKernels, imagesOf } from '../../../device/cuda/images.ts';
import { type LoadedKernel, LoadedModule } from '../../../device/cuda/loadedKernel.ts';

interface Loaded {
  readonly module: LoadedModule;
  readonly kernel: LoadedKernel;
}

/** The conic kernel on one card, in each arithmetic and size of block, loaded when it is asked for. */
export class ConicImages {
  readonly #device: CudaDevice;
  readonly #images = compiledKernels();
  readonly #loaded = new Map<string, Loaded>();

  constructor(device: CudaDevice) {
    this.#device = device;
  }

  /** @throws BackendUnavailable when the driver takes no image of it. */
  get(arithmetic: CudaArithmetic, threads: number): LoadedKernel {
    const key = `${arithmetic} ${threads}`;
    let loaded = this.#loaded.get(key);
    if (!loaded) {
      const module = new LoadedModule(this.#device, imagesOf(this.#images, 'conic', arithmetic, threads));
      loaded = { module, kernel: module.kernel('conicSolve') };
      this.#loaded.set(key, loaded);
    }
    return loaded.kernel;
  }

  unload(): void {
    for (const { module } of this.#loaded.values()) module.unload();
    this.#loaded.clear();
  }
}
