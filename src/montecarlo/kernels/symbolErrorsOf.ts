import type { OpenBackend } from '../../device/startBackend.ts';
import type { CudaSymbolErrors } from './cuda/symbolErrors/symbolErrorsKernelCuda.ts';
import type { SymbolErrorsKernel } from './symbolErrors.ts';

const onCards = new WeakMap<OpenBackend, Promise<CudaSymbolErrors>>();

/** IsacSymbolErrors on a card, made with its first use and given back when the backend is stopped. */
export function symbolErrorsOnCard(backend: OpenBackend & { readonly name: 'cuda' }): Promise<CudaSymbolErrors> {
  let kernel = onCards.get(backend);
  if (!kernel) {
    // loaded on demand: koffi is optional
    kernel = import('./cuda/symbolErrors/symbolErrorsKernelCuda.ts').then(({ startSymbolErrorsCuda }) =>
      startSymbolErrorsCuda(backend),
    );
    onCards.set(backend, kernel);
  }
  return kernel;
}

/** IsacSymbolErrors on an NVIDIA card; undefined on all other backends, for which the processor counts at once (cpu/symbolErrorsCpu.ts). */
export function symbolErrorsOf(backend: OpenBackend): SymbolErrorsKernel | undefined {
  if (backend.name !== 'cuda') return undefined;
  return { runAll: async (batches) => (await symbolErrorsOnCard(backend)).runAll(batches) };
}
