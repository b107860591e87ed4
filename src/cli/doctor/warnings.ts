import type { OptionalPart } from './optionalParts.ts';
import type { ProbeAnswer } from './probeBackend.ts';

/** Compute capability from which on tfjs-node-gpu's TensorFlow has no code for a card. */
const HOPPER = 9;

/** What works here but not as its user would expect, a line each. */
export function warningsOf({ cuda }: { readonly cuda: ProbeAnswer }, optional: readonly OptionalPart[]): string[] {
  const capability = cuda.usable ? Number(cuda.facts['compute capability']) : Number.NaN;
  const installed = optional.some(({ name, found }) => name === '@tensorflow/tfjs-node-gpu' && found);
  if (!cuda.usable || !installed || !(capability >= HOPPER)) return [];
  return [
    `--backend tensorflow: @tensorflow/tfjs-node-gpu 4.22.0 brings libtensorflow 2.9.1, which wants CUDA 11.2 and has no code for compute capability ${capability.toFixed(1)} (${cuda.device.split(',')[0]}); use --backend cuda`,
  ];
}
