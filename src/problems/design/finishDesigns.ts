import { CENTRED_TOLERANCE } from '../../conic/settings.ts';
import { computesInFloat64 } from '../../conic/solveProgram.ts';
import { isSolved } from '../../conic/status.ts';
import { FINISHED_MERIT, type PrecodingSettings, type PrecodingSolution } from '../precodingProgram.ts';
import { finalSettings } from '../searchSettings.ts';
import { solvePrecodingPrograms } from '../solvePrecodingPrograms.ts';
import { solveGroups } from '../solveGroups.ts';
import { costOf, sumOfCosts } from '../solverCost.ts';
import { stack } from '../../linalg/stack.ts';
import { type BlockTask, type RelaxedDesign, crbOfTransmit, transmitCovariances, worseOf } from './relaxedDesign.ts';

/**
 * Finishes designs whose search ran at a looser tolerance, or is to be centred and ran in less than float64: the programs that the covariances solve, J at most for
 * each design, go on from the answers at hand to a merit of 1e-8, or that of the search where it is smaller (`ConicSettings.finish`). The programs before them stay as they are.
 *
 * @param settings of the search: what is as precise already is left alone.
 */
export async function finishDesigns(
  tasks: readonly BlockTask[],
  relaxed: readonly RelaxedDesign[],
  settings: PrecodingSettings,
): Promise<RelaxedDesign[]> {
  const final = finalSettings(settings);
  const uncentred = final.tolerance < CENTRED_TOLERANCE && !(await computesInFloat64());
  const open = relaxed.map(({ status, merit, last }) =>
    isSolved(status) && (merit > FINISHED_MERIT || uncentred) ? last() : [],
  );
  const solutions = await solveGroups(open, (programs) => solvePrecodingPrograms(programs, { ...final, finish: true }));
  return relaxed.map((design, i) => {
    const own = solutions[i] ?? [];
    return own.length > 0 ? finished(tasks[i] as BlockTask, design, own) : design;
  });
}

function finished(task: BlockTask, design: RelaxedDesign, solutions: readonly PrecodingSolution[]): RelaxedDesign {
  const cost = sumOfCosts([design, costOf(solutions)]);
  const parts = solutions.flatMap((s) => (s.covariances ? [s.covariances] : []));
  if (parts.length < solutions.length) return { ...design, ...cost };
  const covariances = stack(parts);
  // NaN where the CRB is left free
  const isFree = design.crb.every(Number.isNaN);
  const crb = isFree ? design.crb : crbOfTransmit(task, transmitCovariances(task, covariances));
  const sinr = Math.min(...solutions.map((s) => s.sinr));
  return {
    ...design,
    status: solutions.map((s) => s.status).reduce(worseOf),
    ...cost,
    merit: Math.max(...solutions.map((s) => s.merit)),
    covariances,
    crb,
    sinr,
    // the iterate that became the design, as it is now
    convergence: design.convergence.map((step) => (step.crb === design.crb ? { ...step, crb, sinr } : step)),
  };
}
