import type { CudaBackend } from '../../../device/cuda/cudaBackend.ts';
import type { ErrorDrawsAnswer, ErrorDrawsBatch, ErrorDrawsKernel } from '../errorDraws.ts';
import { ErrorDrawsCuda } from './errorDrawsCuda.ts';
import { startOnCard } from './startOnCard.ts';

/** The error draws on a card, with what tests and benchmarks want to see of them. */
export interface CudaErrorDraws extends ErrorDrawsKernel {
  readonly draws: ErrorDrawsCuda;
  readonly runAll: (batches: Iterable<ErrorDrawsBatch>) => Promise<ErrorDrawsAnswer[][]>;
}

/** IsacErrorDraws on an NVIDIA card. @throws as `startOnCard`. */
export async function startErrorDrawsCuda(backend: CudaBackend): Promise<CudaErrorDraws> {
  const { kernel, runAll } = await startOnCard(backend, 'error draws', (device) => new ErrorDrawsCuda(device));
  return { draws: kernel, runAll, run: async (batch) => (await runAll([batch]))[0] ?? [] };
}
