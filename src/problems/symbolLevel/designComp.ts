import { sensingOfStackedCovariance } from '../../model/crb.ts';
import { formFields } from '../design/formFields.ts';
import { UNNORMALIZED } from '../design/normalization.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import { type ConicStatus, isSolved } from '../../conic/status.ts';
import { solveSome } from '../../conic/batching.ts';
import { costOf, NO_COST, sumOfCosts } from '../solverCost.ts';
import type { ConvergenceStep, DesignedPrecoders } from '../types.ts';
import { achieveTransmit, type AchieveItem, finishTransmit } from './achieveTransmit.ts';
import { sinrOfBs } from './relaxedCbf.ts';
import { firstProgram } from './firstProgram.ts';
import { refuteThresholds } from './refuteThreshold.ts';
import { solveSymbolLevelPrograms } from './solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram } from './symbolLevelProgram.ts';
import { symbolNormalization } from './symbolNormalization.ts';
import type { SymbolTask } from './symbolTask.ts';
import { transmitDesign } from './transmitDesign.ts';

/** SLP-CoMP, and SLP-CBF of a single cell: one convex program, so that `paper` and `joint` are the same; then the vectors. */
export async function designComp(tasks: readonly SymbolTask[], settings: InnerSettings): Promise<DesignedPrecoders[]> {
  const normalization = await symbolNormalization(tasks, settings);
  const programs = tasks.map((s, i) => ({
    ...firstProgram(s, 0),
    ...formFields(s.rho, s.threshold, normalization[i]?.pair ?? null, 0),
  }));
  const relaxed = await solveSome(
    programs,
    (_, i) => !normalization[i]?.failed,
    (known) => solveSymbolLevelPrograms(known, settings),
  );
  const statuses = relaxed.map((r, i) => r?.status ?? normalization[i]?.failed ?? 'numericalError');
  const refuted = await solveSome(
    tasks,
    (_, i) => statuses[i] === 'infeasible',
    (missed) => refuteThresholds(missed, settings),
  );
  const achieved = await solveSome(
    tasks.map((s, i): AchieveItem => {
      const solutions = relaxed[i] ? [relaxed[i]] : [];
      return { s, programs: [programs[i] as SymbolLevelProgram], solutions, sinr: sinrOfBs(s, solutions) };
    }),
    (_, i) => isSolved(statuses[i] as ConicStatus),
    async (items) => finishTransmit(await achieveTransmit(items, settings), settings),
  );
  return tasks.map((s, i) => {
    const r = relaxed[i];
    const { scenario, realization } = s.task;
    const ends = normalization[i] ?? UNNORMALIZED;
    const common = {
      status: statuses[i] as ConicStatus,
      merit: r?.merit ?? Number.NaN,
      normalization: ends.pair,
      ...sumOfCosts([ends, costOf(r ? [r] : []), refuted[i] ?? NO_COST]),
    };
    if (!r?.covariance) {
      const crb = new Float64Array(scenario.cells).fill(Number.NaN);
      const certificate = refuted[i]?.certificate;
      const infeasibility = certificate ? { infeasibility: [certificate] } : {};
      return transmitDesign(s, { ...common, crb, steps: [], ...infeasibility }, NaN, []);
    }
    const { crb } = sensingOfStackedCovariance(scenario, realization, r.covariance);
    const sinr = Math.min(...(achieved[i]?.sinr ?? []));
    const steps: ConvergenceStep[] = [{ iteration: 1, crb, sinr, interference: Number.NaN }];
    return transmitDesign(s, { ...common, crb, steps }, sinr, achieved[i]?.parts ?? []);
  });
}
