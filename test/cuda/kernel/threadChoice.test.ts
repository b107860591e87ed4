import { describe, expect, it } from 'vitest';
import { IMAGE_THREADS } from '../../../scripts/cuda/imageList.ts';
import { cudaThreads } from '../../../src/conic/kernels/cuda/cudaThreads.ts';

describe('threads of a block of the CUDA kernel', () => {
  it.each([
    // numbers of the workspace and elements side by side of the benchmark's four kinds
    ['BLP-CBF d=0', 8576, 162, 32],
    ['BLP-CBF d=0.01', 33536, 270, 32],
    ['BLP-CoMP d=0', 57984, 864, 128],
    ['BLP-CoMP d=0.01', 208000, 1728, 128],
    ['a large workspace with little side by side', 57984, 300, 64],
  ])('%s: %i numbers, %i side by side', (_, workspace, parallelism, threads) => {
    expect(cudaThreads({ workspace, parallelism })).toBe(threads);
    expect(IMAGE_THREADS.conic).toContain(threads);
  });
});
