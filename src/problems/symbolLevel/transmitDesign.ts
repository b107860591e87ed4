import { stack } from '../../linalg/stack.ts';
import { type SolverCost, sumOfCosts } from '../solverCost.ts';
import { isSolved } from '../../conic/status.ts';
import type { ConvergenceStep, DesignedPrecoders } from '../types.ts';
import type { RelaxedCbf } from './relaxedCbf.ts';
import type { AchievedTransmit } from './achieveTransmit.ts';
import type { SymbolTask } from './symbolTask.ts';

/** A relaxed design: its bound and what it cost. */
type RelaxedTransmit = SolverCost &
  Pick<RelaxedCbf, 'status' | 'merit' | 'crb' | 'steps' | 'normalization' | 'infeasibility'>;

/** Steps of the re-optimisation, round by round; BSs that have settled keep their value. */
function descent(
  achieved: readonly AchievedTransmit[],
  cells: number,
  sinr: number,
  interference = Number.NaN,
): ConvergenceStep[] {
  const rounds = achieved.map((a) => a.rounds ?? [a.crb]);
  return Array.from({ length: Math.max(...rounds.map((r) => r.length)) }, (_, r) => {
    const count = Math.max(...rounds.map((own) => own[r]?.length ?? 0));
    return Array.from({ length: count }, (_step, k): ConvergenceStep => {
      const crb = Float64Array.from({ length: cells }, (_bs, bs) => {
        const own = rounds[rounds.length === 1 ? 0 : bs]?.[r] ?? [];
        return own[Math.min(k, own.length - 1)] ?? Number.NaN;
      });
      return { round: r + 1, iteration: k + 1, crb, sinr, interference };
    });
  }).flat();
}

/**
 * The outcome of a symbol-level task.
 *
 * @param sinr g that the vectors were made for; what is claimed of them is that less the tightening.
 * @param achieved of every BS, or of the stacked ones; none where the relaxation has no optimum.
 */
export function transmitDesign(
  s: SymbolTask,
  relaxed: RelaxedTransmit,
  sinr: number,
  achieved: readonly AchievedTransmit[],
): DesignedPrecoders {
  const complete = achieved.length > 0 && achieved.every((a) => a.vectors !== null);
  const failed = achieved.some((a) => a.vectors === null);
  const { status, merit, crb, steps, normalization, infeasibility } = relaxed;
  return {
    ...(infeasibility ? { infeasibility } : {}),
    status: failed && isSolved(status) ? 'numericalError' : status,
    iterations: steps.length,
    ...sumOfCosts([relaxed, ...achieved]),
    merit,
    crbBound: s.rho === 0 ? crb.map(() => Number.NaN) : crb,
    sinrBound: sinr / (1 + s.tighten),
    precoders: null,
    transmit: complete ? stack(achieved.map((a) => a.vectors as Float64Array)) : null,
    rankRatio: Number.NaN,
    extraction: complete ? 'reoptimized' : 'none',
    convergence: complete ? [...steps, ...descent(achieved, crb.length, sinr, steps.at(-1)?.interference)] : steps,
    normalization,
  };
}
