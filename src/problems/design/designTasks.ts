import { isSymbolLevel } from '../capabilities.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import { extractPrecoders } from '../rankOne/extractPrecoders.ts';
import { symbolTask } from '../symbolLevel/symbolTask.ts';
import type { DesignedPrecoders, DesignTask } from '../types.ts';
import { joinCells, singleCellTasks } from './blindDesign.ts';
import { finalSettings, finishDesigns } from './finishDesigns.ts';
import { networkDesigns } from './networkDesign.ts';
import { type BlockTask, blockTask, type RelaxedDesign, tightenedThreshold } from './relaxedDesign.ts';

/** Designs checked tasks, each kind by its own method: symbol level, `blind` as designs of single cells, block level with precoders from the covariances. */
export async function designTasks(
  tasks: readonly DesignTask[],
  tighten: number,
  solver: PrecodingSettings,
): Promise<DesignedPrecoders[]> {
  const results: DesignedPrecoders[] = [];
  const symbolIndex = tasks.flatMap((task, i) => (isSymbolLevel(task.scheme) ? [i] : []));
  if (symbolIndex.length > 0) {
    const { designTransmit } = await import('../symbolLevel/designTransmit.ts'); // a block-level study starts without it
    const symbolDesigns = await designTransmit(
      symbolIndex.map((i) => symbolTask(tasks[i] as DesignTask, tighten)),
      solver,
    );
    symbolDesigns.forEach((design, j) => {
      results[symbolIndex[j] as number] = design;
    });
  }
  const blindIndex = tasks.flatMap((task, i) => (task.design === 'blind' ? [i] : []));
  if (blindIndex.length > 0) {
    const cells = blindIndex.map((i) => singleCellTasks(tasks[i] as DesignTask));
    const alone = await designTasks(cells.flat(), tighten, solver);
    let at = 0;
    blindIndex.forEach((i, j) => {
      const count = (cells[j] as DesignTask[]).length;
      results[i] = joinCells(alone.slice(at, at + count));
      at += count;
    });
  }
  const blockIndex = tasks.flatMap((task, i) => (isSymbolLevel(task.scheme) || task.design === 'blind' ? [] : [i]));
  const blockTasks = new Map(blockIndex.map((i) => [i, blockTask(tasks[i] as DesignTask)]));
  const groups = new Map<string, number[]>();
  blockTasks.forEach(({ scheme, design, form }, i) => {
    const key = design === 'paper' ? `${scheme} paper` : `network ${form.kind}`;
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  });
  for (const group of groups.values()) {
    const members = group.map((i) => blockTasks.get(i) as BlockTask);
    const relaxed = await finishDesigns(members, await relax(members, tighten, solver), solver);
    const designs = await extractPrecoders(members, relaxed, tighten, finalSettings(solver));
    designs.forEach((design, j) => {
      results[group[j] as number] = design;
    });
  }
  return results;
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
