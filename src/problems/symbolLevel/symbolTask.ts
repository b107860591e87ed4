import { InputError } from '../../errors.ts';
import type { DesignTask } from '../types.ts';

/** A task of a symbol-level scheme in threshold form, with its symbols. */
export interface SymbolTask {
  readonly task: DesignTask;
  readonly comp: boolean;
  /** g, tightened. */
  readonly threshold: number;
  /** p_ks, [cell][user][L]. */
  readonly symbolPhase: Float64Array;
  readonly pskOrder: number;
  /** d > 0 and not ignored. */
  readonly robust: boolean;
}

/**
 * Checks a symbol-level task.
 *
 * @throws InputError without symbols, or for the weighted form.
 */
export function symbolTask(task: DesignTask, where: string, tighten: number): SymbolTask {
  const { form, symbols, scenario, robustness } = task;
  if (!symbols) throw new InputError(`${where}.symbols: expected the data symbols of ${task.scheme}, got nothing`);
  if (form.kind !== 'threshold')
    throw new InputError(
      `${where}.form: expected a threshold for ${task.scheme}, got ${form.kind}`,
      'use thresholdDb with the symbol-level schemes',
    );
  return {
    task,
    comp: task.scheme === 'SLP-CoMP',
    threshold: form.threshold * (1 + tighten),
    symbolPhase: symbols.phase,
    pskOrder: symbols.pskOrder,
    robust: robustness !== 'none' && scenario.csiErrorRadius > 0,
  };
}
