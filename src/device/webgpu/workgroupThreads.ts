import type { ConicLayout } from './conicLayout.ts';

/** Threads of a workgroup for a shape, a power of two: at most what its widest step can use. */
export function workgroupThreads({ parallelism }: Pick<ConicLayout, 'parallelism'>): number {
  if (parallelism <= 256) return 32;
  return parallelism <= 2048 ? 64 : 128;
}
