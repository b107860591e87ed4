import { invariant } from '../../../errors.ts';
import type { ConicLayout } from '../webgpu/conicLayout.ts';
import { type RunParameters, STARTS } from '../runParameters.ts';
import { shapeWords } from '../webgpu/shapeUniform.ts';

/** Groups that the kernel's parameter `shape` has room for: with them it stays below the 4 KB that every driver takes. */
export const CUDA_GROUPS = 16;
/** Bytes of the kernel's parameter `run` (kernels/bindings.wgsl, tolerance and certificate in float64). */
const RUN_BYTES = 40;

/** The bytes of the kernel's parameter `shape`. */
export function shapeParameter({ uniform, shape }: ConicLayout): Int32Array<ArrayBuffer> {
  invariant(shape.groups.length <= CUDA_GROUPS, 'shapes with more groups do not reach the device');
  const words = new Int32Array(shapeWords(CUDA_GROUPS));
  words.set(uniform.subarray(0, Math.min(uniform.length, words.length)));
  return words;
}

/** The bytes of the kernel's parameter `run`: all programs of the launch, taken from queue counter 0. */
export function runParameter(run: RunParameters): Uint8Array<ArrayBuffer> {
  const bytes = new ArrayBuffer(RUN_BYTES);
  new Uint32Array(bytes, 0, 4).set([0, run.programs, 0, run.maxIterations]);
  new Float64Array(bytes, 16, 2).set([run.tolerance, run.certificate]);
  new Uint32Array(bytes, 32, 2).set([STARTS[run.from], 0]);
  return new Uint8Array(bytes);
}
