import type { Scenario } from '../../model/scenario.ts';
import { sumOfCosts } from '../solverCost.ts';
import { stack } from '../../linalg/stack.ts';
import type { DesignTask, Normalization, DesignedPrecoders } from '../types.ts';
import { isSolved } from '../../conic/status.ts';
import { firstFailure, worseOf } from './relaxedDesign.ts';

/**
 * Design `blind` (Fig. 3): every cell is designed by Algorithm 1 as if it were alone (J = 1), so that the bounds of the result are
 * those without the inter-cell links, and its evaluation in the true system those with them. BLP-CBF only (capabilities.ts).
 */
export function singleCellTasks(task: DesignTask): DesignTask[] {
  const { scenario, realization } = task;
  const { cells, usersPerCell, txAntennas } = scenario;
  const links = 2 * usersPerCell * txAntennas;
  return Array.from({ length: cells }, (_, m): DesignTask => {
    const own = m * cells + m;
    const alone: Scenario = {
      ...scenario,
      cells: 1,
      targetAngles: scenario.targetAngles.slice(own, own + 1),
    };
    return {
      ...task,
      design: 'paper',
      scenario: alone,
      realization: {
        reflectionGain: realization.reflectionGain.slice(2 * own, 2 * own + 2),
        channels: realization.channels.slice(own * links, (own + 1) * links),
      },
    };
  });
}

/** The single-cell designs as one design of the network: solved when all cells are. */
export function joinCells(designs: readonly DesignedPrecoders[]): DesignedPrecoders {
  const [first, ...rest] = designs;
  if (!first) throw new Error('internal error: a network has a cell');
  // a cell that is proven to have no design is reason enough, whatever became of the others
  const failed = firstFailure(designs.map((d) => d.status));
  const status = designs[failed]?.status ?? rest.reduce((s, d) => worseOf(s, d.status), first.status);
  const complete = isSolved(status) && designs.every((d) => d.precoders !== null);
  const infeasibility = designs[failed]?.infeasibility?.map((c) => ({ ...c, bs: failed }));
  return {
    status,
    ...(infeasibility ? { infeasibility } : {}),
    iterations: Math.max(...designs.map((d) => d.iterations)),
    ...sumOfCosts(designs),
    merit: Math.max(...designs.map((d) => d.merit)),
    crbBound: Float64Array.from(designs, (d) => d.crbBound[0] ?? Number.NaN),
    sinrBound: Math.min(...designs.map((d) => d.sinrBound)),
    precoders: complete ? stack(designs.flatMap((d) => d.precoders ?? [])) : null,
    rankRatio: Math.max(...designs.map((d) => d.rankRatio)),
    extraction: complete ? first.extraction : 'none',
    convergence: [],
    normalization: joinNormalization(designs.map((d) => d.normalization)),
  };
}

/** One pair per cell; null in the threshold form, and where a cell has none. */
function joinNormalization(own: readonly (Normalization | null)[]): Normalization | null {
  const pairs = own.flatMap((pair) => pair ?? []);
  if (pairs.length < own.length) return null;
  return { nfr: stack(pairs.map((p) => p.nfr)), nfc: stack(pairs.map((p) => p.nfc)) };
}
