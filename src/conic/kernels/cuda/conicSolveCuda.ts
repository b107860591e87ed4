import { getKernel, registerKernel, unregisterKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { invariant } from '../../../errors.ts';
import type { ConicCuda } from './conicCuda.ts';
import type { CudaArithmetic } from '../../../device/cuda/cudaArithmetic.ts';
import type { HostTensors } from '../../../device/cuda/hostTensors.ts';
import { INFO } from '../webgpu/conicShader.ts';
import { CONIC_SOLVE, type ConicSolveAttributes } from '../conicSolve.ts';
import { packPrograms, programParts } from '../packedNumbers.ts';

export interface CudaAttributes extends ConicSolveAttributes {
  /** Which programs of the batch one call of the kernel solves. */
  readonly programs: readonly number[];
  readonly arithmetic: CudaArithmetic;
  /** Residual at which a certificate is believed. */
  readonly certificate: number;
}

/**
 * cuda implementation of `IsacConicSolve` for some programs of the batch: one output [programs, 5 + stateSize] of info and state, float64 or pairs of
 * float32, which the device is still working at (`HostTensors.answer` waits for it).
 */
function kernelFunc(
  conic: ConicCuda,
  { inputs, backend, attrs }: Parameters<KernelConfig['kernelFunc']>[0],
): TensorInfo {
  const tensors = backend as HostTensors;
  const a = attrs as unknown as CudaAttributes;
  const { programs, arithmetic, tolerance, maxIterations, certificate } = a;
  const stored = (name: string): Float64Array => {
    const input = inputs[name];
    if (!input) throw new Error(`internal error: conic kernel misses input ${name}`);
    return tensors.values(input.dataId);
  };
  const { inputSize, inputPlaces, stateSize } = conic.layout(a.descriptor);
  invariant(stateSize === a.stateSize, 'descriptor and kernel agree on the size of a state');
  const parts = programParts(a, inputPlaces, stored);
  const warm = inputs['warm'] ? stored('warm') : undefined;
  const from = warm === undefined ? 'unit' : a.finish === true ? 'answer' : 'state';
  const launch = { programs: programs.length, arithmetic, tolerance, maxIterations, certificate, from } as const;
  const pending = conic.run(a.descriptor, launch, (data, states) => {
    packPrograms(parts, programs, arithmetic, data, inputSize);
    if (warm && states) packPrograms([[warm, stateSize, 0]], programs, arithmetic, states, stateSize);
  });
  return { dataId: tensors.keep(pending), shape: [programs.length, INFO + stateSize], dtype: 'float32' };
}

/** Registers the kernel for a device, in place of that of an earlier one. */
export function registerConicSolveCuda(conic: ConicCuda): void {
  unregisterConicSolveCuda();
  registerKernel({ kernelName: CONIC_SOLVE, backendName: 'cuda', kernelFunc: (args) => kernelFunc(conic, args) });
}

export function unregisterConicSolveCuda(): void {
  if (getKernel(CONIC_SOLVE, 'cuda')) unregisterKernel(CONIC_SOLVE, 'cuda');
}
