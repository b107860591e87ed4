import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';

/** Backends, in the order in which `auto` looks for them. It always finds cpu: what stands behind it is started only where it is named. */
export const BACKEND_NAMES = ['cuda', 'tensorflow', 'webgpu', 'cpu'] as const;
/** One of `BACKEND_NAMES`. */
export type BackendName = (typeof BACKEND_NAMES)[number];

/** Those that compute on a GPU; only they can be told which device. */
export const GPU_BACKENDS = ['cuda', 'webgpu', 'tensorflow'] as const satisfies readonly BackendName[];

/** Whether a backend computes on a GPU. */
export function isGpuBackend(name: BackendName): boolean {
  return GPU_BACKENDS.some((own) => own === name);
}

/** What `--backend` takes; `auto`: cuda, else tensorflow with a CUDA device, else webgpu on a real GPU, else cpu. */
export const BACKEND_CHOICES = ['auto', ...BACKEND_NAMES] as const;
/** One of `BACKEND_CHOICES`. */
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** Worker threads beside one GPU: each keeps launches of its own in flight, and computes on the host while the GPU works for the others. */
export const GPU_WORKERS = 8;

/** Numbers that a backend computes in; `doubleSingle`: unevaluated sums of two float32, about 48 bits. */
export type Arithmetic = 'float32' | 'doubleSingle' | 'float64';

/** Gives back what a kernel keeps on a device. */
type Release = () => Promise<void> | void;

/** What every opened device offers, whatever kernels run on it; `OpenBackend` (startBackend.ts) says what each of them has beside that. */
export interface Backend {
  /** Which one. */
  readonly name: BackendName;
  /** The device for people: model, driver, number format. */
  readonly device: string;
  /** What it computes in; where there are several, the tolerance of a solve decides. */
  readonly arithmetic: readonly Arithmetic[];
  /** Worker threads that a run starts by itself, as far as there are cores; each of them starts the backend anew. */
  readonly mostWorkers: number;
  /** Driver, versions and limits, for `isac-mc doctor`. */
  readonly facts?: Readonly<Record<string, string | number>>;
  /** Names of some of its devices for people, given as `BackendOptions.device`; absent where a process uses one device. */
  deviceNames?(devices: readonly string[]): readonly string[];
  /** A tensor in float64. The array is not copied where the device can use it: leave it unchanged until the tensor is disposed. */
  upload(values: Float64Array, shape: readonly number[]): Tensor;
  /** Values of a tensor that `upload` or a kernel of this project made, as precise as they are there. */
  read(tensor: TensorInfo): Promise<Float64Array>;
  /** Calls `release` when the backend is stopped, before the device is closed; what was made last is given back first. */
  onStop(release: Release): void;
  /** Frees the device, so that the process can end. */
  stop(): Promise<void>;
}

/** A backend whose tensors are arrays of this process: kernels take their data from there. */
export interface HostTensorBackend extends Backend {
  /** Values of a tensor that `upload` made, as they lie in memory. */
  values(tensor: TensorInfo): Float64Array;
  /** A tensor may be made before its values are there: `read` waits for them. */
  upload(values: Float64Array | Promise<Float64Array>, shape: readonly number[]): Tensor;
}

/** Which device of a backend. */
export interface BackendOptions {
  /** cuda and tensorflow: number of the CUDA device; webgpu: part of the adapter's name. Default: the backend's first choice. */
  readonly device?: string;
  /** webgpu: accept a device that computes on the CPU (a software Vulkan driver) where a GPU was asked for. Default false. */
  readonly allowSoftware?: boolean;
}

/** A backend that cannot be used on this machine: says why, and what to do. */
export class BackendUnavailable extends InputError {
  /** Which one. */
  readonly backend: BackendName;
  /** The reason, without the backend's name before it. */
  readonly problem: string;

  constructor(backend: BackendName, problem: string, hint?: string) {
    super(`${backend}: ${problem}`, hint);
    this.backend = backend;
    this.problem = problem;
  }
}

/** The part of a backend that remembers what is to be given back, and gives it back. */
export function releasing(): Pick<Backend, 'onStop'> & { readonly release: () => Promise<void> } {
  const all: Release[] = [];
  return {
    onStop: (release) => void all.unshift(release),
    async release() {
      for (const own of all.splice(0)) await own();
    },
  };
}
