import { solveReference } from './reference/solveReference.ts';
import { describeSolver } from './describeSolver.ts';

describeSolver('solveReference', async (program, settings) => solveReference(program, settings), {
  merit: 1e-8,
  accuracy: 1e-7,
});
