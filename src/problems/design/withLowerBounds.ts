import { isSymbolLevel } from '../capabilities.ts';
import type { CrbLowerBound } from '../crbLowerBound.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import type { DesignedPrecoders, DesignTask, PrecoderDesign } from '../types.ts';
import { sumOfCosts } from '../solverCost.ts';
import { solveSome } from '../../conic/batching.ts';
import { symbolTask } from '../symbolLevel/symbolTask.ts';
import { lowerBounds } from './lowerBounds.ts';
import { blockTask } from './relaxedDesign.ts';

/** Designs with the lower bounds of their CRBs, where they have precoders that claim a threshold. */
export async function withLowerBounds(
  tasks: readonly DesignTask[],
  designs: readonly DesignedPrecoders[],
  settings: PrecodingSettings,
): Promise<PrecoderDesign[]> {
  const wanted = (symbol: boolean) => (task: DesignTask, i: number) =>
    isSymbolLevel(task.scheme) === symbol && hasBound(task, designs[i]);
  const block = await solveSome(
    tasks.map((task, i) => ({ task, errorAxes: designs[i]?.errorAxes })),
    ({ task }, i) => wanted(false)(task, i),
    (some) =>
      lowerBounds(
        some.map(({ task, errorAxes }) => ({ task: blockTask(task), errorAxes })),
        settings,
      ),
  );
  const symbol = await solveSome(tasks, wanted(true), boundsOf);
  return designs.map((design, i) => {
    const bound = block[i] ?? symbol[i];
    return bound ? bounded(design, bound) : withoutLowerBound(design, tasks[i]?.scenario.cells ?? 0);
  });
}

/** Loads what symbol-level tasks need. */
async function boundsOf(tasks: readonly DesignTask[]): Promise<readonly CrbLowerBound[]> {
  const { symbolLowerBounds } = await import('../symbolLevel/lowerBounds.ts');
  return symbolLowerBounds(tasks.map((task) => symbolTask(task, 0)));
}

/** A design whose lower bounds are not computed. */
export function withoutLowerBound(designed: DesignedPrecoders, cells: number): PrecoderDesign {
  const { errorAxes: _, ...design } = designed;
  const { infeasibility: certificates = [] } = design;
  return { ...design, crbLower: new Float64Array(cells).fill(Number.NaN), meanCrbLower: Number.NaN, certificates };
}

function bounded(designed: DesignedPrecoders, bound: CrbLowerBound): PrecoderDesign {
  const { errorAxes: _, ...design } = designed;
  return {
    ...design,
    ...sumOfCosts([design, bound]),
    crbLower: bound.crb,
    meanCrbLower: bound.mean,
    certificates: bound.certificates,
  };
}

function hasBound({ form, design }: DesignTask, designed: DesignedPrecoders | undefined): boolean {
  const vectors = designed?.precoders ?? designed?.transmit ?? null;
  return form.kind === 'threshold' && design !== 'blind' && vectors !== null;
}
