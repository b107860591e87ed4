import { solveSome } from '../../conic/batching.ts';
import { exactWorstCase } from '../../model/exactWorstCase.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import { cooperationOf } from '../capabilities.ts';
import { MET } from '../errorRounds.ts';
import { costOf } from '../solverCost.ts';
import { type PowerRequest, type PowerResult, reoptimizePowers } from './powerReoptimization.ts';

/** Error sets at most: the powers are few, and every set leaves them less room. */
const MOST_SETS = 12;
/**
 * `reoptimizePowers` for robustness `exact`: a set of errors gives every user a SINR row that is linear in the powers. The worst errors of the powers found are the
 * next set, until none takes a user below the threshold (cutting sets, Mutapcic and Boyd 2009). Without powers where that does not happen.
 */
export async function reoptimizeExactPowers(
  requests: readonly PowerRequest[],
  settings: PrecodingSettings,
): Promise<PowerResult[]> {
  const runs = requests.map((request) => ({
    request,
    errors: [worstOf(request, request.beams).errors],
    result: null as PowerResult | null,
    isOpen: true,
  }));
  for (let sets = 1; runs.some((run) => run.isOpen); sets++) {
    const results = await solveSome(
      runs,
      (run) => run.isOpen,
      (open) =>
        reoptimizePowers(
          open.map(({ request, errors }) => ({ ...request, errors })),
          settings,
        ),
    );
    results.forEach((result, i) => {
      const run = runs[i];
      if (!result || !run) return;
      const { solverIterations: iterations, solverPath: path } = costOf(run.result ? [run.result, result] : [result]);
      run.result = { ...result, iterations, path };
      run.isOpen = false;
      if (!result.precoders) return;
      const { sinr, errors } = worstOf(run.request, result.precoders);
      if (sinr.every((x) => x >= run.request.threshold * (1 - MET))) return;
      run.isOpen = sets < MOST_SETS;
      if (run.isOpen) run.errors.push(errors);
      else run.result = { ...run.result, precoders: null };
    });
  }
  return runs.map(({ result }) => result as PowerResult);
}

function worstOf({ task: { scheme, scenario, realization } }: PowerRequest, precoders: Float64Array) {
  const { channels, errorShape } = realization;
  const cooperation = cooperationOf(scheme);
  return exactWorstCase(scenario, channels, precoders, cooperation, scenario.csiErrorRadius, errorShape);
}
