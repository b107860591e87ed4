import { solveInBatches } from '../../conic/batching.ts';
import { echoCovariance } from '../../model/echoCovariance.ts';
import { sentPower } from '../../model/sentPower.ts';
import { type BlockTask, type RelaxedDesign, sensingValue, transmitCovariances } from '../design/relaxedDesign.ts';
import { isLimited, limitsOf } from '../design/echoLimits.ts';
import { withTightenedCap } from '../design/tightenedCap.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import { charge, costOf, NO_COST, type SolverCost, sumOfCosts } from '../solverCost.ts';
import type { Extraction, DesignedPrecoders } from '../types.ts';
import { meets, sensingOf } from './achieved.ts';
import { beamLayout, channelBeams, gaussianBeams, principalBeams } from './candidates.ts';
import type { PowerRequest } from './powerReoptimization.ts';
import type { InterferenceRule } from './powerProgram.ts';

/** Second over first eigenvalue below which a relaxation counts as tight (docs/decisions/0004-designs-and-rank-one.md). */
const TIGHT = 1e-4;
/** Gaussian draws beside the two deterministic candidates, where it is not tight. */
const DRAWS = 30;
/** Relative excess of the achieved CRB over the relaxation's above which other directions are tried than the principal ones. */
const LOOSE = 1e-2;

interface Extracted {
  readonly precoders: Float64Array;
  readonly extraction: Extraction;
  readonly merit: number;
}

/** A design whose precoders need their powers optimised again. */
interface Repair {
  readonly index: number;
  readonly candidates: readonly { readonly beams: Float64Array; readonly extraction: Extraction }[];
  /** Precoders where no candidate is better. */
  readonly fallback: Float64Array;
  /** What they achieve, rad^2; null where they do not meet the constraints. */
  readonly achieved: number | null;
}

/**
 * Precoders of rank one from relaxed covariances. Where the relaxation is tight, the scaled
 * principal eigenvectors, or W h* where these fall short of the threshold by more than 1e-6 dB; otherwise, or where neither
 * will do or attains the relaxation's CRB within 1%, candidates {principal, W h*, and Gaussian draws where it is not tight} with their powers
 * optimised again, all candidates of all designs in one batch, and the feasible one with the smallest achieved CRB wins. The powers keep to the design's own caps; where no candidate
 * does, to the true SINR alone, so that the result can be better than the relaxation of the capped program. Where none is feasible the principal eigenvectors are returned as they are and
 * will not certify.
 *
 * @param tighten the relaxation's thresholds were this much above what is claimed, relative.
 */
export async function extractPrecoders(
  tasks: readonly BlockTask[],
  relaxed: readonly RelaxedDesign[],
  tighten: number,
  settings: PrecodingSettings,
): Promise<DesignedPrecoders[]> {
  const ratios = new Float64Array(tasks.length).fill(Number.NaN);
  const found: (Extracted | null)[] = tasks.map(() => null);
  const repairs: Repair[] = [];
  tasks.forEach((task, index) => {
    const design = relaxed[index];
    if (!design?.covariances) return;
    const { covariances } = design;
    const layout = beamLayout(task);
    const { beams: principal, rankRatio } = principalBeams(layout, covariances);
    ratios[index] = rankRatio;
    const threshold = design.sinr / (1 + tighten);
    const tight = rankRatio < TIGHT;
    const heard = (): Float64Array => channelBeams(layout, covariances); // the principal ones nearly always do
    const meeting = (beams: Float64Array): Float64Array | undefined => {
      const precoders = withinPower(task, beams);
      return meets(task, precoders, threshold) ? precoders : undefined;
    };
    const direct = tight ? (meeting(principal) ?? meeting(heard())) : undefined;
    const achieved = direct ? sensingOf(task, direct) : null;
    if (direct && !((achieved ?? 0) > (1 + LOOSE) * sensingValue(task, design.crb))) {
      found[index] = { precoders: direct, extraction: 'principal', merit: design.merit };
      return;
    }
    const draws = tight ? [] : gaussianBeams(task, layout, covariances, DRAWS);
    repairs.push({
      index,
      fallback: direct ?? withinPower(task, principal),
      achieved,
      candidates: [
        ...[principal, heard()].map((beams) => ({ beams, extraction: 'repowered' as const })),
        ...draws.map((beams) => ({ beams, extraction: 'randomized' as const })),
      ],
    });
  });
  const costs = await repairAll(tasks, relaxed, repairs, found, tighten, settings);
  return tasks.map((_, i) => record(relaxed[i], found[i] ?? null, ratios[i] as number, costs[i] ?? NO_COST, tighten));
}

/** Fills `found` for every repair; returns what was spent on each task. */
async function repairAll(
  tasks: readonly BlockTask[],
  relaxed: readonly RelaxedDesign[],
  repairs: readonly Repair[],
  found: (Extracted | null)[],
  tighten: number,
  settings: PrecodingSettings,
): Promise<readonly SolverCost[]> {
  const costs = tasks.map(() => ({ ...NO_COST }));
  if (repairs.length === 0) return costs;
  const requests = repairs.flatMap(({ index, candidates }) => {
    const [task, design] = [tasks[index], relaxed[index]];
    if (!task || !design?.covariances) return [];
    const transmit = transmitCovariances(task, design.covariances);
    const { scenario, realization } = task;
    const echo =
      task.scheme === 'BLP-CBF'
        ? Array.from({ length: scenario.cells }, (_, m) => echoCovariance(scenario, realization, m, transmit))
        : [];
    const tightened = withTightenedCap(task, tighten);
    const limits = isLimited(task) ? limitsOf(tightened, echo, 1) : echo;
    const common = { task: tightened, threshold: design.sinr, echo: limits };
    return candidates.flatMap(({ beams }) =>
      rulesOf(design, task).map((rule): PowerRequest => {
        return { ...common, beams, rule, caps: rule === 'capped' ? design.caps : null };
      }),
    );
  });
  // few studies need these
  const { reoptimizePowers } = await import('./powerReoptimization.ts');
  const { reoptimizeExactPowers } = await import('./exactPowers.ts');
  const results = await solveInBatches(
    requests,
    ({ task }) => (task.robustness === 'exact' && task.scenario.csiErrorRadius > 0 ? 'exact' : ''),
    (batch, kind) => (kind === 'exact' ? reoptimizeExactPowers : reoptimizePowers)(batch, settings),
  );
  let at = 0;
  for (const { index, candidates, fallback, achieved } of repairs) {
    const [task, design] = [tasks[index], relaxed[index]];
    if (!task || !design) continue;
    found[index] = { precoders: fallback, extraction: 'principal', merit: design.merit };
    const rules = rulesOf(design, task);
    const best = rules.map((): (Extracted & { readonly value: number }) | null => null);
    for (const { extraction } of candidates)
      rules.forEach((_, r) => {
        const result = results[at++];
        charge(costs[index] as SolverCost, costOf(result ? [result] : []));
        if (!result?.precoders) return;
        const precoders = withinPower(task, result.precoders);
        if (!meets(task, precoders, design.sinr / (1 + tighten))) return;
        const value = sensingOf(task, precoders);
        if (best[r] && !(value < best[r].value)) return;
        best[r] = { precoders, extraction, merit: Math.max(design.merit, result.merit), value };
      });
    const repaired = best.find((b) => b !== null);
    if (repaired && (achieved === null || repaired.value < achieved)) found[index] = repaired;
  }
  return costs;
}

/** The design's own rule first; where no candidate keeps to a rule with caps, the true SINR will do. */
function rulesOf(design: RelaxedDesign, task: BlockTask): InterferenceRule[] {
  if (task.design === 'joint') return ['joint'];
  return [design.caps ? 'capped' : 'capsFree', 'joint'];
}

function record(
  relaxed: RelaxedDesign | undefined,
  extracted: Extracted | null,
  rankRatio: number,
  repair: SolverCost,
  tighten: number,
): DesignedPrecoders {
  if (!relaxed) throw new Error('internal error: a task has no design');
  return {
    status: relaxed.status,
    ...(relaxed.infeasibility ? { infeasibility: relaxed.infeasibility } : {}),
    ...(relaxed.errorAxes ? { errorAxes: relaxed.errorAxes } : {}),
    iterations: relaxed.iterations,
    ...sumOfCosts([relaxed, repair]),
    merit: extracted?.merit ?? relaxed.merit,
    crbBound: relaxed.crb,
    sinrBound: relaxed.sinr / (1 + tighten),
    precoders: extracted?.precoders ?? null,
    rankRatio,
    extraction: extracted?.extraction ?? 'none',
    convergence: relaxed.convergence,
    normalization: relaxed.normalization,
  };
}

/** Takes away what a BS sends beyond its budget, a matter of the solver's tolerance: all of its antennas alike. */
function withinPower(task: BlockTask, precoders: Float64Array): Float64Array {
  const { scenario } = task;
  const comp = task.scheme === 'BLP-CoMP';
  const power = sentPower(scenario, precoders, comp ? 'comp' : 'cbf');
  const result = precoders.slice();
  // CoMP scales all BSs together, so that the zeros of its interference stay where they are
  const common = scenario.powerBudget / power.reduce((a, b) => Math.max(a, b), 0);
  power.forEach((p, bs) => {
    const ratio = comp ? common : scenario.powerBudget / p;
    if (!(ratio < 1) || (comp && bs > 0)) return;
    const each = comp ? result.length : result.length / scenario.cells;
    for (let i = bs * each; i < (bs + 1) * each; i++) result[i] = (result[i] as number) * Math.sqrt(ratio);
  });
  return result;
}
