import { solveInBatches } from '../../conic/batching.ts';
import { type SolverPath } from '../../conic/solverPath.ts';
import { invariant } from '../../errors.ts';
import { squaredNorm } from '../../model/complexVector.ts';
import { scalarColumns } from '../../conic/program.ts';
import { solveScaled } from '../solveScaled.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import { isSolved } from '../../conic/status.ts';
import type { BlockTask, DesignCaps } from '../design/relaxedDesign.ts';
import { powerCoefficients } from './powerCoefficients.ts';
import { type InterferenceRule, type PowerContext, type PowerProgram, powerProgram } from './powerProgram.ts';

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
}

export interface PowerResult {
  /** Precoders along the beams, or null where no powers meet the constraints. */
  readonly precoders: Float64Array | null;
  readonly merit: number;
  readonly iterations: number;
  readonly path: SolverPath;
}

const programs = new Map<string, PowerProgram>();
const MAX_PROGRAMS = 100;

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
  const [first] = requests;
  invariant(first, 'a group has requests');
  let program = programs.get(key);
  if (!program) {
    program = powerProgram(first.task, first.rule, sumsNorms(first.task));
    if (programs.size >= MAX_PROGRAMS) programs.clear();
    programs.set(key, program);
  }
  const { shape } = program;
  const batch = requests.length;
  const entries = new Float64Array(batch * program.entries.length);
  const rhs = new Float64Array(batch * shape.rows);
  const contexts = requests.map(contextOf);
  contexts.forEach(({ context }, b) => {
    program.entries.forEach((value, e) => {
      entries[b * program.entries.length + e] = value(context);
    });
    for (const { row, value } of program.rhs) rhs[b * shape.rows + row] = value(context);
  });
  const solution = await solveScaled(
    { shape, data: { batch, rhs, entries, psd: [] } },
    { ...settings, scalarsOnly: true },
  );
  const columns = scalarColumns(shape);
  return contexts.map(({ context, unitBeams }, b) => {
    const merit = solution.merit[b] as number;
    const iterations = solution.iterations[b] as number;
    const path = solution.path[b] ?? 'float64';
    if (!isSolved(solution.status[b] ?? 'numericalError')) return { precoders: null, merit, iterations, path };
    const length = unitBeams.length / context.coefficients.users;
    const precoders = unitBeams.map((x, i) => {
      const share = Math.max(0, solution.scalars[b * columns + Math.floor(i / length)] as number);
      return x * Math.sqrt(share * context.task.scenario.powerBudget);
    });
    return { precoders, merit, iterations, path };
  });
}

/** True where the norm of a sum bounds the interference, which takes cones of its own. */
function sumsNorms(task: BlockTask): boolean {
  return task.robustness === 'guaranteedSum' && task.scenario.csiErrorRadius > 0;
}

function shapeKey({ task, rule }: PowerRequest): string {
  const { cells, usersPerCell, txAntennas } = task.scenario;
  return [task.scheme, rule, cells, usersPerCell, sumsNorms(task) ? txAntennas : 0].join(' ');
}

function contextOf({ task, threshold, beams, echo, caps }: PowerRequest): {
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
  const coefficients = powerCoefficients(task, unitBeams, echo);
  const largest = (of: 'f11' | 'f22'): Float64Array =>
    Float64Array.from(
      coefficients.fisher,
      // 1 where no beam tells anything
      (beamsOf) => powerBudget * Math.max(0, ...beamsOf.map((f) => f?.[of] ?? 0)) || 1,
    );
  const context = { task, threshold, coefficients, caps, unit11: largest('f11'), unit22: largest('f22') };
  return { context, unitBeams };
}
