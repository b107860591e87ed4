import type { BackendValues, DataType } from '@tensorflow/tfjs-core';
import { DataStorage, engine, KernelBackend, util } from '../tfjs.ts';

interface Stored {
  values?: BackendValues;
  references: number;
}

/** tfjs's backend "cuda": tensors are arrays of this process, from which kernels pack their input. It has no kernels of tfjs's own. */
export class CudaTensors extends KernelBackend {
  readonly storage = new DataStorage<Stored>(this, engine());

  override write(values: BackendValues): object {
    const dataId = {};
    this.storage.set(dataId, { values, references: 1 });
    return dataId;
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.storage.has(dataId)) return true;
    const own = this.storage.get(dataId);
    own.references--;
    if (!force && own.references > 0) return false;
    this.storage.delete(dataId);
    return true;
  }

  override refCount(dataId: object): number {
    return this.storage.has(dataId) ? this.storage.get(dataId).references : 0;
  }

  override incRef(dataId: object): void {
    this.storage.get(dataId).references++;
  }

  override numDataIds(): number {
    return this.storage.numDataIds();
  }

  override async read(dataId: object): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override readSync(dataId: object): BackendValues {
    const { values } = this.storage.get(dataId);
    if (!values) throw new Error('internal error: a kernel still works at this tensor');
    return values;
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
