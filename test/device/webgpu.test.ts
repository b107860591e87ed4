import { afterAll, beforeAll, describe } from 'vitest';
import { startBackend, stopBackend } from '../../src/device/startBackend.ts';
import { solveProgram } from '../../src/solver/solve.ts';
import { describeSolver } from '../solver/describeSolver.ts';
import { noSwiftShader } from './swiftShader.ts';

// all suites of the backend in one process: SwiftShader compiles the kernel once in each
describe.skipIf(noSwiftShader)(`webgpu on SwiftShader${noSwiftShader ? `: skipped, ${noSwiftShader}` : ''}`, () => {
  beforeAll(async () => {
    await startBackend('webgpu', { allowSoftware: true });
  });
  afterAll(stopBackend);

  // float32 answers, checked in float64; its merit bounds objectives to a few times 1e-5
  describeSolver('fast', async (program, settings) => solveProgram(program, { tolerance: 1e-5, ...settings }), {
    merit: 1e-5,
    accuracy: 1e-4,
  });
});
