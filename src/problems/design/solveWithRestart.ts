import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { leastPrecise } from '../../conic/solverPath.ts';
import { claimsNothing } from '../../conic/status.ts';
import { solvePrecodingPrograms } from '../solvePrecodingPrograms.ts';

/**
 * `solvePrecodingPrograms`, and once more without a warm start for the programs that a warm start left without an answer.
 * The iterations of both attempts are added, and the path is the less precise of the two.
 */
export async function solveWithRestart(
  programs: readonly PrecodingProgram[],
  settings: PrecodingSettings,
): Promise<PrecodingSolution[]> {
  if (programs.length === 0) return [];
  const solutions = await solvePrecodingPrograms(programs, settings);
  const failed: number[] = [];
  solutions.forEach(({ status }, i) => {
    if (claimsNothing(status) && programs[i]?.warmStart) failed.push(i);
  });
  if (failed.length === 0) return solutions;
  const cold = failed.flatMap((i) => {
    const program = programs[i];
    if (!program) return [];
    const { warmStart: _, ...rest } = program;
    return [rest];
  });
  const again = await solvePrecodingPrograms(cold, settings);
  again.forEach((solution, j) => {
    const i = failed[j] as number;
    const { iterations, path } = solutions[i] as PrecodingSolution;
    solutions[i] = {
      ...solution,
      iterations: iterations + solution.iterations,
      path: leastPrecise([path, solution.path]),
    };
  });
  return solutions;
}
