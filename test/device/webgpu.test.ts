import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend, stopBackend } from '../../src/device/startBackend.ts';
import { solveProgram } from '../../src/solver/solve.ts';
import { describeSolver } from '../solver/describeSolver.ts';
import { randomProgram } from '../solver/randomProgram.ts';
import { describeGolden } from './describeGolden.ts';
import { noSwiftShader } from './swiftShader.ts';

const ONE_GROUP = { seed: 3, rows: 5, nonneg: 2, psd: [{ size: 3, count: 2, vectors: 2, termsPerRow: 1 }] };

// all suites of the backend in one process: SwiftShader takes most of a minute to compile the kernels, once in each process
describe.skipIf(noSwiftShader)(`webgpu on SwiftShader${noSwiftShader ? `: skipped, ${noSwiftShader}` : ''}`, () => {
  beforeAll(async () => {
    await startBackend('webgpu', { allowSoftware: true });
    // compiles both kernels
    const { program } = randomProgram(ONE_GROUP);
    await solveProgram(program, { tolerance: 1e-5 });
    await solveProgram(program);
  }, 600_000);
  afterAll(stopBackend);

  // float32 or double-single, checked in float64; the merit bounds objectives to a few times 1e-5
  describeSolver('fast', async (program, settings) => solveProgram(program, { tolerance: 1e-5, ...settings }), {
    merit: 1e-5,
    accuracy: 1e-4,
  });
  describeSolver('precise', solveProgram, { merit: 1e-8, accuracy: 1e-7 });

  describeGolden('fast', { tolerance: 1e-6, merit: 1e-5, relative: 1e-3 });
  describeGolden('precise', { tolerance: 1e-8, merit: 1e-8 });

  it('20 solves leave no tensor behind', async () => {
    const { program } = randomProgram({ ...ONE_GROUP, batch: 3 });
    await solveProgram(program);
    const before = memory().numTensors;
    for (let i = 0; i < 20; i++) await solveProgram(program, { tolerance: 1e-5 });
    expect(memory().numTensors).toBe(before);
  });

  it('names the arithmetic of every answer: float32 where it will do, double-single below 1e-6', async () => {
    const { program } = randomProgram({ ...ONE_GROUP, batch: 2 });
    expect((await solveProgram(program, { tolerance: 1e-5 })).path).toEqual(['float32', 'float32']);
    expect((await solveProgram(program)).path).toEqual(['double-single', 'double-single']);
  });
});
