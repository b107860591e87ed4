import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { claimsNothing } from '../../conic/status.ts';
import { costOf } from '../solverCost.ts';
import { solveSome } from '../../conic/batching.ts';
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
  const again = await solveSome(
    programs,
    ({ warmStart }, i) => claimsNothing((solutions[i] as PrecodingSolution).status) && warmStart !== undefined,
    (failed) =>
      solvePrecodingPrograms(
        failed.map((program) => {
          const { warmStart: _, ...cold } = program;
          return cold;
        }),
        settings,
      ),
  );
  return solutions.map((first, i) => {
    const second = again[i];
    if (!second) return first;
    const { solverIterations: iterations, solverPath: path } = costOf([first, second]);
    return { ...second, iterations, path };
  });
}
