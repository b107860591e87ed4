import type { ConicLayout } from '../webgpu/conicLayout.ts';

/** float64, or two float32. */
const BYTES = 8;
/** Workspace up to which a block is one warp: twelve of them then live on a multiprocessor, and its caches still hold half of what they reread. */
const ONE_WARP_BYTES = 320 * 1024;
/** Elements side by side from which four warps of a block have work. */
const FOUR_WARPS_ELEMENTS = 512;

/**
 * Threads of a block of the CUDA kernel. A block is one warp, which needs no barrier of the block, unless its workspace is so large that
 * twelve of them fill the caches and device memory binds: then fewer, larger blocks share them (the model in kernels/README.md). No block asks for dynamic
 * shared memory: a workspace that would fit there (67 KB) is in global memory all the same, because three blocks would then live on a multiprocessor in place
 * of twelve, which hide four times the latency.
 */
export function cudaThreads({ workspace, parallelism }: Pick<ConicLayout, 'workspace' | 'parallelism'>): 32 | 64 | 128 {
  if (workspace * BYTES <= ONE_WARP_BYTES) return 32;
  return parallelism < FOUR_WARPS_ELEMENTS ? 64 : 128;
}
