import type { ConicLayout } from '../../conic/kernels/webgpu/conicLayout.ts';

/**
 * Bytes of dynamic shared memory that a block of the kernel asks for: none. Its workspace is in global memory even where it would fit (67 KB):
 * three blocks would then live on a multiprocessor in place of twelve, which hide four times the latency (kernels/README.md).
 */
export function sharedBytes(_layout: ConicLayout, _threads: number): number {
  return 0;
}
