import { leastPrecise } from '../../solver/solverPath.ts';
import type { CrbLowerBound } from '../crbLowerBound.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import type { DesignedPrecoders, DesignTask, PrecoderDesign } from '../types.ts';
import { lowerBounds } from './lowerBounds.ts';
import type { BlockTask } from './relaxedDesign.ts';

/** Designs with the lower bounds of their CRBs, where they have precoders that claim a threshold. */
export async function withLowerBounds(
  tasks: readonly DesignTask[],
  designs: readonly DesignedPrecoders[],
  settings: PrecodingSettings,
): Promise<PrecoderDesign[]> {
  const index = tasks.flatMap((task, i) => (isBlockTask(task) && hasBound(task, designs[i]) ? [i] : []));
  const found = await lowerBounds(
    index.map((i) => tasks[i] as BlockTask),
    settings,
  );
  const bounds = new Map(index.map((i, k) => [i, found[k]]));
  return designs.map((design, i) => {
    const bound = bounds.get(i);
    return bound ? bounded(design, bound) : withoutLowerBound(design, tasks[i]?.scenario.cells ?? 0);
  });
}

/** A design whose lower bounds are not computed. */
export function withoutLowerBound(design: DesignedPrecoders, cells: number): PrecoderDesign {
  return { ...design, crbLower: new Float64Array(cells).fill(Number.NaN), meanCrbLower: Number.NaN };
}

function bounded(design: DesignedPrecoders, bound: CrbLowerBound): PrecoderDesign {
  return {
    ...design,
    solverIterations: design.solverIterations + bound.solverIterations,
    solverPath: leastPrecise([design.solverPath, bound.solverPath]),
    crbLower: bound.crb,
    meanCrbLower: bound.mean,
  };
}

function hasBound({ form, design }: DesignTask, designed: DesignedPrecoders | undefined): boolean {
  const vectors = designed?.precoders ?? designed?.transmit ?? null;
  return form.kind === 'threshold' && design !== 'blind' && vectors !== null;
}

function isBlockTask(task: DesignTask): task is BlockTask {
  return task.scheme === 'BLP-CBF' || task.scheme === 'BLP-CoMP';
}
