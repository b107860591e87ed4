import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { type HostTensorBackend, releasing } from '../backend.ts';
import { hostTensors } from '../hostTensors.ts';
import { backend, enableProdMode, ready, setBackend } from '../tfjs.ts';

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
  const { onStop, release } = releasing();
  return {
    name: 'cpu',
    device: 'WebAssembly f64x2, float64',
    arithmetic: ['float64'],
    mostWorkers: Infinity,
    ...hostTensors(tensors, tensors.data),
    onStop,
    stop: release,
  };
}
