import { INFO } from '../../../src/conic/kernels/conicSolve.ts';
import type { ConicCuda } from '../../../src/conic/kernels/cuda/conicCuda.ts';
import type { CudaArithmetic } from '../../../src/device/cuda/cudaArithmetic.ts';
import { packPrograms, programParts, readNumbers } from '../../../src/conic/kernels/packedNumbers.ts';
import type { RecordedBatch } from '../programs/record.ts';
import type { Kernel, KernelRun, KernelSettings } from './kernel.ts';

/** Residual at which certificates are believed, as in the backend. */
const CERTIFICATE: Record<CudaArithmetic, number> = { float64: 1e-8, doubleSingle: 1e-7 };
/** Threads of a block that there are images for. */
const IMAGES: readonly number[] = [32, 64, 128];
const BYTES = 8;

/** The CUDA kernel, with the answers that it gives. */
export interface CudaKernel extends Kernel {
  /** Answers [programs][5 + stateSize] of one launch, before any check. */
  answers(batch: RecordedBatch, settings: KernelSettings): Promise<Float64Array>;
}

/** The CUDA kernel on the device of the running backend: a batch is one launch, timed by events on the device. */
export function cudaKernel(conic: ConicCuda, arithmetic: CudaArithmetic): CudaKernel {
  const launch = async <T>(
    batch: RecordedBatch,
    { tolerance, threads }: KernelSettings,
    take: (answers: Float64Array, milliseconds: { host: number; device: number }) => T,
  ): Promise<T> => {
    const { descriptor, maxIterations, stateSize } = batch.attributes;
    const { inputSize, inputPlaces } = conic.layout(descriptor);
    const { programs } = batch;
    const parts = programParts(batch.attributes, inputPlaces, batch.data);
    let filled = 0;
    const pending = conic.run(
      descriptor,
      {
        programs,
        arithmetic,
        tolerance,
        maxIterations,
        certificate: CERTIFICATE[arithmetic],
        from: 'unit',
        ...(threads === undefined ? {} : { threads }),
      },
      (data) => {
        const all = Array.from({ length: programs }, (_, i) => i);
        packPrograms(parts, all, arithmetic, data, inputSize);
        filled = performance.now();
      },
    );
    try {
      await pending.ready();
      const host = performance.now() - filled;
      const answers = new Float64Array(programs * (INFO + stateSize));
      readNumbers(pending.numbers, arithmetic, answers, 0);
      return take(answers, { host, device: pending.milliseconds() });
    } finally {
      pending.release();
    }
  };
  return {
    first: (tolerance) => ({ arithmetic, tolerance, bytes: BYTES }),
    threads: (descriptor) => conic.threads(conic.layout(descriptor)),
    workspace: (descriptor) => conic.layout(descriptor).workspace,
    refusal: (threads) =>
      IMAGES.includes(threads) ? null : `${threads} threads: there are images for ${IMAGES.join(', ')}`,
    answers: async (batch, settings) => launch(batch, settings, (answers) => answers),
    run: async (batch, settings) =>
      launch(batch, settings, (answers, { host, device }): KernelRun => {
        const width = answers.length / batch.programs;
        let iterations = 0;
        for (let i = 0; i < batch.programs; i++) iterations += answers[i * width + 1] as number;
        return { ms: host, deviceMs: device, launches: 1, iterations: iterations / batch.programs };
      }),
    close: () => conic.release(),
  };
}
