import { infeasibleThreshold, provesInfeasible } from '../certificates.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import { solveSome } from '../../conic/batching.ts';
import { singleUserProofs } from '../singleUserProofs.ts';
import type { DesignedPrecoders, DesignTask } from '../types.ts';
import { designTasks } from './designTasks.ts';
import { LEAST_SINR } from './largestSinr.ts';

/** The smallest g that the weighted form looks for. */
const SMALLEST = { kind: 'threshold', threshold: LEAST_SINR } as const;

/**
 * Designs whose status `infeasible` is proven by the certificates that they bring along, or by those found here; without a proof that holds, nothing is claimed.
 * Programs at a fixed g bring theirs. Those of the weighted form of Algorithm 1 have no g to contradict: the smallest that the form looks for is tried for them.
 *
 * @param tighten relative tightening of g that the designs were made with.
 */
export async function withProofs(
  tasks: readonly DesignTask[],
  designs: readonly DesignedPrecoders[],
  tighten: number,
  solver: PrecodingSettings,
): Promise<DesignedPrecoders[]> {
  const open = tasks.map((task, i) => isUnproven(task, designs[i] as DesignedPrecoders));
  const tried = await solveSome(
    tasks,
    ({ form }, i) => open[i] === true && form.kind === 'weighted' && !designs[i]?.infeasibility,
    (untried) =>
      designTasks(
        untried.map((task) => ({ ...task, form: SMALLEST })),
        0,
        solver,
      ),
  );
  return tasks.map((task, i) => {
    const design = designs[i] as DesignedPrecoders;
    if (!open[i]) return design;
    const { infeasibility: _, ...rest } = design;
    const plainest = singleUserProofs(task, infeasibleThreshold(task, tighten)).map((c) => [c]);
    const proof = [tried[i]?.infeasibility ?? [], ...plainest].find((c) => provesInfeasible(task, c));
    return proof ? { ...rest, infeasibility: proof } : { ...rest, status: 'numericalError' };
  });
}

function isUnproven(task: DesignTask, { status, infeasibility = [] }: DesignedPrecoders): boolean {
  return status === 'infeasible' && !provesInfeasible(task, infeasibility);
}
