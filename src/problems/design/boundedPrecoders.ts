import { solveSome } from '../../conic/batching.ts';
import { meets, sensingOf } from '../rankOne/achieved.ts';
import { sumOfCosts } from '../solverCost.ts';
import type { DesignedPrecoders, DesignTask } from '../types.ts';
import type { BlockTask } from './relaxedDesign.ts';

/**
 * Designs of robustness `exact` whose relaxation is not of rank one, or whose precoders fall short, with the precoders of `guaranteedSum` where these are better: they hold over the error ball too, and their relaxation mostly
 * is of rank one.
 *
 * @param design designs other tasks.
 */
export async function withBoundedPrecoders(
  tasks: readonly BlockTask[],
  designs: readonly DesignedPrecoders[],
  design: (tasks: readonly DesignTask[]) => Promise<readonly DesignedPrecoders[]>,
): Promise<DesignedPrecoders[]> {
  const bounded = await solveSome(
    tasks.map((task, i) => ({ task, own: designs[i] as DesignedPrecoders })),
    ({ task, own: { precoders, extraction, sinrBound } }) =>
      task.robustness === 'exact' &&
      task.scenario.csiErrorRadius > 0 &&
      task.realization.errorShape === undefined &&
      precoders !== null &&
      (extraction !== 'principal' || !meets(task, precoders, sinrBound)),
    (loose) =>
      design(
        loose.map(({ task, own: { sinrBound: threshold } }) => ({
          ...task,
          robustness: 'guaranteedSum',
          form: { kind: 'threshold', threshold },
        })),
      ),
  );
  return designs.map((own, i) => {
    const other = bounded[i];
    const task = tasks[i];
    if (!other || !task || !own.precoders) return own;
    const spent = { ...own, ...sumOfCosts([own, other]) };
    const { precoders, extraction, merit } = other;
    if (precoders === null || !meets(task, precoders, own.sinrBound)) return spent;
    const worse =
      meets(task, own.precoders, own.sinrBound) && sensingOf(task, own.precoders) <= sensingOf(task, precoders);
    return worse ? spent : { ...spent, precoders, extraction, merit: Math.max(own.merit, merit) };
  });
}
