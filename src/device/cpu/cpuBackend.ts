import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { backend, enableProdMode, engine, ready, setBackend } from '../tfjs.ts';
import { invariant } from '../../errors.ts';
import type { HostTensorBackend } from '../backend.ts';
import { Releases } from '../releases.ts';

/** The processor, through WebAssembly. */
export interface CpuBackend extends HostTensorBackend {
  readonly name: 'cpu';
}

/** Selects tfjs's cpu backend. */
export async function openCpu(): Promise<CpuBackend> {
  enableProdMode(); // no advice to install another backend on stderr
  await setBackend('cpu');
  await ready();
  const tensors = backend() as MathBackendCPU;
  const releases = new Releases();
  /** The storage itself, because `tensor.data()` rounds to float32. */
  const values = ({ dataId }: TensorInfo): Float64Array => {
    const stored: unknown = tensors.data.get(dataId).values;
    invariant(stored instanceof Float64Array, 'a cpu tensor of ours is stored in float64');
    return stored;
  };
  return {
    name: 'cpu',
    device: 'WebAssembly f64x2, float64',
    arithmetic: ['float64'],
    mostWorkers: Infinity,
    // tfjs has no float64 dtype: its cpu backend keeps the array that it is given for a float32 one
    upload: (array, shape) => engine().makeTensor(array as unknown as Float32Array, [...shape], 'float32', tensors),
    values,
    read: async (tensor) => values(tensor),
    onStop: (release) => releases.add(release),
    stop: () => releases.run(),
  };
}
