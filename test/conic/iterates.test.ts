import { HALVINGS } from '../../src/conic/algorithm/constants.ts';
import { solveProgram } from '../../src/conic/solveProgram.ts';
import { describeIterates } from './describeIterates.ts';

describeIterates('the cpu', solveProgram, HALVINGS, 1e-9);
