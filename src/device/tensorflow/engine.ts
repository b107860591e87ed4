import type { TensorInfo } from '@tensorflow/tfjs-core';
import { invariant } from '../../errors.ts';
import { DOUBLE, type TfjsBinding } from './binding.ts';
import type { Handle } from './ops.ts';

/** What this project uses of tfjs-node 4.22.0's backend class; `tensorMap` is private to TypeScript there. */
interface NodeKernelBackend {
  readonly binding: TfjsBinding;
  readonly tensorMap: {
    get(dataId: object): { shape: number[]; dtype: number; id: number; values: unknown };
    set(dataId: object, data: { shape: number[]; dtype: number; id: number; values: null; refCount: number }): void;
  };
}

/** Float64 tensors of tfjs's tensorflow backend: tfjs has no dtype for them, so they go by float32 and TensorFlow knows better. */
export class TensorflowEngine {
  readonly binding: TfjsBinding;
  readonly #backend: NodeKernelBackend;

  constructor(backend: unknown) {
    this.#backend = backend as NodeKernelBackend;
    this.binding = this.#backend.binding;
  }

  /** The TensorFlow tensor behind a tfjs tensor that `adopt` made. */
  handleOf({ dataId }: TensorInfo): Handle {
    const { id, shape, dtype, values } = this.#backend.tensorMap.get(dataId);
    invariant(values === null && dtype === DOUBLE, 'a tensor of ours holds float64 in TensorFlow');
    return { id, shape, dtype };
  }

  /** Makes a float64 handle known to tfjs, which frees it with its last tensor. */
  adopt({ id, shape, dtype }: Handle): TensorInfo {
    const dataId = {};
    this.#backend.tensorMap.set(dataId, { shape: [...shape], dtype, id, values: null, refCount: 1 });
    return { dataId, shape: [...shape], dtype: 'float32' };
  }
}
