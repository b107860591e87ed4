import { solveInBatches } from '../../conic/batching.ts';
import type { InnerSettings } from '../../conic/answerStore.ts';
import type { DesignedPrecoders } from '../types.ts';
import { solveShared } from '../solveShared.ts';
import { designCbf } from './designCbf.ts';
import { designComp } from './designComp.ts';
import { symbolKey } from './symbolKey.ts';
import type { SymbolTask } from './symbolTask.ts';

/**
 * Designs the transmit vectors of symbol-level tasks: the relaxation with its bound, then vectors re-optimised by successive
 * convex approximation for all L columns (`achieved`); the raw x of the relaxation is never evaluated for sensing. All
 * tasks of one scheme and design advance as batches. Tasks that are the same by definition are designed once, and each is charged with all of it.
 */
export async function designTransmit(
  tasks: readonly SymbolTask[],
  settings: InnerSettings,
): Promise<DesignedPrecoders[]> {
  const designs = await solveShared(tasks, designKey, (owners) =>
    solveInBatches(
      owners,
      ({ comp }) => (comp ? 'CoMP' : 'CBF'),
      (batch) => (batch[0].comp ? designComp : designCbf)(batch, settings),
    ),
  );
  return designs as DesignedPrecoders[];
}

/** Equal for tasks whose designs are the same. A single array has one convex program, whatever the design. */
function designKey({ task, comp, threshold, rho, tighten }: SymbolTask): string {
  return `${threshold} ${rho} ${tighten} ${symbolKey(task, comp ? 'joint' : task.design)}`;
}
