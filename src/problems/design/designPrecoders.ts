import { infeasibleThreshold, provesInfeasible } from '../certificates.ts';
import { isSymbolLevel } from '../capabilities.ts';
import { LEAST_SINR } from './largestSinr.ts';
import type { PrecodingSettings } from '../precodingProgram.ts';
import { extractPrecoders } from '../rankOne/extractPrecoders.ts';
import type { DesignedPrecoders, DesignSettings, DesignTask, PrecoderDesign } from '../types.ts';
import { singleUserProofs } from '../singleUserProofs.ts';
import { symbolTask } from '../symbolLevel/symbolTask.ts';
import { finalSettings, finishDesigns } from './finishDesigns.ts';
import { networkDesigns } from './networkDesign.ts';
import { joinCells, singleCellTasks } from './blindDesign.ts';
import { requireTask } from './requireTask.ts';
import { type BlockTask, blockTask, type RelaxedDesign, tightenedThreshold } from './relaxedDesign.ts';
import { withLowerBounds, withoutLowerBound } from './withLowerBounds.ts';

/**
 * Designs the precoders of all tasks and returns them in the order of the tasks. Tasks of one scheme, design and form
 * advance together: every step of an alternation or search is one batch of programs over all realizations, BSs and sweep points
 * (programs of different shapes, as of different antenna numbers, are batches of their own). A task's result does not depend on
 * its neighbours. An infeasible threshold is a result with that status. In one cell coordinated multipoint is coordinated
 * beamforming, and both are designed by the same programs.
 *
 * Sources: Algorithm 1 and (P1), (P2) of the paper with the repairs of problems.md (`paper`); the joint and caps-free
 * programs of problems.md.
 *
 * @throws InputError for a design that the scheme does not have, symbol-level tasks without symbols and
 * block-level tasks with some.
 */
export async function designPrecoders(
  tasks: readonly DesignTask[],
  settings: DesignSettings = {},
): Promise<PrecoderDesign[]> {
  const { tighten = 0, tolerance, lowerBounds = true } = settings;
  const solver: PrecodingSettings = tolerance === undefined ? {} : { tolerance };
  tasks.forEach((task, i) => requireTask(task, `tasks[${i}]`));
  const designs = await withProofs(tasks, await designTasks(tasks, tighten, solver), tighten, solver);
  if (lowerBounds) return withLowerBounds(tasks, designs, solver);
  return designs.map((design, i) => withoutLowerBound(design, tasks[i]?.scenario.cells ?? 0));
}

/**
 * `infeasible` is what certificates prove: without a proof that holds, nothing is claimed. In the weighted form, whose programs
 * have no threshold to contradict, the proof is that of the smallest g which that form looks for.
 */
async function withProofs(
  tasks: readonly DesignTask[],
  designs: readonly DesignedPrecoders[],
  tighten: number,
  solver: PrecodingSettings,
): Promise<DesignedPrecoders[]> {
  const isOpen = (task: DesignTask, { status, infeasibility = [] }: DesignedPrecoders): boolean =>
    status === 'infeasible' && !provesInfeasible(task, infeasibility);
  const open = tasks.flatMap((task, i) => (isOpen(task, designs[i] as DesignedPrecoders) ? [i] : []));
  if (open.length === 0) return [...designs];
  const weighted = open.filter((i) => tasks[i]?.form.kind === 'weighted');
  const atLeast = weighted.map((i): DesignTask => ({ ...(tasks[i] as DesignTask), form: SMALLEST }));
  const tried = atLeast.length > 0 ? await designTasks(atLeast, 0, solver) : [];
  const proofs = new Map(weighted.map((i, j) => [i, tried[j]?.infeasibility ?? []]));
  return designs.map((design, i) => {
    if (!open.includes(i)) return design;
    const { infeasibility: _, ...rest } = design;
    const task = tasks[i] as DesignTask;
    const plainest = singleUserProofs(task, infeasibleThreshold(task, tighten)).map((c) => [c]);
    const proof = [proofs.get(i) ?? [], ...plainest].find((c) => provesInfeasible(task, c));
    if (proof) return { ...rest, infeasibility: proof };
    return { ...rest, status: 'numericalError' };
  });
}

/** The smallest g that the weighted form looks for. */
const SMALLEST = { kind: 'threshold', threshold: LEAST_SINR } as const;

async function designTasks(
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
