import { invariant } from '../../errors.ts';
import type { DesignTask } from '../types.ts';

/** A task of a symbol-level scheme with its symbols. */
export interface SymbolTask {
  readonly task: DesignTask;
  /** All BSs send as one array: CoMP, and a single cell, where the two coordination modes are one problem. */
  readonly comp: boolean;
  /** g of the threshold form, tightened; NaN in the weighted form. */
  readonly threshold: number;
  /** Weight of sensing; null in the threshold form. */
  readonly rho: number | null;
  /** Relative tightening of g. */
  readonly tighten: number;
  /** p_ks, [cell][user][L]. */
  readonly symbolPhase: Float64Array;
  readonly pskOrder: number;
}

/** A checked task of a symbol-level scheme (`requireTask`) with its symbols. */
export function symbolTask(task: DesignTask, tighten: number): SymbolTask {
  const { form, symbols } = task;
  invariant(symbols, 'a symbol-level task has symbols');
  return {
    task,
    comp: task.scheme === 'SLP-CoMP' || task.scenario.cells === 1,
    threshold: form.kind === 'threshold' ? form.threshold * (1 + tighten) : Number.NaN,
    rho: form.kind === 'weighted' ? form.rho : null,
    tighten,
    symbolPhase: symbols.phase,
    pskOrder: symbols.pskOrder,
  };
}
