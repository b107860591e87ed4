import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { Tensor } from '@tensorflow/tfjs-core';
import { backend, enableProdMode, engine, ready, setBackend } from '../tfjs.ts';
import { invariant } from '../../errors.ts';
import type { Backend } from '../backend.ts';
import { conicSolve } from '../../conic/kernels/conicSolve.ts';
import { registerConicSolveCpu } from '../../conic/kernels/cpu/conicSolveCpu.ts';

/** Selects tfjs's cpu backend and registers this project's kernels on it. */
export async function startCpu(): Promise<Backend> {
  enableProdMode(); // no advice to install another backend on stderr
  registerConicSolveCpu();
  await setBackend('cpu');
  await ready();
  return {
    name: 'cpu',
    device: 'WebAssembly f64x2, float64',
    arithmetic: ['float64'],
    designsAtOnce: 1, // programs run one after the other
    mostWorkers: Infinity,
    upload,
    read,
    conicSolve: async (inputs, attributes) => conicSolve(inputs, attributes),
    stop: async () => undefined,
  };
}

/**
 * A tensor of dtype float32 whose cpu storage is the given Float64Array itself (tfjs has no float64 dtype; its cpu backend
 * keeps the array it is given, and our kernels read it in float64).
 */
function upload(values: Float64Array, shape: number[]): Tensor {
  return engine().makeTensor(values as unknown as Float32Array, shape, 'float32', backend());
}

/** The storage itself, because `tensor.data()` rounds to float32. */
async function read(tensor: Tensor): Promise<Float64Array> {
  const values: unknown = (backend() as MathBackendCPU).data.get(tensor.dataId).values;
  invariant(values instanceof Float64Array, 'a cpu tensor of ours is stored in float64');
  return values;
}
