import type { StartedBackend } from '../../src/device/startBackend.ts';
import { conicKernelOf } from '../../src/conic/kernels/conicKernelOf.ts';
import type { CudaConicKernel } from '../../src/conic/kernels/cuda/conicKernelCuda.ts';
import type { WebgpuConicKernel } from '../../src/conic/kernels/webgpu/conicKernelWebgpu.ts';
import { startSolver } from '../../src/conic/startSolver.ts';
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
  return startSolver(backend, backendOptions);
}

/** The kernel of a started backend; null where it has none of ours. */
export async function kernelOf({ backend }: StartedBackend): Promise<Kernel | null> {
  if (backend.name === 'webgpu')
    return webgpuKernel(((await conicKernelOf(backend)) as WebgpuConicKernel).conic, backend.probe);
  return cudaKernelOf({ backend });
}

/** The CUDA kernel of a started backend, null on another one. */
export async function cudaKernelOf({ backend }: Pick<StartedBackend, 'backend'>): Promise<CudaKernel | null> {
  if (backend.name !== 'cuda') return null;
  return cudaKernel(((await conicKernelOf(backend)) as CudaConicKernel).conic, backend.cardArithmetic);
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
