import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/packageRoot.ts';
import type { CudaArithmetic } from '../../src/device/cuda/cudaArithmetic.ts';
import type { CudaKernelName } from '../../src/device/cuda/images.ts';
import { cudaFolder, emulatorSources, hashOfSources, mainSource } from './cudaSources.ts';

/** One library of an emulated kernel. */
export interface EmulatorKind {
  readonly kernel: CudaKernelName;
  readonly arithmetic: CudaArithmetic;
  /** Threads of a block: a power of two up to 128. */
  readonly threads: number;
}

const COMPILER = 'g++';
/**
 * `-ffp-contract=off`: the only fused operations are those that the source asks for, as on a device. g++ 12 fuses complex products all the same
 * (vfmaddsub) where it vectorizes them: it may not.
 */
export const EMULATOR_FLAGS = [
  ...'-x c++ -std=c++17 -O2 -ffp-contract=off -fno-tree-vectorize -fPIC -shared'.split(' '),
  ...(process.arch === 'x64' ? ['-mfma'] : []),
];

/** Why emulators cannot be built here; undefined where it can. */
export function emulatorMissing(): string | undefined {
  const { error, status } = spawnSync(COMPILER, ['--version'], { stdio: 'ignore' });
  return error || status !== 0 ? `the emulators of the CUDA kernels want ${COMPILER}` : undefined;
}

/** Where tests and tools keep the libraries. */
const emulatorFolder = (): string => join(packageRoot(), 'dist', 'cuda-emulator');

/**
 * Builds what is missing or stale of some libraries of emulated kernels (kernels/cuda/emulator says what they export). Cheap where
 * nothing is; several processes may do so at once.
 *
 * @param folder made where it is not there; default `emulatorFolder()`.
 * @returns the path of each library, folder/lib<kernel>-<arithmetic>-<threads>.so, in the order of `kinds`.
 * @throws Error where the compiler is missing or fails.
 */
export async function buildEmulator(
  kinds: readonly EmulatorKind[],
  folder = emulatorFolder(),
): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  return Promise.all(kinds.map(async (kind) => buildOne(kind, folder)));
}

async function buildOne(kind: EmulatorKind, folder: string): Promise<string> {
  const { kernel, arithmetic, threads } = kind;
  const hash = hashOfSources(emulatorSources(kernel), ...EMULATOR_FLAGS);
  const file = join(folder, `lib${kernel}-${arithmetic}-${threads}.so`);
  if (isOf(file, kernel, hash)) return file;
  const source = join(cudaFolder(), mainSource(kernel));
  await compileEmulator([...EMULATOR_FLAGS, ...definitions(kind), `-DSOURCES="${hash}"`, source], file);
  return file;
}

/** Macros that choose a kind. */
export const definitions = ({ arithmetic, threads }: Pick<EmulatorKind, 'arithmetic' | 'threads'>): string[] => [
  `-DTHREADS=${threads}`,
  ...(arithmetic === 'doubleSingle' ? ['-DDOUBLE_SINGLE'] : []),
];

/** Was the library built from these sources? They leave their hash in it. */
function isOf(file: string, kernel: CudaKernelName, hash: string): boolean {
  try {
    return readFileSync(file).includes(`isac-mc ${kernel} emulator ${hash}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

let builds = 0;

/** Runs the compiler and puts its output in place at once, so that no other process sees half of it. */
export async function compileEmulator(options: readonly string[], file: string): Promise<void> {
  const part = `${file}.${process.pid}.${builds++}`;
  try {
    await promisify(execFile)(COMPILER, [...options, '-o', part]);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new Error(
      `${COMPILER} failed on ${file}: ${stderr.split('\n').find((l) => l.includes('error')) ?? message}`,
      {
        cause: error,
      },
    );
  }
}
