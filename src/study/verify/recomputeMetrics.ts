import type { PrecoderDesign } from '../../problems/types.ts';
import type { GridTask } from '../chunkTasks.ts';
import { drawFault } from '../drawFault.ts';
import { type DesignMetrics, evaluateDesign } from '../evaluateDesign.ts';
import type { Study } from '../schema.ts';
import type { Findings } from './findings.ts';

/**
 * Metrics of a stored design. An exact outage that cannot be computed from its vectors, of which a run makes a failed row, is a finding.
 *
 * @param row of table `designs`.
 */
export function recomputeMetrics(
  file: string,
  row: number,
  { task }: GridTask,
  design: PrecoderDesign,
  { realizations }: Study,
  findings: Findings,
): DesignMetrics | null {
  if (realizations.outage === 'sampled') return evaluateDesign(task, design);
  try {
    return evaluateDesign(task, design, realizations.outage);
  } catch (error) {
    const found = drawFault(error);
    if (found === null) throw error;
    findings.add({ file, row, column: 'outage_exact', expected: 'vectors with an outage', found });
    return evaluateDesign(task, design);
  }
}
