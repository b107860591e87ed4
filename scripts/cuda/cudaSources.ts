import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CudaKernelName } from '../../src/device/cuda/images.ts';
import { packageRoot } from '../../src/packageRoot.ts';

/**
 * The folder of the CUDA sources: conic.cu and its headers, those of other kernels in folders of their names, those of the emulator alone in its
 * folder `emulator`.
 */
export const cudaFolder = (): string => join(packageRoot(), 'kernels', 'cuda');

const sourcesOf = (folder: string): readonly string[] =>
  readdirSync(join(cudaFolder(), folder))
    .filter((name) => /\.(cu|h)$/.test(name))
    .sort()
    .map((name) => join(folder, name));

interface KernelSources {
  /** What compilers are given. */
  readonly main: string;
  /** What is included, with it. */
  readonly all: () => readonly string[];
}

const KERNELS: Readonly<Record<CudaKernelName, KernelSources>> = {
  conic: { main: 'conic.cu', all: () => sourcesOf('') },
  errorDraws: {
    main: join('errorDraws', 'errorDraws.cu'),
    all: () => ['device.h', 'float64.h', 'platform.h', ...sourcesOf('errorDraws')],
  },
  symbolErrors: {
    main: join('symbolErrors', 'symbolErrors.cu'),
    all: () => [
      'device.h',
      'float64.h',
      'platform.h',
      ...['amplitudes', 'devicePlace', 'elementary', 'errors', 'philox', 'places', 'platform'].map((name) =>
        join('errorDraws', `${name}.h`),
      ),
      ...sourcesOf('symbolErrors'),
    ],
  },
};

/** The file that compilers are given for a kernel, a path in `cudaFolder()`. */
export const mainSource = (kernel: CudaKernelName): string => KERNELS[kernel].main;
/** What the images of a kernel are made of, paths in `cudaFolder()`. */
export const deviceSources = (kernel: CudaKernelName): readonly string[] => KERNELS[kernel].all();
/** What its emulator is made of. */
export const emulatorSources = (kernel: CudaKernelName): readonly string[] => [
  ...deviceSources(kernel),
  ...sourcesOf('emulator'),
];

/** sha256 of every source with its name, and of what else a build depends on. */
export function hashOfSources(names: readonly string[], ...others: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) {
    const text = readFileSync(join(cudaFolder(), name));
    hash.update(`${name} ${text.length}\n`).update(text);
  }
  for (const other of others) hash.update(`\n${other}`);
  return hash.digest('hex');
}
