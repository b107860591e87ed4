import { InputError } from '../../errors.ts';
import type { Arithmetic } from '../backend.ts';

/** What kernels compute in on a CUDA card: double, or sums of two float32 by exact intrinsics. */
export const CUDA_ARITHMETICS = ['float64', 'doubleSingle'] as const satisfies readonly Arithmetic[];
/** One of `CUDA_ARITHMETICS`. */
export type CudaArithmetic = (typeof CUDA_ARITHMETICS)[number];

/**
 * Float32 instructions for each of float64 from which on double-single is the faster one: its multiply-add takes some 20 of float32. Datacentre cards
 * have 2, others 32 or 64.
 */
const SLOW_FLOAT64 = 16;

/** True for a card whose ratio of float32 to float64 speed makes double-single the faster one. */
export function float64IsSlow(ratio: number): boolean {
  return ratio >= SLOW_FLOAT64;
}

/**
 * Arithmetic for a card: by its ratio of float32 to float64 speed, unless ISAC_MC_CUDA_ARITHMETIC names one (for tests and measurements).
 *
 * @throws InputError when it names no arithmetic.
 */
export function chooseArithmetic(ratio: number): CudaArithmetic {
  const asked = process.env['ISAC_MC_CUDA_ARITHMETIC'];
  if (asked === undefined || asked === '') return float64IsSlow(ratio) ? 'doubleSingle' : 'float64';
  const found = CUDA_ARITHMETICS.find((name) => name === asked);
  if (!found) throw new InputError(`ISAC_MC_CUDA_ARITHMETIC: expected ${CUDA_ARITHMETICS.join(' or ')}, got ${asked}`);
  return found;
}
