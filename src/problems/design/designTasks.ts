import { solveInBatches } from '../../conic/batching.ts';
import { isSymbolLevel } from '../capabilities.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import { extractPrecoders } from '../rankOne/extractPrecoders.ts';
import { symbolTask } from '../symbolLevel/symbolTask.ts';
import type { DesignedPrecoders, DesignTask } from '../types.ts';
import { withBoundedPrecoders } from './boundedPrecoders.ts';
import { joinCells, singleCellTasks } from './blindDesign.ts';
import { finalSettings } from '../searchSettings.ts';
import { finishDesigns } from './finishDesigns.ts';
import { networkDesigns } from './networkDesign.ts';
import { type BlockTask, blockTask, type RelaxedDesign, tightenedThreshold } from './relaxedDesign.ts';
import { withTightenedCap } from './tightenedCap.ts';

/** Designs checked tasks, each kind by its own method: symbol level, `blind` as designs of single cells, block level with precoders from the covariances. `onDesigned` is called after each kind. */
export async function designTasks(
  tasks: readonly DesignTask[],
  tighten: number,
  solver: PrecodingSettings,
  onDesigned?: (designs: number) => void,
): Promise<DesignedPrecoders[]> {
  return solveInBatches(tasks, methodOf, async (batch, method) => {
    const designs = await designBatch(batch, method, tighten, solver);
    onDesigned?.(designs.length);
    return designs;
  });
}

/** Designs tasks of one method. */
async function designBatch(
  batch: readonly DesignTask[],
  method: string,
  tighten: number,
  solver: PrecodingSettings,
): Promise<DesignedPrecoders[]> {
  if (method === 'symbol level') {
    const { designTransmit } = await import('../symbolLevel/designTransmit.ts'); // a block-level study starts without it
    return designTransmit(
      batch.map((task) => symbolTask(withTightenedCap(task, tighten), tighten)),
      solver,
    );
  }
  if (method === 'blind') {
    const cells = batch.map(singleCellTasks);
    const alone = await designTasks(cells.flat(), tighten, solver);
    return cells.map((own) => joinCells(alone.splice(0, own.length)));
  }
  const own = batch.map(blockTask);
  const tightened = own.map((task) => withTightenedCap(task, tighten));
  const relaxed = await finishDesigns(tightened, await relax(tightened, tighten, solver), solver);
  const designs = await extractPrecoders(own, relaxed, tighten, finalSettings(solver));
  return withBoundedPrecoders(own, designs, (tasks) => designTasks(tasks, tighten, solver));
}

/** Names the method of a task: tasks of one method are designed together. */
function methodOf(task: DesignTask): string {
  const { scheme, design, form } = task;
  if (isSymbolLevel(scheme)) return 'symbol level';
  if (design === 'blind') return 'blind';
  return design === 'paper' ? `${blockTask(task).scheme} paper` : `network ${form.kind}`;
}

/** Relaxed designs of tasks of one kind, whose own modules are loaded on demand. */
async function relax(
  tasks: readonly BlockTask[],
  tighten: number,
  settings: PrecodingSettings,
): Promise<RelaxedDesign[]> {
  const [first] = tasks;
  if (!first) return [];
  if (first.design === 'paper') {
    if (first.scheme === 'BLP-CBF') return (await import('./alternationCbf.ts')).alternateCbf(tasks, tighten, settings);
    return (await import('./alternationComp.ts')).alternateComp(tasks, tighten, settings);
  }
  if (first.form.kind === 'weighted') return (await import('./weightedSearch.ts')).searchWeighted(tasks, settings);
  return networkDesigns(
    tasks.map((task) => ({ task, threshold: tightenedThreshold(task, tighten) })),
    settings,
  );
}
