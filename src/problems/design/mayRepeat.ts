import { isSymbolLevel } from '../capabilities.ts';
import type { DesignTask } from '../types.ts';

/**
 * True where the programs of some tasks may have others of the same numbers among them, so that it pays to keep answers: searches and alternations with caps come back to
 * programs, and designs of one channel draw have programs in common. Those of `joint` and `capsFree` at a fixed threshold differ from step to step.
 */
export function mayRepeat(tasks: readonly DesignTask[]): boolean {
  const seen = new Set<string>();
  return tasks.some(({ scheme, design, form, scenario, seed, realizationIndex }) => {
    if (isSymbolLevel(scheme) || form.kind !== 'threshold' || (design !== 'joint' && design !== 'capsFree'))
      return true;
    // in one cell both schemes are one problem
    const draw = `${seed} ${realizationIndex} ${scenario.cells === 1 ? '' : scheme}`;
    const again = seen.has(draw);
    seen.add(draw);
    return again;
  });
}
