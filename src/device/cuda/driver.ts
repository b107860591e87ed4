import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type koffi from 'koffi';
import { BackendUnavailable } from '../backend.ts';
import { packageRoot } from '../../packageRoot.ts';

/**
 * The calls that the backend needs of the CUDA driver (libcuda.so.1, which comes with NVIDIA's driver; no toolkit). Names that end in _v2 are the
 * ABI behind the plain names of cuda.h. Handles and addresses are bigints.
 */
const PROTOTYPES = {
  cuInit: 'unsigned int flags',
  cuDriverGetVersion: '_Out_ int *version',
  cuDeviceGetCount: '_Out_ int *count',
  cuDeviceGet: '_Out_ int *device, int ordinal',
  cuDeviceGetName: '_Out_ uint8_t *name, int length, int device',
  cuDeviceGetAttribute: '_Out_ int *value, int attribute, int device',
  cuDeviceTotalMem_v2: '_Out_ size_t *bytes, int device',
  cuMemGetInfo_v2: '_Out_ size_t *free, _Out_ size_t *total',
  cuDevicePrimaryCtxRetain: '_Out_ void **context, int device',
  cuDevicePrimaryCtxRelease_v2: 'int device',
  cuCtxSetCurrent: 'void *context',
  cuModuleLoadData: '_Out_ void **module, const void *image',
  cuModuleUnload: 'void *module',
  cuModuleGetFunction: '_Out_ void **function, void *module, const char *name',
  cuOccupancyMaxActiveBlocksPerMultiprocessor: '_Out_ int *blocks, void *function, int threads, size_t sharedBytes',
  cuMemAlloc_v2: '_Out_ void **address, size_t bytes',
  cuMemFree_v2: 'void *address',
  cuMemAllocHost_v2: '_Out_ void **pointer, size_t bytes',
  cuMemFreeHost: 'void *pointer',
  cuMemcpyHtoDAsync_v2: 'void *to, void *from, size_t bytes, void *stream',
  cuMemcpyDtoHAsync_v2: 'void *to, void *from, size_t bytes, void *stream',
  cuMemsetD32Async: 'void *to, unsigned int value, size_t words, void *stream',
  cuStreamCreate: '_Out_ void **stream, unsigned int flags',
  cuStreamDestroy_v2: 'void *stream',
  cuStreamSynchronize: 'void *stream',
  cuEventCreate: '_Out_ void **event, unsigned int flags',
  cuEventDestroy_v2: 'void *event',
  cuEventRecord: 'void *event, void *stream',
  cuEventQuery: 'void *event',
  cuEventElapsedTime: '_Out_ float *milliseconds, void *start, void *end',
  cuLaunchKernel:
    'void *function, unsigned int gridX, unsigned int gridY, unsigned int gridZ, unsigned int blockX, unsigned int blockY, unsigned int blockZ, ' +
    'unsigned int sharedBytes, void *stream, const void **parameters, void **extra',
  cuGetErrorName: 'int error, _Out_ const char **name',
} as const;
/** A function of the driver. */
export type CudaCall = keyof typeof PROTOTYPES;

/** Values of CUresult that the backend tells apart. */
export const CUDA = {
  success: 0,
  invalidValue: 1,
  outOfMemory: 2,
  notInitialized: 3,
  noDevice: 100,
  invalidDevice: 101,
  invalidImage: 200,
  invalidContext: 201,
  noBinaryForGpu: 209,
  invalidPtx: 218,
  noJitCompiler: 221,
  unsupportedPtxVersion: 222,
  jitDisabled: 223,
  invalidHandle: 400,
  notFound: 500,
  notReady: 600,
} as const;

/** Mistakes of this program, never of the device. */
const OWN_MISTAKES: readonly number[] = [
  CUDA.invalidValue,
  CUDA.notInitialized,
  CUDA.invalidContext,
  CUDA.invalidHandle,
  CUDA.notFound,
];

/** A call of the driver that failed: which one, and the driver's name of the error. */
export class CudaError extends Error {
  /** CUresult. */
  readonly code: number;

  constructor(call: CudaCall, code: number, name: string) {
    super(`${call}: ${name}`);
    this.name = 'CudaError';
    this.code = code;
  }

  /** The device failed, and not this program. */
  get ofDevice(): boolean {
    return !OWN_MISTAKES.includes(this.code);
  }
}

type Native = (...args: unknown[]) => number;

/** The CUDA driver of this machine. */
export class CudaDriver {
  /** The library that was loaded. */
  readonly file: string;
  readonly #koffi: typeof koffi;
  readonly #library: ReturnType<typeof koffi.load>;
  readonly #calls = new Map<CudaCall, Native>();

  constructor(native: typeof koffi, file: string) {
    this.file = file;
    this.#koffi = native;
    this.#library = native.load(file);
  }

  /** Result of a call, for those that answer a question by it. */
  code(call: CudaCall, ...args: readonly unknown[]): number {
    let native = this.#calls.get(call);
    if (!native) {
      // looked up on first use: an old driver is to be told by its version, and not by what it lacks
      native = this.#function(call);
      this.#calls.set(call, native);
    }
    return native(...args);
  }

  /** @throws CudaError when the driver refuses. */
  call(call: CudaCall, ...args: readonly unknown[]): void {
    const code = this.code(call, ...args);
    if (code !== CUDA.success) throw this.error(call, code);
  }

  /** What a call means that ended with a code. */
  error(call: CudaCall, code: number): CudaError {
    return new CudaError(call, code, this.#errorName(code));
  }

  /** A call whose first argument receives a number. */
  number(call: CudaCall, ...args: readonly unknown[]): number {
    const out: unknown[] = [null];
    this.call(call, out, ...args);
    return Number(out[0]);
  }

  /** A call whose first argument receives a handle or an address. */
  handle(call: CudaCall, ...args: readonly unknown[]): bigint {
    const out: unknown[] = [null];
    this.call(call, out, ...args);
    return out[0] as bigint;
  }

  /** Memory of this process that the driver gave. It must not be looked at once it is freed. */
  view(pointer: bigint, bytes: number): ArrayBuffer {
    return this.#koffi.view(pointer, bytes);
  }

  /** CUDA version that the driver supports, 1000 major + 10 minor. */
  version(): number {
    return this.number('cuDriverGetVersion');
  }

  #function(call: CudaCall): Native {
    try {
      return this.#library.func(`int ${call}(${PROTOTYPES[call]})`) as Native;
    } catch (error) {
      throw new BackendUnavailable('cuda', `${this.file} is no CUDA driver (${firstLine(error)})`, driverHint());
    }
  }

  #errorName(code: number): string {
    const out: unknown[] = [null];
    return this.code('cuGetErrorName', code, out) === CUDA.success ? String(out[0]) : `CUresult ${code}`;
  }
}

/** `ISAC_MC_LIBCUDA`, else the name under which NVIDIA's driver installs it. */
function libraryName(): string {
  return namedLibrary() ?? (process.platform === 'win32' ? 'nvcuda.dll' : 'libcuda.so.1');
}

/** Set but empty is not set: the loader takes an empty name for this program. */
function namedLibrary(): string | undefined {
  return process.env['ISAC_MC_LIBCUDA'] || undefined;
}

function driverHint(): string {
  return namedLibrary() === undefined
    ? "install NVIDIA's driver; in a container, start it with docker run --gpus all or apptainer exec --nv"
    : "ISAC_MC_LIBCUDA names it: unset that for NVIDIA's own libcuda.so.1";
}

/**
 * Loads the CUDA driver.
 *
 * @throws BackendUnavailable when koffi or the driver is missing.
 */
export function loadDriver(): CudaDriver {
  const require = createRequire(import.meta.url);
  let native: typeof koffi;
  try {
    native = require('koffi') as typeof koffi;
  } catch (error) {
    throw new BackendUnavailable(
      'cuda',
      `the optional package "koffi" cannot be loaded (${firstLine(error)})`,
      `npm install koffi@${koffiVersion()}`,
    );
  }
  const file = libraryName();
  try {
    return new CudaDriver(native, file);
  } catch (error) {
    const line = firstLine(error).replace(/^Failed to load shared library: /, '');
    throw new BackendUnavailable(
      'cuda',
      line.startsWith('cannot open shared object file') // with a name before it, a library that this one needs is not there
        ? `no NVIDIA driver (${file} is not there)`
        : `NVIDIA's driver cannot be loaded (${file}: ${line})`,
      driverHint(),
    );
  }
}

/** CUDA version for people: 13.0 of 13000. */
export function versionText(version: number): string {
  return `${Math.floor(version / 1000)}.${Math.floor((version % 1000) / 10)}`;
}

function koffiVersion(): string {
  const manifest = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  const { optionalDependencies } = JSON.parse(manifest) as { optionalDependencies?: Record<string, string> };
  return optionalDependencies?.['koffi'] ?? 'latest';
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
