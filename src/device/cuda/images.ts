import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BackendUnavailable } from '../backend.ts';
import { packageRoot } from '../packageRoot.ts';
import type { CudaArithmetic } from './cudaArithmetic.ts';

/** One compiled kernel, as kernels/cuda/images/manifest.json lists it. */
export interface KernelImage {
  readonly file: string;
  readonly arithmetic: CudaArithmetic;
  /** Threads of a block, for which it was compiled. */
  readonly threads: number;
  /** `sm_90`: machine code of that compute capability; `ptx`: text that the driver compiles. */
  readonly target: string;
}

/** Folder of the compiled kernels. */
export function imageFolder(): string {
  return join(packageRoot(), 'kernels', 'cuda', 'images');
}

/** Every compiled kernel. @throws BackendUnavailable when they were not built. */
export function kernelImages(): readonly KernelImage[] {
  const file = join(imageFolder(), 'manifest.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new BackendUnavailable(
      `cuda: the compiled kernels are missing (${error instanceof Error ? error.message : String(error)})`,
      'run "npm run cuda:images" (needs nvcc)',
    );
  }
  return (JSON.parse(text) as { images: KernelImage[] }).images;
}

/**
 * Images that a card may take, the best first: machine code of its own major version and no newer minor one, the newest; then PTX.
 *
 * @param capability 10 major + minor.
 */
export function imagesFor(
  images: readonly KernelImage[],
  arithmetic: CudaArithmetic,
  threads: number,
  capability: number,
): readonly KernelImage[] {
  const own = images.filter((image) => image.arithmetic === arithmetic && image.threads === threads);
  const version = ({ target }: KernelImage): number => Number(/^sm_(\d+)$/.exec(target)?.[1] ?? Number.NaN);
  const fits = (v: number): boolean => Math.floor(v / 10) === Math.floor(capability / 10) && v <= capability;
  const binaries = own.filter((image) => fits(version(image))).sort((a, b) => version(b) - version(a));
  return [...binaries.slice(0, 1), ...own.filter(isPtx)];
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
