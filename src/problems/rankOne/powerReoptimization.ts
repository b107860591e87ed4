import { solveInBatches } from '../../conic/batching.ts';
import { ProgramLayouts } from '../../conic/builder/programLayouts.ts';
import { type SolverPath } from '../../conic/solverPath.ts';
import { squaredNorm } from '../../model/complexVector.ts';
import { scalarColumns } from '../../conic/program.ts';
import { capsAmplitudes } from '../amplitudeCrbCaps.ts';
import { solveScaled } from '../solveScaled.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import { isSolved } from '../../conic/status.ts';
import type { BlockTask, DesignCaps } from '../design/relaxedDesign.ts';
import { powerCoefficients } from './powerCoefficients.ts';
import { describePowers, type InterferenceRule, type PowerContext } from './powerProgram.ts';

/** Beams whose powers are to be optimised. */
export interface PowerRequest {
  readonly task: BlockTask;
  /** g, linear. */
  readonly threshold: number;
  /** Any length, [user][antennas][2]. */
  readonly beams: Float64Array;
  /** C_m of every BS, CBF. */
  readonly echo: readonly Float64Array[];
  readonly rule: InterferenceRule;
  /** Rule `capped` only. */
  readonly caps: DesignCaps | null;
  /** Errors of all links that the SINR rows of robustness `exact` hold for, [error set][bs][cell][user][antenna][2]. */
  readonly errors?: readonly Float64Array[];
}

export interface PowerResult {
  /** Precoders along the beams, or null where no powers meet the constraints. */
  readonly precoders: Float64Array | null;
  readonly merit: number;
  readonly iterations: number;
  readonly path: SolverPath;
}

const layouts = new ProgramLayouts();

/**
 * Optimises the powers of given beams: the smallest sum of CRBs (CBF) or largest CRB (CoMP) such that every user's bound of
 * the task's robustness reaches g by the given rule and the powers and leakages stay below their caps. The requests of one shape are one batch.
 */
export async function reoptimizePowers(
  requests: readonly PowerRequest[],
  settings: PrecodingSettings,
): Promise<PowerResult[]> {
  return solveInBatches(requests, shapeKey, (batch, key) => solveGroup(key, batch, settings));
}

async function solveGroup(
  key: string,
  requests: readonly PowerRequest[],
  settings: PrecodingSettings,
): Promise<PowerResult[]> {
  const contexts = requests.map(contextOf);
  const { program, described, valueIn } = layouts.build(
    key,
    contexts.map(({ context }) => context),
    describePowers,
  );
  const solution = await solveScaled(program, { ...settings, scalarsOnly: true });
  const columns = scalarColumns(program.shape);
  return contexts.map(({ context, unitBeams }, b) => {
    const merit = solution.merit[b] as number;
    const iterations = solution.iterations[b] as number;
    const path = solution.path[b] ?? 'float64';
    if (!isSolved(solution.status[b] ?? 'numericalError')) return { precoders: null, merit, iterations, path };
    const length = unitBeams.length / context.coefficients.users;
    const value = valueIn(solution.scalars.subarray(b * columns, (b + 1) * columns));
    const shares = described[b]?.map((power) => Math.max(0, value(power))) ?? [];
    const precoders = unitBeams.map((x, i) => {
      const share = shares[Math.floor(i / length)] as number;
      return x * Math.sqrt(share * context.task.scenario.powerBudget);
    });
    return { precoders, merit, iterations, path };
  });
}

/** True where the norm of a sum bounds the interference, which takes cones of its own. */
function sumsNorms(task: BlockTask): boolean {
  return task.robustness === 'guaranteedSum' && task.scenario.csiErrorRadius > 0;
}

function shapeKey({ task, rule, errors }: PowerRequest): string {
  const { cells, usersPerCell, txAntennas } = task.scenario;
  const capped = capsAmplitudes(task);
  return [task.scheme, rule, cells, usersPerCell, sumsNorms(task) ? txAntennas : 0, errors?.length ?? '', capped].join(
    ' ',
  );
}

function contextOf({ task, threshold, beams, echo, rule, caps, errors }: PowerRequest): {
  readonly context: PowerContext;
  readonly unitBeams: Float64Array;
} {
  const { cells, usersPerCell, powerBudget } = task.scenario;
  const length = beams.length / (cells * usersPerCell);
  const unitBeams = Float64Array.from(beams);
  for (let at = 0; at < beams.length; at += length) {
    const norm = Math.sqrt(squaredNorm(beams.subarray(at, at + length)));
    if (norm > 0) for (let i = at; i < at + length; i++) unitBeams[i] = (beams[i] as number) / norm;
  }
  const coefficients = powerCoefficients(task, unitBeams, echo, errors);
  const largest = (of: 'f11' | 'f22'): Float64Array =>
    Float64Array.from(
      coefficients.fisher,
      // 1 where no beam tells anything
      (beamsOf) => powerBudget * Math.max(0, ...beamsOf.map((f) => f?.[of] ?? 0)) || 1,
    );
  const errorSets = errors?.length ?? 1;
  const context = {
    task,
    rule,
    threshold,
    errorSets,
    coefficients,
    caps,
    unit11: largest('f11'),
    unit22: largest('f22'),
  };
  return { context, unitBeams };
}
