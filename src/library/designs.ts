import * as z from 'zod';
import type { Realization } from '../model/scenario.ts';
import { designPrecoders as designAll } from '../problems/design/designPrecoders.ts';
import {
  evaluateWorstCase as evaluate,
  type WorstCaseEvaluation,
  type WorstCaseQuery,
} from '../problems/evaluateWorstCase.ts';
import { atLeastZero, MOST_DRAWS, realizationIndex } from '../problems/fieldSchemas.ts';
import type { DesignSettings, DesignTask, PrecoderDesign } from '../problems/types.ts';
import {
  design,
  errorLaw,
  flag,
  float64,
  form,
  realization,
  robustness,
  scenario,
  scheme,
  seed,
  symbols,
  tolerance,
} from './fields.ts';
import { requireArgument, requireOptions } from './requireArgument.ts';
import { requireFinite, requireNumbers } from './requireNumbers.ts';
import { requireChannels, requireRealization, requireShape } from './systems.ts';

const taskSchema = z.strictObject({
  scheme,
  design,
  robustness,
  form,
  scenario,
  realization,
  seed,
  realizationIndex,
  symbols: symbols.optional(),
});
const settingsSchema = z.strictObject({
  tolerance: tolerance.optional(),
  tighten: z.number().min(0).lt(1).optional(),
  lowerBounds: flag,
});

const anything = z.unknown().optional();
/** A task and its design make a query: what else they have may stand there. */
const ofTaskAndDesign = {
  design: anything,
  form: anything,
  status: anything,
  iterations: anything,
  solverIterations: anything,
  merit: anything,
  solverPath: anything,
  crbBound: anything,
  crbLower: anything,
  meanCrbLower: anything,
  sinrBound: anything,
  rankRatio: anything,
  extraction: anything,
  convergence: anything,
  certificates: anything,
  infeasibility: anything,
  normalization: anything,
} satisfies Record<Exclude<keyof (DesignTask & PrecoderDesign), keyof WorstCaseQuery>, z.ZodType>;
const querySchema = z.strictObject({
  ...ofTaskAndDesign,
  scheme,
  scenario,
  realization: realization.partial({ reflectionGain: true }),
  precoders: float64.nullish(),
  transmit: float64.nullish(),
  symbols: symbols.optional(),
  robustness: robustness.optional(),
  radius: atLeastZero.optional(),
  errors: z.int().min(0).max(MOST_DRAWS).optional(),
  errorLaw: errorLaw.optional(),
  seed: seed.optional(),
  realizationIndex: realizationIndex.optional(),
});

/**
 * Designs the precoders of all tasks and returns them in the order of the tasks. Tasks of one scheme, design and form
 * advance together: every step of an alternation or search is one batch of programs over all realizations, BSs and sweep points.
 * A task's result does not depend on its neighbours. An infeasible threshold is a result with that status. In one cell coordinated
 * multipoint is coordinated beamforming, and both are designed by the same programs.
 *
 * Source: Algorithm 1 and (P1), (P2) of the paper with repairs (`paper`); the other designs are this program's own.
 *
 * @throws InputError for unknown fields and fields out of range, arrays that do not fit the scenario, a design that the scheme does not
 * have, symbol-level tasks without symbols and block-level tasks with some.
 */
export async function designPrecoders(
  tasks: readonly DesignTask[],
  settings: DesignSettings = {},
): Promise<PrecoderDesign[]> {
  requireArgument('tasks', tasks, z.array(taskSchema));
  requireArgument('settings', settings, settingsSchema);
  tasks.forEach((task, i) => {
    requireRealization(task.scenario, task.realization, `tasks[${i}].realization`);
    if (task.symbols) requirePhases(task, `tasks[${i}].symbols.phase`);
  });
  return designAll(tasks, settings);
}

/**
 * SINR of given precoders under CSI errors, four ways in one call: nominal, sampled, exact over the whole error ball
 * norm(e) <= d, and as bounded by the robust programs ((31), (32) of the paper and their repair). Computed in float64 by
 * code that shares nothing with the solver. A task and its design make a query: `{ ...task, ...design }`.
 *
 * @throws InputError when the precoders (transmit vectors and symbols at symbol level) are missing, as those of an infeasible
 * design are, on those of the other level, on sizes that do not fit the scenario, and on options that are unknown, out of range or
 * without effect.
 */
export function evaluateWorstCase(query: WorstCaseQuery): WorstCaseEvaluation {
  requireOptions(query, querySchema, 'query');
  const { reflectionGain, ...own } = query.realization as Partial<Realization> & WorstCaseQuery['realization'];
  if (reflectionGain) requireRealization(query.scenario, { reflectionGain, ...own });
  else {
    requireChannels(query.scenario, own.channels, 'realization.channels');
    requireShape(query.scenario, own.errorShape, 'realization.errorShape');
  }
  // their lengths depend on the scheme and are looked at below
  if (query.precoders) requireFinite('precoders', query.precoders);
  if (query.transmit) requireFinite('transmit', query.transmit);
  if (query.symbols) requirePhases(query, 'symbols.phase');
  return evaluate(query);
}

function requirePhases(task: Pick<DesignTask, 'scenario' | 'symbols'>, name: string): void {
  const { cells, usersPerCell, frameLength } = task.scenario;
  requireNumbers(name, task.symbols?.phase, cells * usersPerCell * frameLength, '[cell][user][L]');
}
