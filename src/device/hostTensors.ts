import type { BackendValues, DataStorage, KernelBackend } from '@tensorflow/tfjs-core';
import { invariant } from '../errors.ts';
import type { HostTensorBackend } from './backend.ts';
import { engine } from './tfjs.ts';

/**
 * Tensors of a tfjs backend as float64 arrays of this process. tfjs has no such dtype: they go by float32, and the backend keeps the array that it is given.
 *
 * @param storage of the backend.
 */
export function hostTensors(
  backend: KernelBackend,
  storage: DataStorage<{ values?: BackendValues | undefined }>,
): Pick<HostTensorBackend, 'upload' | 'values' | 'read'> {
  /** Tensors that a kernel still works at. */
  const unfinished = new WeakMap<object, Promise<void>>();
  const stored = (array: Float64Array | undefined): BackendValues => array as unknown as Float32Array;
  const values: HostTensorBackend['values'] = ({ dataId }) => {
    const array: unknown = storage.get(dataId).values;
    invariant(array instanceof Float64Array, 'a tensor of ours is stored in float64');
    return array;
  };
  return {
    upload(array, shape) {
      const ready = array instanceof Float64Array;
      const dataId = backend.write(stored(ready ? array : undefined), [...shape], 'float32');
      if (!ready) {
        const finished = array.then((own) => {
          if (storage.has(dataId)) storage.get(dataId).values = stored(own);
        });
        finished.catch(() => undefined); // whoever reads it is told
        unfinished.set(dataId, finished);
      }
      return engine().makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype: 'float32' });
    },
    values,
    async read(tensor) {
      await unfinished.get(tensor.dataId);
      return values(tensor);
    },
  };
}
