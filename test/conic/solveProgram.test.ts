import { solveProgram } from '../../src/conic/solveProgram.ts';
import { describeSolver } from './describeSolver.ts';

describeSolver('solveProgram on the CPU backend', solveProgram, { merit: 1e-8, accuracy: 1e-7 });
