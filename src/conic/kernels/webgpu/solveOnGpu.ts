import { inParts } from '../../../device/inParts.ts';
import { AnswerBuffer } from '../../../device/webgpu/buffers.ts';
import { onGpu } from '../../../device/webgpu/gpuFaults.ts';
import { invariant } from '../../../errors.ts';
import { ARITHMETIC_CONSTANTS } from '../../algorithm/constants.ts';
import { type ConicBatch, type ConicSolveAttributes, INFO } from '../conicSolve.ts';
import { packPrograms, programParts } from '../packedNumbers.ts';
import { startOf } from '../runParameters.ts';
import { type ConicGpu, WORDS } from './conicGpu.ts';
import type { Precision } from './conicShader.ts';

/**
 * Solves some programs of a batch on the device, in chunks that fit its buffers. A chunk that fails for want of memory is tried again in halves.
 *
 * @param take receives the numbers [chunk, 5 + stateSize] of each chunk as soon as they are there, of one or two float32.
 * @throws DeviceFault when a single program does not fit or the device is lost.
 */
export async function solveOnGpu(
  conic: ConicGpu,
  batch: ConicBatch,
  a: ConicSolveAttributes,
  precision: Precision,
  programs: readonly number[],
  take: (chunk: readonly number[], answers: Float32Array) => void,
): Promise<void> {
  const { inputSize, inputPlaces, stateSize } = conic.layout(a.descriptor);
  invariant(stateSize === a.stateSize, 'descriptor and kernel agree on the size of a state');
  const parts = programParts(a, inputPlaces, batch);
  const { warm } = batch;
  const { tolerance, maxIterations } = a;
  const certificate = ARITHMETIC_CONSTANTS[precision].CERTIFICATE;
  const run = { precision, tolerance, maxIterations, certificate, from: startOf(batch, a) };

  async function solve(chunk: readonly number[]): Promise<Float32Array> {
    let answer: AnswerBuffer | undefined;
    try {
      return await onGpu(conic.gpu, {
        done: 'solved',
        on: `${chunk.length} programs`,
        submit() {
          answer = new AnswerBuffer(conic.device, 4 * WORDS[precision] * chunk.length * (INFO + stateSize));
          const fill = (data: Float32Array, states: Float32Array | undefined): void => {
            packPrograms(parts, chunk, precision, data, inputSize);
            if (warm && states) packPrograms([[warm, stateSize, 0]], chunk, precision, states, stateSize);
          };
          conic.run(a.descriptor, { ...run, programs: chunk.length }, fill, answer.storage);
          answer.copy();
        },
        async read() {
          invariant(answer, 'what was submitted has a place for its answer');
          return new Float32Array(await answer.read());
        },
      });
    } finally {
      answer?.destroy();
    }
  }

  await inParts({
    count: programs.length,
    item: 'program',
    most: () => conic.maxPrograms(a.descriptor, precision),
    begin: (first, end) => solve(programs.slice(first, end)),
    end: (numbers, first, end) => take(programs.slice(first, end), numbers),
    noRoom: () => conic.release(),
  });
}
