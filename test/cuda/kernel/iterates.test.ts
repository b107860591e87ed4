import { describe } from 'vitest';
import { FOUR_TRIALS } from '../../../src/conic/algorithm/constants.ts';
import { solveProgram } from '../../../src/conic/solveProgram.ts';
import { describeIterates } from '../../conic/describeIterates.ts';
import { missing, onEmulator, skipped } from './startEmulated.ts';

// the kernel of webgpu, translated; double-single is what it computes in there too
describe.skipIf(missing !== undefined)(`the CUDA kernel on the emulator${skipped}`, () => {
  describe('float64', () => {
    onEmulator('float64', 1, { unchecked: true });
    describeIterates('the kernel', solveProgram, FOUR_TRIALS, 1e-9);
  });
  describe('double-single', () => {
    onEmulator('doubleSingle', 1, { unchecked: true });
    describeIterates('the kernel', solveProgram, FOUR_TRIALS, 1e-4);
  });
});
