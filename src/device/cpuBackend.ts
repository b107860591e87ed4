import '@tensorflow/tfjs-backend-cpu';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { backend, enableProdMode, engine, ready, setBackend, type Tensor } from '@tensorflow/tfjs-core';
import { invariant } from '../errors.ts';
import { registerConicSolveCpu } from './kernels/conicSolveCpu.ts';

let started: Promise<void> | undefined;

/** Selects tfjs's cpu backend and registers this project's kernels on it; the first call does the work. */
export async function startCpuBackend(): Promise<void> {
  started ??= (async () => {
    enableProdMode(); // no advice to install another backend on stderr
    registerConicSolveCpu();
    await setBackend('cpu');
    await ready();
  })();
  await started;
}

/**
 * A tensor of dtype float32 whose cpu storage is the given Float64Array itself (tfjs has no float64 dtype; its cpu backend
 * keeps the array it is given, and our kernels read it in float64).
 */
export function float64Tensor(values: Float64Array, shape: number[]): Tensor {
  return engine().makeTensor(values as unknown as Float32Array, shape, 'float32', backend());
}

/**
 * Reads a tensor made by `float64Tensor` or by one of our cpu kernels in full precision: its storage itself, because
 * `tensor.data()` rounds to float32.
 */
export function readFloat64(tensor: Tensor): Float64Array {
  const values: unknown = (backend() as MathBackendCPU).data.get(tensor.dataId).values;
  invariant(values instanceof Float64Array, 'a cpu tensor of ours is stored in float64');
  return values;
}
