import { leastPrecise } from '../../conic/solverPath.ts';
import { isSymbolLevel } from '../capabilities.ts';
import type { CrbLowerBound } from '../crbLowerBound.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import type { DesignedPrecoders, DesignTask, PrecoderDesign } from '../types.ts';
import { type SymbolTask, symbolTask } from '../symbolLevel/symbolTask.ts';
import { lowerBounds } from './lowerBounds.ts';
import { type BlockTask, blockTask } from './relaxedDesign.ts';

/** Designs with the lower bounds of their CRBs, where they have precoders that claim a threshold. */
export async function withLowerBounds(
  tasks: readonly DesignTask[],
  designs: readonly DesignedPrecoders[],
  settings: PrecodingSettings,
): Promise<PrecoderDesign[]> {
  const bounds = new Map<number, CrbLowerBound>();
  const block = new Map<number, BlockTask>();
  const symbol = new Map<number, SymbolTask>();
  tasks.forEach((task, i) => {
    if (!hasBound(task, designs[i])) return;
    if (isSymbolLevel(task.scheme)) symbol.set(i, symbolTask(task, 0));
    else block.set(i, blockTask(task));
  });
  const blockBounds = await lowerBounds([...block.values()], settings);
  const symbolBounds = await boundsOf([...symbol.values()]);
  [...block.keys()].forEach((i, k) => bounds.set(i, blockBounds[k] as CrbLowerBound));
  [...symbol.keys()].forEach((i, k) => bounds.set(i, symbolBounds[k] as CrbLowerBound));
  return designs.map((design, i) => {
    const bound = bounds.get(i);
    return bound ? bounded(design, bound) : withoutLowerBound(design, tasks[i]?.scenario.cells ?? 0);
  });
}

/** Loads what symbol-level tasks need where there are some. */
async function boundsOf(tasks: readonly SymbolTask[]): Promise<readonly CrbLowerBound[]> {
  if (tasks.length === 0) return [];
  const { symbolLowerBounds } = await import('../symbolLevel/lowerBounds.ts');
  return symbolLowerBounds(tasks);
}

/** A design whose lower bounds are not computed. */
export function withoutLowerBound(design: DesignedPrecoders, cells: number): PrecoderDesign {
  const { infeasibility: certificates = [] } = design;
  return { ...design, crbLower: new Float64Array(cells).fill(Number.NaN), meanCrbLower: Number.NaN, certificates };
}

function bounded(design: DesignedPrecoders, bound: CrbLowerBound): PrecoderDesign {
  return {
    ...design,
    solverIterations: design.solverIterations + bound.solverIterations,
    solverPath: leastPrecise([design.solverPath, bound.solverPath]),
    crbLower: bound.crb,
    meanCrbLower: bound.mean,
    certificates: bound.certificates,
  };
}

function hasBound({ form, design }: DesignTask, designed: DesignedPrecoders | undefined): boolean {
  const vectors = designed?.precoders ?? designed?.transmit ?? null;
  return form.kind === 'threshold' && design !== 'blind' && vectors !== null;
}
