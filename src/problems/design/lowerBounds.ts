import { noiseCovariance } from '../../model/echoCovariance.ts';
import { leastPrecise } from '../../solver/solverPath.ts';
import type { CrbLowerBound } from '../crbLowerBound.ts';
import type { PrecodingProgram, PrecodingSettings, PrecodingSolution } from '../precodingProgram.ts';
import { channelKey } from './channelKey.ts';
import { type BlockTask, hasOneBeam } from './relaxedDesign.ts';
import { solveWithRestart } from './solveWithRestart.ts';

/** Merit of the bounds' programs: a hundredth of the share of a CRB to which `verify` holds them. */
const BOUND_MERIT = 1e-9;
/**
 * How far a dual objective is lowered for every unit of its merit. For a feasible x, c^T x = b^T y + z^T x + r^T x with z^T x >= 0 and norm(r) at most
 * merit (1 + norm(c)); in the units of the programs norm(c) <= 1 and norm(x) is a few tens at most.
 */
const SAFETY = 100;

/**
 * Lower bounds of the CRBs of every block-level design of a robustness at a fixed threshold: the relaxation of `joint`, whose constraints all designs
 * keep (caps only add to them), at the threshold itself and with C = sr2 I, since other cells' echoes only add to C. Every BS has a program
 * that minimises its CRB alone, and one minimises the sum. Their dual objectives are the bounds, so that a solver that stopped early errs on the safe
 * side. Tasks that differ in their design alone share the programs, and all programs of one shape are one batch.
 *
 * @param tasks of the threshold form.
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
  const solutions = await solveWithRestart(programs, { ...settings, tolerance: BOUND_MERIT });
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

/** The programs of every BS alone, and that of all of them unless there is one BS. */
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
