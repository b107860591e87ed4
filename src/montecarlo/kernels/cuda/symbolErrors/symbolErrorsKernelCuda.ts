import type { CudaBackend } from '../../../../device/cuda/cudaBackend.ts';
import type { SymbolErrorsKernel } from '../../symbolErrors.ts';
import { startOnCard } from '../startOnCard.ts';
import { SymbolErrorsCuda } from './symbolErrorsCuda.ts';

/** The symbol errors on a card, with what tests and benchmarks want to see of them. */
export interface CudaSymbolErrors extends SymbolErrorsKernel {
  readonly frames: SymbolErrorsCuda;
}

/** IsacSymbolErrors on an NVIDIA card. @throws as `startOnCard`. */
export async function startSymbolErrorsCuda(backend: CudaBackend): Promise<CudaSymbolErrors> {
  const { kernel, runAll } = await startOnCard(backend, 'symbol errors', (device) => new SymbolErrorsCuda(device));
  return { frames: kernel, runAll };
}
