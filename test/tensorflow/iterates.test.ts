import { EIGHTHS } from '../../src/conic/algorithm/constants.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import { describeIterates } from '../conic/describeIterates.ts';

describeIterates('tensorflow', solveProgram, EIGHTHS, 1e-7);
