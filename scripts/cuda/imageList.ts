import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CUDA_ARITHMETICS, type CudaArithmetic } from '../../src/device/cuda/cudaArithmetic.ts';
import { CUDA_KERNELS, type CudaKernelName } from '../../src/device/cuda/images.ts';
import { cudaFolder, deviceSources, hashOfSources } from './cudaSources.ts';

/** Code for one kind of device; `ptx`: for every device of compute capability 8.0 and up, compiled by its driver. */
export type ImageTarget = 'sm_80' | 'sm_86' | 'sm_89' | 'sm_90' | 'ptx';

/** One compiled kernel. */
export interface ImageKind {
  readonly kernel: CudaKernelName;
  readonly arithmetic: CudaArithmetic;
  /** Most threads of a block. */
  readonly threads: number;
  readonly target: ImageTarget;
}

/** What the manifest says of an image; registers, spills and shared memory as ptxas reports them, of PTX on sm_80; the most of its entries. */
export interface Image extends ImageKind {
  /** In the manifest's folder, gzipped. */
  readonly file: string;
  /** Of the file. */
  readonly sha256: string;
  readonly registers: number;
  readonly spillBytes: number;
  readonly stackBytes: number;
  readonly staticSharedBytes: number;
}

export interface ImageManifest {
  /** `sourcesOfImages` at the time, of each kernel. */
  readonly sources: Readonly<Record<CudaKernelName, string>>;
  readonly compiler: string;
  readonly images: readonly Image[];
}

/** Sizes of block of each kernel. */
export const IMAGE_THREADS: Record<CudaKernelName, readonly number[]> = {
  conic: [32, 64, 128],
  errorDraws: [128],
  symbolErrors: [128],
};
/** Error draws and symbol errors are float64 on every card: they are to have the same bytes everywhere. */
export const ARITHMETICS: Record<CudaKernelName, readonly CudaArithmetic[]> = {
  conic: CUDA_ARITHMETICS,
  errorDraws: ['float64'],
  symbolErrors: ['float64'],
};
/** Double-single is for devices whose float64 is slow: 8.6 and 8.9; what is newer takes the PTX. */
const TARGETS: Record<CudaArithmetic, readonly ImageTarget[]> = {
  float64: ['sm_80', 'sm_86', 'sm_89', 'sm_90', 'ptx'],
  doubleSingle: ['sm_86', 'sm_89', 'ptx'],
};

/** What an image is compiled with, beside its kind. Operations are fused where the source says so alone: the emulator does the same. */
export const IMAGE_FLAGS = ['-std=c++17', '-fmad=false'] as const;
/** Drivers as old as CUDA 11.8's take PTX of this version; nothing in the kernel wants a newer one. */
export const PTX_VERSION = '7.8';
export const PTX_ARCHITECTURE = 'compute_80';

/** All images, in order. */
export const imageKinds = (): readonly ImageKind[] =>
  CUDA_KERNELS.flatMap((kernel) =>
    ARITHMETICS[kernel].flatMap((arithmetic) =>
      IMAGE_THREADS[kernel].flatMap((threads) =>
        TARGETS[arithmetic].map((target) => ({ kernel, arithmetic, threads, target })),
      ),
    ),
  );

export const imageFile = ({ kernel, arithmetic, threads, target }: ImageKind): string =>
  `${kernel}-${arithmetic}-${threads}.${target === 'ptx' ? 'ptx' : `${target}.cubin`}.gz`;

export const imageFolder = (): string => join(cudaFolder(), 'images');

/** Hash of everything that the images of a kernel are made of but the compiler. */
export const sourcesOfImages = (kernel: CudaKernelName): string =>
  hashOfSources(deviceSources(kernel), ...IMAGE_FLAGS, PTX_VERSION, PTX_ARCHITECTURE);

export const readManifest = (): ImageManifest =>
  JSON.parse(readFileSync(join(imageFolder(), 'manifest.json'), 'utf8')) as ImageManifest;
