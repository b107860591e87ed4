import type { StartedBackend } from '../../src/device/startBackend.ts';
import type { CudaBackend } from '../../src/device/cuda/cudaBackend.ts';
import { startBackend } from '../../src/device/startBackend.ts';
import type { WebgpuBackend } from '../../src/device/webgpu/webgpuBackend.ts';
import type { CudaKernel } from './kernel/cudaKernel.ts';
import { cudaKernel } from './kernel/cudaKernel.ts';
import type { Kernel } from './kernel/kernel.ts';
import { webgpuKernel } from './kernel/webgpuKernel.ts';
import type { Options } from './options.ts';
import type { RecordedKind } from './programs/files.ts';
import { bytesPerProgram, repeat, type RecordedBatch } from './programs/record.ts';
import type { PreparedPrograms } from './programs/prepare.ts';
import type { ReportFile } from './report.ts';
import type { Budget } from './steps.ts';

/** What every step works with. */
export interface Session {
  readonly options: Options;
  readonly file: ReportFile;
  readonly budget: Budget;
  readonly programs: PreparedPrograms;
}

/** The backend that is measured; one that runs already is kept. */
export async function startMeasured({ backend, backendOptions }: Options): Promise<StartedBackend> {
  return startBackend(backend, backendOptions);
}

/** The kernel of a started backend; null where it has none of ours. */
export function kernelOf({ backend }: StartedBackend): Kernel | null {
  if (backend.name === 'webgpu') return webgpuKernel(backend as WebgpuBackend);
  return cudaKernelOf({ backend });
}

/** The CUDA kernel of a started backend, null on another one. */
export function cudaKernelOf({ backend }: Pick<StartedBackend, 'backend'>): CudaKernel | null {
  return backend.name === 'cuda' ? cudaKernel(backend as CudaBackend) : null;
}

/** Merits that a backend is measured at: webgpu takes float32 for the looser one. */
export function tolerancesOf({ backend }: Options): readonly number[] {
  return backend === 'webgpu' ? [1e-8, 1e-6] : [1e-8];
}

/** Programs of a kind, repeated to a batch that fits `--max-gib`. */
export function batchOf({ batch }: RecordedKind, programs: number, { maxGib }: Options): RecordedBatch {
  const most = Math.max(1, Math.floor((maxGib * 2 ** 30) / bytesPerProgram(batch)));
  return repeat(batch, Math.min(programs, most));
}
