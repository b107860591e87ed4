import type { GridTask } from './chunkTasks.ts';
import type { DesignOrFailure } from './designDraws.ts';
import { drawFault } from './drawFault.ts';
import { type DesignMetrics, evaluateDesign } from './evaluateDesign.ts';
import type { Study } from './schema.ts';
import { type DesignRow, failedRow } from './tables/designRow.ts';

/**
 * The row of a task from its design: metrics, or `failed` where it has no design, its evaluation throws, or a number of it is not finite.
 *
 * @param outage `realizations.outage` of the study.
 * @throws whatever is not the fault of the draw (`drawFault`).
 */
export function evaluateDraw(
  grid: GridTask,
  design: DesignOrFailure,
  outage: Study['realizations']['outage'],
): DesignRow {
  const { id, point, task } = grid;
  if ('failure' in design) return failedRow(grid, design.failure);
  try {
    const metrics = evaluateDesign(task, design, outage);
    const undefinedCrb = task.form.kind === 'weighted' && task.form.rho === 0;
    const fault = metrics && notFinite(metrics, undefinedCrb);
    return fault
      ? failedRow(grid, `evaluation: ${fault}`)
      : { id, point, task, design, metrics, errors: null, failure: null };
  } catch (error) {
    const failure = drawFault(error);
    if (failure === null) throw error;
    return failedRow(grid, `evaluation: ${failure}`);
  }
}

/** Names the first metric that is no number; null where all are. A CRB may be infinite: then the angle cannot be estimated. */
function notFinite(metrics: DesignMetrics, undefinedCrb: boolean): string | null {
  const { crb, sinr, exact, bound, outage, powerUsed, leakageUsed } = metrics;
  if (!undefinedCrb && crb.some(Number.isNaN)) return 'CRB of an angle: expected a number, got NaN';
  const numbers: readonly (readonly [string, Iterable<number>])[] = [
    ['SINR', [sinr]],
    ['worst SINR over the error ball', [exact]],
    ['bound on the worst SINR', [bound]],
    ['outage', outage === null ? [] : [outage]],
    ['transmit power', powerUsed],
    ['leakage', [leakageUsed]],
  ];
  for (const [name, values] of numbers)
    for (const value of values) if (!Number.isFinite(value)) return `${name}: expected a finite number, got ${value}`;
  return null;
}
