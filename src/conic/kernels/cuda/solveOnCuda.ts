import type { CudaArithmetic } from '../../../device/cuda/cudaArithmetic.ts';
import { onCard, startLaunch } from '../../../device/cuda/faults.ts';
import { inParts } from '../../../device/inParts.ts';
import { invariant } from '../../../errors.ts';
import { ARITHMETIC_CONSTANTS } from '../../algorithm/constants.ts';
import type { ConicBatch, ConicSolveAttributes } from '../conicSolve.ts';
import { startOf } from '../runParameters.ts';
import { packPrograms, programParts } from '../packedNumbers.ts';
import { type ConicCuda, type DeviceNumbers, SLOTS } from './conicCuda.ts';

/**
 * Residual at which the device claims a certificate. The claim is checked in float64 to 1e-7 afterwards, in another norm: float64 goes far enough to pass,
 * double-single as far as its bits do.
 */
const CERTIFICATE: Record<CudaArithmetic, number> = {
  float64: 1e-8,
  doubleSingle: ARITHMETIC_CONSTANTS.doubleSingle.CERTIFICATE,
};

/**
 * Solves some programs of a batch on the device, in launches of which two are in flight: while the device works at one, the host packs the next and checks
 * the one before. A launch that has no room is tried again in halves.
 *
 * @param take receives the numbers [chunk, 5 + stateSize] of each launch; they are gone when it returns.
 * @throws DeviceFault when a single program has no room or the device is lost.
 */
export async function solveOnCuda(
  conic: ConicCuda,
  batch: ConicBatch,
  a: ConicSolveAttributes,
  arithmetic: CudaArithmetic,
  programs: readonly number[],
  take: (chunk: readonly number[], answers: DeviceNumbers) => void,
): Promise<void> {
  const { descriptor, tolerance, maxIterations } = a;
  const count = programs.length;
  await onCard(conic.device, `solved ${count} program${count === 1 ? '' : 's'}`, async () => {
    const { inputSize, inputPlaces, stateSize } = conic.layout(descriptor);
    invariant(stateSize === a.stateSize, 'descriptor and kernel agree on the size of a state');
    const parts = programParts(a, inputPlaces, batch);
    const { warm } = batch;
    const certificate = CERTIFICATE[arithmetic];
    const run = { arithmetic, tolerance, maxIterations, certificate, from: startOf(batch, a) };
    await inParts({
      count,
      item: 'program',
      device: conic.device.card.name,
      most: () => conic.launchSize(descriptor, arithmetic, count),
      together: SLOTS,
      begin: (first, end) =>
        startLaunch(() =>
          conic.run(descriptor, { ...run, programs: end - first }, (data, states) => {
            const chunk = programs.slice(first, end);
            packPrograms(parts, chunk, arithmetic, data, inputSize);
            if (warm && states) packPrograms([[warm, stateSize, 0]], chunk, arithmetic, states, stateSize);
          }),
        ),
      async end(pending, first, end) {
        try {
          await pending.ready();
          take(programs.slice(first, end), pending.numbers);
        } finally {
          pending.release();
        }
      },
      giveUp: (pending) => pending.release(),
      noRoom: (items) => conic.noRoom(descriptor, items),
    });
  });
}
