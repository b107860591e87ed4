import { FAMILIES } from '../../conic/families.ts';
import { randomProgram, type RandomOptions } from '../../conic/randomProgram.ts';
import { PieceProgram } from '../../conic/kernels/webgpu/pieceProgram.ts';
import type { EmulatedLaunch } from './emulatedKernel.ts';

/** Programs that between them use every routine of the kernel: all cones, terms, full coefficients, and coupled cones with local blocks. */
export const SMALL_PROGRAMS = ['every cone, two groups each', 'coupled and free groups together'] as const;

/** A batch of a family of test/solver as one launch. */
export function smallLaunch(family: string, batch = 1): EmulatedLaunch {
  const options = FAMILIES[family] as RandomOptions;
  const { layout, input } = new PieceProgram(randomProgram({ ...options, batch }).program);
  return { layout, programs: batch, input, tolerance: 1e-8, certificate: 1e-8, maxIterations: 100 };
}
