import type { CudaBackend } from '../../device/cuda/cudaBackend.ts';
import { perBackend } from '../../device/perBackend.ts';
import type { OpenBackend } from '../../device/startBackend.ts';
import type { SymbolErrorsKernel } from './symbolErrors.ts';

/** IsacSymbolErrors on a card, made with its first use and given back when the backend is stopped. */
export const symbolErrorsOnCard = perBackend(async (backend: CudaBackend) =>
  // loaded on demand: koffi is optional
  (await import('./cuda/symbolErrors/symbolErrorsKernelCuda.ts')).startSymbolErrorsCuda(backend),
);

/** IsacSymbolErrors on an NVIDIA card; undefined on all other backends, for which the processor counts at once (cpu/symbolErrorsCpu.ts). */
export function symbolErrorsOf(backend: OpenBackend): SymbolErrorsKernel | undefined {
  if (backend.name !== 'cuda') return undefined;
  return { runAll: async (batches) => (await symbolErrorsOnCard(backend)).runAll(batches) };
}
