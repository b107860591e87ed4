import type { Tensor } from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import type { ConicSolveAttributes, ConicSolveInputs, ConicSolveOutputs } from '../conic/kernels/conicSolve.ts';

/** Backends, in the order in which `auto` looks for them. */
export const BACKEND_NAMES = ['cuda', 'tensorflow', 'webgpu', 'cpu'] as const;
/** One of `BACKEND_NAMES`. */
export type BackendName = (typeof BACKEND_NAMES)[number];

/** What `--backend` takes; `auto`: cuda, else tensorflow with a CUDA device, else webgpu on a real GPU, else cpu. */
export const BACKEND_CHOICES = ['auto', ...BACKEND_NAMES] as const;
/** One of `BACKEND_CHOICES`. */
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** Worker threads beside one GPU: each keeps launches of its own in flight, and computes on the host while the GPU works for the others. */
export const GPU_WORKERS = 8;

/** Numbers that a backend computes in; `doubleSingle`: unevaluated sums of two float32, about 48 bits. */
export type Arithmetic = 'float32' | 'doubleSingle' | 'float64';

/** A started backend: where tensors live and where the conic solve runs. */
export interface Backend {
  /** Which one. */
  readonly name: BackendName;
  /** The device for people: model, driver, number format. */
  readonly device: string;
  /** What it computes in; where there are several, the tolerance of a solve decides. */
  readonly arithmetic: readonly Arithmetic[];
  /** Designs that are worth computing together: what fills the device, and is lost in work when the process dies. */
  readonly designsAtOnce: number;
  /** Worker threads that a run starts by itself, as far as there are cores; each of them starts the backend anew. */
  readonly mostWorkers: number;
  /** Driver, versions and limits, for `isac-mc doctor`. */
  readonly facts?: Readonly<Record<string, string | number>>;
  /**
   * Names of some of its devices for people, given as `BackendOptions.device`; absent where a process uses one device.
   * @internal
   */
  deviceNames?(devices: readonly string[]): readonly string[];
  /** A tensor on the device. The array is not copied where the device can use it: leave it unchanged until the tensor is disposed. @internal */
  upload(values: Float64Array, shape: number[]): Tensor;
  /** Values of a tensor that `upload` or `conicSolve` made, as precise as they are there. @internal */
  read(tensor: Tensor): Promise<Float64Array>;
  /** The batched interior-point solve (kernel `IsacConicSolve`). The caller disposes of the tensors. @internal */
  conicSolve(inputs: ConicSolveInputs, attributes: ConicSolveAttributes): Promise<ConicSolveOutputs>;
  /** Frees the device, so that the process can end. */
  stop(): Promise<void>;
}

/** Which device of a backend. */
export interface BackendOptions {
  /** cuda and tensorflow: number of the CUDA device; webgpu: part of the adapter's name. Default: the backend's first choice. */
  readonly device?: string;
  /** webgpu: accept a device that computes on the CPU (a software Vulkan driver) where a GPU was asked for. Default false. */
  readonly allowSoftware?: boolean;
}

/** A backend that cannot be used on this machine: says why, and what to do. */
export class BackendUnavailable extends InputError {}
