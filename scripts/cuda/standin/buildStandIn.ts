import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  compiledKernels,
  CUDA_KERNELS,
  type CudaKernelName,
  isPtx,
  readImage,
} from '../../../src/device/cuda/images.ts';
import { CUDA_GROUPS } from '../../../src/conic/kernels/cuda/kernelParameters.ts';
import { packageRoot } from '../../../src/packageRoot.ts';
import { LAUNCH_ADDRESSES, LAUNCH_BYTES } from '../../../src/montecarlo/kernels/cuda/launch.ts';
import { FRAMES_ADDRESSES, FRAMES_BYTES } from '../../../src/montecarlo/kernels/cuda/symbolErrors/launch.ts';
import { shapeWords } from '../../../src/conic/kernels/webgpu/shapeUniform.ts';
import { ARITHMETICS } from '../imageList.ts';
import { buildEmulator, compileEmulator, emulatorMissing } from '../buildEmulator.ts';

const FLAGS = ['-std=c++17', '-O2', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-pthread'];

/** Why the stand-in driver cannot be built here; undefined where it can. */
export function standInMissing(): string | undefined {
  if (process.platform !== 'linux') return 'the stand-in CUDA driver is for Linux';
  return emulatorMissing();
}

/**
 * Builds the stand-in CUDA driver, the kernels that it runs and the list of images that it takes; what is up to date is left as it is. Several processes may
 * do so at once.
 *
 * @param threads of the emulated blocks; more than 1 only for ISAC_MC_STANDIN_THREADS=launch, which is slow.
 * @param kernels that are built: default all.
 * @returns the path of its libcuda.so.1.
 * @throws Error where the compiler is missing or fails.
 */
export async function buildStandIn(
  threads: readonly number[] = [1],
  kernels: readonly CudaKernelName[] = CUDA_KERNELS,
): Promise<string> {
  const folder = join(packageRoot(), 'dist', 'cuda-standin');
  mkdirSync(folder, { recursive: true });
  await buildEmulator(
    kernels.flatMap((kernel) =>
      ARITHMETICS[kernel].flatMap((arithmetic) => threads.map((t) => ({ kernel, arithmetic, threads: t }))),
    ),
    folder,
  );
  replace(join(folder, 'images.txt'), imageList());
  const sources = dirname(fileURLToPath(import.meta.url));
  const sizes = {
    SHAPE_BYTES: 4 * shapeWords(CUDA_GROUPS),
    ERROR_DRAWS_BYTES: LAUNCH_BYTES,
    ERROR_DRAWS_ADDRESSES: LAUNCH_ADDRESSES,
    SYMBOL_ERRORS_BYTES: FRAMES_BYTES,
    SYMBOL_ERRORS_ADDRESSES: FRAMES_ADDRESSES.length,
  };
  const defined = Object.entries(sizes).map(([name, size]) => `-D${name}=${size}`);
  const options = [...FLAGS, ...defined, join(sources, 'libcuda.cpp')];
  const library = join(folder, 'libcuda.so.1');
  const stamp = join(folder, 'libcuda.sources');
  const hash = hashOf(sources, options);
  if (!existsSync(library) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
    await compileEmulator([...options, '-ldl'], library);
    replace(stamp, hash);
  }
  return library;
}

/** A line for each image: FNV-1a hash of what the driver is given, kernel, arithmetic, threads and target. */
function imageList(): string {
  return compiledKernels()
    .map((image) => {
      const bytes = readImage(image);
      const own = isPtx(image) ? bytes.subarray(0, -1) : bytes.subarray(0, elfSize(bytes));
      const target = isPtx(image) ? 'ptx' : image.target.replace('sm_', '');
      return `${fnv1a(own)} ${image.kernel} ${image.arithmetic} ${image.threads} ${target}\n`;
    })
    .join('');
}

/** Bytes of a cubin up to the end of its tables, which is what a driver can know of it. */
function elfSize(bytes: Buffer): number {
  const end = (table: number, width: number): number =>
    Number(bytes.readBigUInt64LE(table)) + bytes.readUInt16LE(width) * bytes.readUInt16LE(width + 2);
  return Math.max(end(0x20, 0x36), end(0x28, 0x3a));
}

function fnv1a(bytes: Uint8Array): string {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  // multiplication by 2^40 + 0x1b3 in two words
  for (const byte of bytes) {
    low = (low ^ byte) >>> 0;
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

function hashOf(sources: string, options: readonly string[]): string {
  const hash = createHash('sha256').update(options.join('\n'));
  for (const name of readdirSync(sources)
    .filter((n) => /\.(cpp|h)$/.test(n))
    .sort())
    hash.update(`\n${name}\n`).update(readFileSync(join(sources, name)));
  return hash.digest('hex');
}

/** Writes a file that other processes may be reading. */
function replace(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  const part = `${file}.${process.pid}`;
  writeFileSync(part, text);
  renameSync(part, file);
}
