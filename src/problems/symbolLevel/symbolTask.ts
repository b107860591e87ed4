import { InputError } from '../../errors.ts';
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

/**
 * Checks a symbol-level task.
 *
 * @throws InputError without symbols, for a threshold that is not positive, a weight out of range, or design `capsFree` or `blind`.
 */
export function symbolTask(task: DesignTask, where: string, tighten: number): SymbolTask {
  const { form, symbols, design } = task;
  if (!symbols) throw new InputError(`${where}.symbols: expected the data symbols of ${task.scheme}, got nothing`);
  if (design !== 'paper' && design !== 'joint')
    throw new InputError(`${where}.design: expected paper or joint with ${task.scheme}, got ${design}`);
  if (form.kind === 'threshold' && !(Number.isFinite(form.threshold) && form.threshold > 0))
    throw new InputError(`${where}.form.threshold: expected a positive number, got ${form.threshold}`);
  if (form.kind === 'weighted' && !(form.rho >= 0 && form.rho <= 1))
    throw new InputError(`${where}.form.rho: expected a number from 0 to 1, got ${form.rho}`);
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
