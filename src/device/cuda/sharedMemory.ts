import type { ConicLayout } from '../webgpu/conicLayout.ts';

/** Bytes of dynamic shared memory that a block of the kernel asks for: none, its workspace is in global memory. */
export function sharedBytes(_layout: ConicLayout, _threads: number): number {
  return 0;
}
