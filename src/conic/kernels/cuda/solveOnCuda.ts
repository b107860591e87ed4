import { dispose, engine, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import { DeviceFault } from '../../../device/deviceFault.ts';
import { CONIC_SOLVE, type ConicSolveAttributes, type ConicSolveInputs, namedInputs } from '../conicSolve.ts';
import type { CudaAttributes } from './conicSolveCuda.ts';
import { type ConicCuda, type DeviceNumbers, SLOTS } from './conicCuda.ts';
import type { CudaArithmetic } from '../../../device/cuda/cudaArithmetic.ts';
import { CUDA, CudaError } from '../../../device/cuda/driver.ts';
import type { HostTensors } from '../../../device/cuda/hostTensors.ts';

/**
 * Residual at which the device claims a certificate. The claim is checked in float64 to 1e-7 afterwards, in another norm: float64 goes far enough to pass,
 * double-single as far as its bits do.
 */
const CERTIFICATE: Record<CudaArithmetic, number> = { float64: 1e-8, doubleSingle: 1e-7 };

/** Where a batch is solved. */
export interface CudaSolver {
  readonly conic: ConicCuda;
  readonly tensors: HostTensors;
  /** Set once the device has failed: nothing more can be asked of it. */
  fault: string | undefined;
}

interface InFlight {
  readonly chunk: readonly number[];
  readonly answer: Tensor;
}

/**
 * Solves some programs of a batch on the device, in launches of which two are in flight: while the device works at one, the host packs the next and checks
 * the one before. A launch that has no room is tried again in halves.
 *
 * @param take receives the numbers [chunk, 5 + stateSize] of each launch; they are gone when it returns.
 * @throws DeviceFault when a single program has no room or the device is lost.
 */
export async function solveOnCuda(
  solver: CudaSolver,
  inputs: ConicSolveInputs,
  attributes: ConicSolveAttributes,
  arithmetic: CudaArithmetic,
  programs: readonly number[],
  take: (chunk: readonly number[], answers: DeviceNumbers) => void,
): Promise<void> {
  if (solver.fault !== undefined) throw lost(solver.fault, programs.length);
  const { conic, tensors } = solver;
  const named = namedInputs(inputs);
  const { descriptor } = attributes;
  const flying: InFlight[] = [];
  let most = programs.length;
  let depth = SLOTS;
  /** Takes the oldest answer. */
  const land = async (): Promise<void> => {
    const oldest = flying.shift();
    if (!oldest) return;
    try {
      take(oldest.chunk, await tensors.answer(oldest.answer.dataId));
    } finally {
      dispose(oldest.answer);
    }
  };
  try {
    for (let first = 0; first < programs.length || flying.length > 0;) {
      const size = Math.min(most, conic.launchSize(descriptor, arithmetic, programs.length));
      const chunk = programs.slice(first, first + size);
      if (chunk.length === 0 || flying.length === depth) {
        await land();
        continue;
      }
      try {
        const own = { ...attributes, programs: chunk, arithmetic, certificate: CERTIFICATE[arithmetic] };
        flying.push({ chunk, answer: launch(named, own) });
        first += chunk.length;
      } catch (error) {
        if (!(error instanceof CudaError) || error.code !== CUDA.outOfMemory) throw error;
        const alone = flying.length === 0;
        while (flying.length > 0) await land();
        conic.noRoom(descriptor, chunk.length);
        if (chunk.length === 1 && alone) {
          const what = `even a single program of a batch of ${programs.length} is too much for ${conic.device.card.name}`;
          throw new DeviceFault(`${what}: ${error.message}`);
        }
        if (chunk.length === 1) depth = 1;
        most = Math.ceil(chunk.length / 2);
      }
    }
  } catch (error) {
    if (!(error instanceof CudaError) || !error.ofDevice) throw error;
    solver.fault = error.message;
    throw lost(error.message, programs.length);
  } finally {
    for (const { answer } of flying) dispose(answer);
  }
}

function lost(fault: string, programs: number): DeviceFault {
  return new DeviceFault(
    `the CUDA device was lost while it solved ${programs} program${programs === 1 ? '' : 's'}: ${fault}`,
    "run the same command again; dmesg has the driver's reason (Xid), and --device can leave a broken card out",
  );
}

function launch(named: NamedTensorMap, attributes: CudaAttributes): Tensor {
  return engine().runKernel(CONIC_SOLVE, named, attributes as unknown as Record<string, never>) as Tensor;
}
