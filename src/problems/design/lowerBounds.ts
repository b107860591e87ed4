import { noiseCovariance } from '../../model/echoCovariance.ts';
import { leastPrecise } from '../../solver/solverPath.ts';
import type { CrbLowerBound } from '../crbLowerBound.ts';
import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { channelKey } from './channelKey.ts';
import { type BlockTask, hasOneBeam } from './relaxedDesign.ts';
import { solveWithRestart } from './solveWithRestart.ts';

/** Merit of the programs of the bounds: a hundredth of the relative error that `verify` allows. */
const BOUND_MERIT = 1e-9;
/**
 * Share of a dual objective, for every unit of its merit, by which the objective is lowered to be a safe bound. For a feasible x, c^T x = b^T y + z^T x + r^T x
 * with z^T x >= 0 and norm(r) at most merit (1 + norm(c)); in the units of the programs norm(c) <= 1 and norm(x) is a few tens at most.
 */
const SAFETY = 100;

/**
 * Lower bounds on the CRBs of every block-level design of a scheme and robustness at a fixed threshold. The programs are the relaxation of `joint`, whose
 * constraints all designs keep (caps only add to them), at the threshold without tightening and with C = sr2 I, because the echoes of other cells only
 * add to C. One program for each BS minimises its CRB alone, and another one minimises the sum of the CRBs. Their dual objectives, slightly lowered, are
 * the bounds, so that a solver that stops early errs on the safe side. Tasks that differ in their design alone share the programs, and all programs of one
 * shape are one batch.
 *
 * @param tasks of the threshold form.
 * @param settings of the solver; the bounds replace its tolerance.
 * @returns bounds of each task, rad^2.
 */
export async function lowerBounds(
  tasks: readonly BlockTask[],
  settings: PrecodingSettings,
): Promise<readonly CrbLowerBound[]> {
  const first = new Map<string, number>();
  const programs: PrecodingProgram[] = [];
  const starts = tasks.map((task) => {
    const key = boundKey(task);
    const known = first.get(key);
    if (known !== undefined) return known;
    const start = programs.length;
    first.set(key, start);
    programs.push(...boundPrograms(task));
    return start;
  });
  const solutions = await solveWithRestart(programs, { ...settings, tolerance: BOUND_MERIT, scalarsOnly: true });
  return tasks.map((task, i) => {
    const { cells } = task.scenario;
    const start = starts[i] as number;
    const own = solutions.slice(start, start + (cells > 1 ? cells + 1 : 1));
    const crb = Float64Array.from(own.slice(0, cells), dualBound);
    const together = own.at(-1);
    const means = [crb.reduce((a, b) => a + b, 0), together ? dualBound(together) : Number.NaN].filter(Number.isFinite);
    return {
      crb,
      mean: means.length > 0 ? Math.max(...means) / cells : Number.NaN,
      solverIterations: own.reduce((sum, s) => sum + s.iterations, 0),
      solverPath: leastPrecise(own.map((s) => s.path)),
    };
  });
}

/** The program of each BS alone; where there are several BSs, then that of their sum. */
function boundPrograms(task: BlockTask): PrecodingProgram[] {
  const { scheme, robustness, scenario, realization, form } = task;
  const { cells } = scenario;
  const all = Array.from({ length: cells }, (_, m) => m);
  const sets = cells > 1 ? [...all.map((m) => [m]), all] : [all];
  const noise = noiseCovariance(scenario);
  return sets.map((sensingBs) => ({
    scheme,
    problem: 'joint',
    robustness,
    form: 'threshold',
    scenario,
    realization,
    oneBeam: hasOneBeam(task),
    sensingBs,
    threshold: form.kind === 'threshold' ? form.threshold : Number.NaN,
    ...(scheme === 'BLP-CBF' ? { echoCovariance: all.map(() => noise) } : {}),
  }));
}

function dualBound({ dualObjective, merit }: PrecodingSolution): number {
  return dualObjective === null ? Number.NaN : dualObjective * Math.max(0, 1 - SAFETY * merit);
}

function boundKey(task: BlockTask): string {
  const { form, scenario, robustness } = task;
  const seen = scenario.csiErrorRadius > 0 ? robustness : 'none';
  return `${form.kind === 'threshold' ? form.threshold : ''} ${channelKey({ ...task, design: 'joint', robustness: seen })}`;
}
