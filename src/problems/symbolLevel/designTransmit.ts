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
  const results: DesignedPrecoders[] = [];
  const comp = tasks.flatMap((s, i) => (s.comp ? [i] : []));
  const cbf = tasks.flatMap((s, i) => (s.comp ? [] : [i]));
  for (const [group, design] of [
    [comp, designComp],
    [cbf, designCbf],
  ] as const) {
    const designs = await design(
      group.map((i) => tasks[i] as SymbolTask),
      settings,
    );
    designs.forEach((d, j) => {
      results[group[j] as number] = d;
    });
  }
  return results;
}
