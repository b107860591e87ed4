import { defineConfig } from 'vitest/config';

/** The suites of every backend, run on the tensorflow one; see run.ts. */
export default defineConfig({
  test: {
    include: [
      'test/conic/solveProgram.test.ts',
      'test/conic/solveConic.test.ts',
      'test/conic/rowBlocks.test.ts',
      'test/conic/conicReference.test.ts',
      'test/conic/kernels/conicTensors.test.ts',
      'test/problems/goldenPrograms.test.ts',
      'test/problems/solveInstance.test.ts',
      'test/problems/precodingRows.test.ts',
      'test/problems/symbolLevel/relaxation.test.ts',
      'test/tensorflow/**/*.test.ts',
    ],
    setupFiles: ['test/tensorflow/setup.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
