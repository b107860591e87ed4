import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../packageRoot.ts';
import { BackendUnavailable } from '../backend.ts';
import type { CudaArithmetic } from './cudaArithmetic.ts';

/** Kernels that are compiled for cards. */
export const CUDA_KERNELS = ['conic', 'errorDraws', 'symbolErrors'] as const;
/** One of `CUDA_KERNELS`. */
export type CudaKernelName = (typeof CUDA_KERNELS)[number];

/** One compiled kernel in `imageFolder()`. */
export interface KernelImage {
  readonly file: string;
  /** `sm_90`: machine code of that compute capability; `ptx`: text that the driver compiles. */
  readonly target: string;
}

/** A kernel compiled for one arithmetic and size of block, as kernels/cuda/images/manifest.json lists it. */
export interface CompiledKernel extends KernelImage {
  readonly kernel: CudaKernelName;
  readonly arithmetic: CudaArithmetic;
  /** Most threads of a block. */
  readonly threads: number;
}

/** Folder of the compiled kernels. */
export function imageFolder(): string {
  return join(packageRoot(), 'kernels', 'cuda', 'images');
}

/** Every compiled kernel. @throws BackendUnavailable when they were not built. */
export function compiledKernels(): readonly CompiledKernel[] {
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
  return (JSON.parse(text) as { images: CompiledKernel[] }).images;
}

/** The images of a kernel in one arithmetic, for blocks of so many threads. */
export function imagesOf(
  images: readonly CompiledKernel[],
  kernel: CudaKernelName,
  arithmetic: CudaArithmetic,
  threads: number,
): CompiledKernel[] {
  return images.filter(
    (image) => image.kernel === kernel && image.arithmetic === arithmetic && image.threads === threads,
  );
}

/**
 * Images of a kernel that a card may take, the best first: machine code of its own major version and no newer minor one, the newest; then PTX.
 *
 * @param capability 10 major + minor.
 */
export function imagesFor<T extends KernelImage>(images: readonly T[], capability: number): readonly T[] {
  const version = ({ target }: KernelImage): number => Number(/^sm_(\d+)$/.exec(target)?.[1] ?? Number.NaN);
  const fits = (v: number): boolean => Math.floor(v / 10) === Math.floor(capability / 10) && v <= capability;
  const binaries = images.filter((image) => fits(version(image))).sort((a, b) => version(b) - version(a));
  return [...binaries.slice(0, 1), ...images.filter(isPtx)];
}

/** True for text that the driver compiles. */
export function isPtx({ target }: KernelImage): boolean {
  return !target.startsWith('sm_');
}

/** What the driver loads; PTX ends with a 0 byte. */
export function readImage(image: KernelImage): Buffer {
  const bytes = gunzipSync(readFileSync(join(imageFolder(), image.file)));
  return isPtx(image) ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes;
}
