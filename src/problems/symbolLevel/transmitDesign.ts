import { stack } from '../../linalg/stack.ts';
import { certifySymbolLevel } from '../../model/certifySymbolLevel.ts';
import { type SolverCost, sumOfCosts } from '../solverCost.ts';
import { isSolved } from '../../conic/status.ts';
import type { ConvergenceStep, DesignedPrecoders } from '../types.ts';
import type { RelaxedCbf } from './relaxedCbf.ts';
import type { AchievedTransmit } from './achieveTransmit.ts';
import type { SymbolTask } from './symbolTask.ts';

/** Share of g that vectors of the weighted form may lack. */
const SHORT = 1e-4;

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
 * @param sinr g that the vectors were made for; what is claimed of them is that less the tightening, or a little less (`claimedSinr`).
 * @param achieved of every BS, or of the stacked ones; none where the relaxation has no optimum.
 */
export function transmitDesign(
  s: SymbolTask,
  relaxed: RelaxedTransmit,
  sinr: number,
  achieved: readonly AchievedTransmit[],
): DesignedPrecoders {
  const complete = achieved.length > 0 && achieved.every((a) => a.vectors !== null);
  const transmit = complete ? stack(achieved.map((a) => a.vectors as Float64Array)) : null;
  const failed = achieved.some((a) => a.vectors === null);
  const { status, merit, crb, steps, normalization, infeasibility } = relaxed;
  return {
    ...(infeasibility ? { infeasibility } : {}),
    status: failed && isSolved(status) ? 'numericalError' : status,
    iterations: steps.length,
    ...sumOfCosts([relaxed, ...achieved]),
    merit,
    crbBound: s.rho === 0 ? crb.map(() => Number.NaN) : crb,
    sinrBound: claimedSinr(s, sinr / (1 + s.tighten), transmit),
    precoders: null,
    transmit,
    rankRatio: Number.NaN,
    extraction: complete ? 'reoptimized' : 'none',
    convergence: complete ? [...steps, ...descent(achieved, crb.length, sinr, steps.at(-1)?.interference)] : steps,
    normalization,
  };
}

/**
 * The g that a design claims. In the weighted form it is a result: near the largest g there is no room for vectors but a few, whose steps may end a little
 * short of what they were made for, and the design claims what they keep.
 */
function claimedSinr(
  { rho, task, symbolPhase, pskOrder }: SymbolTask,
  g: number,
  vectors: Float64Array | null,
): number {
  if (rho === null || vectors === null) return g;
  const { scenario, realization, robustness, scheme } = task;
  const robust = robustness !== 'none';
  const transmission = { cooperation: scheme === 'SLP-CoMP' ? 'comp' : 'cbf', vectors, symbolPhase, pskOrder } as const;
  const { sinr, worstCase } = certifySymbolLevel(scenario, realization, transmission, g, robust);
  const kept = Math.min(...(robust ? worstCase : sinr));
  return kept < g && kept > g * (1 - SHORT) ? kept : g;
}
