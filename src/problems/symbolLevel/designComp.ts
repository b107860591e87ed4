import { sensingOfStackedCovariance } from '../../model/crb.ts';
import { UNNORMALIZED } from '../design/normalization.ts';
import type { ConicSettings } from '../../conic/solution.ts';
import { leastPrecise } from '../../conic/solverPath.ts';
import { isSolved } from '../../conic/status.ts';
import type { ConvergenceStep, DesignedPrecoders } from '../types.ts';
import { achieveTransmit, type AchieveItem } from './achieveTransmit.ts';
import { formOf, sinrOfBs } from './relaxedCbf.ts';
import { type Refutation, refuteThresholds } from './refuteThreshold.ts';
import { solveSymbolLevelPrograms } from './solveSymbolLevelPrograms.ts';
import type { SymbolLevelProgram, SymbolLevelSolution } from './symbolLevelProgram.ts';
import { symbolNormalization } from './symbolNormalization.ts';
import type { SymbolTask } from './symbolTask.ts';
import { transmitDesign } from './transmitDesign.ts';

/** Of a design that is not infeasible. */
const UNREFUTED: Omit<Refutation, 'level'> = { certificate: null, solverIterations: 0, solverPath: 'float64' };

/** SLP-CoMP, and SLP-CBF of a single cell: one convex program, so that `paper` and `joint` are the same; then the vectors. */
export async function designComp(tasks: readonly SymbolTask[], settings: ConicSettings): Promise<DesignedPrecoders[]> {
  const normalization = await symbolNormalization(tasks, settings);
  const programs = tasks.map((s, i): SymbolLevelProgram => {
    const { scenario, realization, robustness } = s.task;
    const { symbolPhase, pskOrder } = s;
    const form = formOf(s, normalization[i]?.pair ?? null, 0);
    return { scheme: 'SLP-CoMP', problem: 'P4', robustness, ...form, scenario, realization, symbolPhase, pskOrder };
  });
  const known = tasks.flatMap((_, i) => (normalization[i]?.failed ? [] : [i]));
  const solutions = await solveSymbolLevelPrograms(
    known.map((i) => programs[i] as SymbolLevelProgram),
    settings,
  );
  const relaxed = new Map(known.map((i, k) => [i, solutions[k] as SymbolLevelSolution]));
  const missed = tasks.flatMap((_, i) =>
    (relaxed.get(i)?.status ?? normalization[i]?.failed) === 'infeasible' ? [i] : [],
  );
  const refuted = await refuteThresholds(
    missed.map((i) => tasks[i] as SymbolTask),
    settings,
  );
  const refutation = new Map(missed.map((i, k) => [i, refuted[k]]));
  const items: AchieveItem[] = [];
  const place = new Map<number, number>();
  relaxed.forEach((r, i) => {
    if (!isSolved(r.status)) return;
    const s = tasks[i] as SymbolTask;
    place.set(
      i,
      items.push({ s, programs: [programs[i] as SymbolLevelProgram], solutions: [r], sinr: sinrOfBs(s, [r]) }) - 1,
    );
  });
  const achieved = await achieveTransmit(items, settings);
  return tasks.map((s, i) => {
    const r = relaxed.get(i);
    const { cells } = s.task.scenario;
    const none = new Float64Array(cells).fill(Number.NaN);
    const { pair, failed, ...ends } = normalization[i] ?? UNNORMALIZED;
    const solverIterations = ends.solverIterations + (r?.iterations ?? 0);
    const solverPath = leastPrecise([ends.solverPath, r?.path ?? 'float64']);
    if (!r || !r.covariance) {
      const status = r?.status ?? failed ?? 'numericalError';
      const merit = r?.merit ?? Number.NaN;
      const { certificate, ...cost } = refutation.get(i) ?? UNREFUTED;
      return transmitDesign(
        s,
        {
          status,
          merit,
          solverIterations: solverIterations + cost.solverIterations,
          solverPath: leastPrecise([solverPath, cost.solverPath]),
          crb: none,
          steps: [],
          normalization: pair,
          ...(certificate ? { infeasibility: [certificate] } : {}),
        },
        NaN,
        [],
      );
    }
    const { crb } = sensingOfStackedCovariance(s.task.scenario, s.task.realization, r.covariance);
    const own = achieved[place.get(i) ?? -1];
    const sinr = Math.min(...(own?.sinr ?? []));
    const steps: ConvergenceStep[] = [{ iteration: 1, crb, sinr, interference: Number.NaN }];
    const { status, merit } = r;
    return transmitDesign(
      s,
      { status, merit, solverIterations, solverPath, crb, steps, normalization: pair },
      sinr,
      own?.parts ?? [],
    );
  });
}
