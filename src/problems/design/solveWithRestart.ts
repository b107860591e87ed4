import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { solvePrecodingPrograms } from '../solvePrecodingPrograms.ts';

/**
 * `solvePrecodingPrograms`, and once more without a warm start for the programs that a warm start left without an answer.
 * The iterations of both attempts are added.
 */
export async function solveWithRestart(
  programs: readonly PrecodingProgram[],
  settings: PrecodingSettings,
): Promise<PrecodingSolution[]> {
  if (programs.length === 0) return [];
  const solutions = await solvePrecodingPrograms(programs, settings);
  const failed: number[] = [];
  solutions.forEach(({ status }, i) => {
    const unanswered = status === 'iterationLimit' || status === 'numericalError';
    if (unanswered && programs[i]?.warmStart) failed.push(i);
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
    const first = solutions[i]?.iterations ?? 0;
    solutions[i] = { ...solution, iterations: first + solution.iterations };
  });
  return solutions;
}
