import { solveInBatches } from '../../conic/batching.ts';
import type { ConicSettings } from '../../conic/solution.ts';
import type { DesignedPrecoders } from '../types.ts';
import { designCbf } from './designCbf.ts';
import { designComp } from './designComp.ts';
import type { SymbolTask } from './symbolTask.ts';

/**
 * Designs the transmit vectors of symbol-level tasks: the relaxation with its bound, then vectors re-optimised by successive
 * convex approximation for all L columns (`achieved`); the raw x of the relaxation is never evaluated for sensing. All
 * tasks of one scheme and design advance as batches.
 */
export async function designTransmit(
  tasks: readonly SymbolTask[],
  settings: ConicSettings,
): Promise<DesignedPrecoders[]> {
  return solveInBatches(
    tasks,
    ({ comp }) => (comp ? 'CoMP' : 'CBF'),
    (batch) => (batch[0].comp ? designComp : designCbf)(batch, settings),
  );
}
