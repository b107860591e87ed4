import { infeasibleThreshold, provesInfeasible } from '../certificates.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
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
  const results = [...designs];
  const open = tasks.flatMap((task, i) => (isUnproven(task, designs[i] as DesignedPrecoders) ? [i] : []));
  const untried = open.filter((i) => tasks[i]?.form.kind === 'weighted' && !designs[i]?.infeasibility);
  const tried = await designTasks(
    untried.map((i): DesignTask => ({ ...(tasks[i] as DesignTask), form: SMALLEST })),
    0,
    solver,
  );
  const found = new Map(untried.map((i, j) => [i, tried[j]?.infeasibility ?? []]));
  for (const i of open) {
    const task = tasks[i] as DesignTask;
    const { infeasibility: _, ...rest } = designs[i] as DesignedPrecoders;
    const plainest = singleUserProofs(task, infeasibleThreshold(task, tighten)).map((c) => [c]);
    const proof = [found.get(i) ?? [], ...plainest].find((c) => provesInfeasible(task, c));
    results[i] = proof ? { ...rest, infeasibility: proof } : { ...rest, status: 'numericalError' };
  }
  return results;
}

function isUnproven(task: DesignTask, { status, infeasibility = [] }: DesignedPrecoders): boolean {
  return status === 'infeasible' && !provesInfeasible(task, infeasibility);
}
