import type { BackendValues, DataType } from '@tensorflow/tfjs-core';
import { invariant } from '../../errors.ts';
import { DataStorage, engine, KernelBackend, util } from '../tfjs.ts';

interface Stored {
  /** Values, or what a kernel that runs will put there. */
  readonly values: Float64Array | Promise<Float64Array>;
  references: number;
}

/** tfjs's backend "cuda": tensors are Float64Array of this process, from which kernels pack their input. It has no kernels of tfjs's own. */
export class HostTensors extends KernelBackend {
  readonly #stored = new DataStorage<Stored>(this, engine());

  /** A tensor's values, kept as they were given. */
  override write(values: BackendValues): object {
    invariant(values instanceof Float64Array, 'a tensor of ours is stored in float64');
    return this.keep(values);
  }

  /** Data of a new tensor. */
  keep(values: Float64Array | Promise<Float64Array>): object {
    const dataId = {};
    if (values instanceof Promise) values.catch(() => undefined); // whoever reads it is told
    this.#stored.set(dataId, { values, references: 1 });
    return dataId;
  }

  /** Values of a tensor that was written. */
  values(dataId: object): Float64Array {
    const { values } = this.#stored.get(dataId);
    invariant(values instanceof Float64Array, 'the values of a tensor are there');
    return values;
  }

  /** The same, once they are there. */
  async later(dataId: object): Promise<Float64Array> {
    return this.#stored.get(dataId).values;
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#stored.has(dataId)) return true;
    const own = this.#stored.get(dataId);
    own.references--;
    if (!force && own.references > 0) return false;
    this.#stored.delete(dataId);
    return true;
  }

  override refCount(dataId: object): number {
    return this.#stored.has(dataId) ? this.#stored.get(dataId).references : 0;
  }

  override incRef(dataId: object): void {
    this.#stored.get(dataId).references++;
  }

  override numDataIds(): number {
    return this.#stored.numDataIds();
  }

  override async read(dataId: object): Promise<BackendValues> {
    return (await this.later(dataId)) as unknown as Float32Array; // tfjs knows no float64
  }

  override readSync(dataId: object): BackendValues {
    return this.values(dataId) as unknown as Float32Array;
  }

  override move(_dataId: object, _values: BackendValues, _shape: number[], _dtype: DataType): void {
    throw new Error('internal error: tensors of other backends do not come here');
  }

  override async time(f: () => void): Promise<{ kernelMs: number }> {
    const start = util.now();
    f();
    return { kernelMs: util.now() - start };
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    // nothing of it is on the device
  }
}
