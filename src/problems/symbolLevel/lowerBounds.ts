import type { InnerSettings } from '../../conic/answerStore.ts';
import { type CrbLowerBound, lowerBoundOf } from '../crbLowerBound.ts';
import { solveGroups } from '../solveGroups.ts';
import { withoutCap } from '../design/tightenedCap.ts';
import { solveShared } from '../solveShared.ts';
import { times } from '../times.ts';
import type { BoundProgram } from './boundProgram.ts';
import { solveBoundPrograms } from './solveBoundPrograms.ts';
import { symbolKey } from './symbolKey.ts';
import type { SymbolTask } from './symbolTask.ts';

/** Settings of `symbolLowerBounds`. */
export interface SymbolBoundSettings extends InnerSettings {
  /**
   * SLP-CBF only. True, the default: bounds hold for designs that keep the cap (56) with I_sl <= Imax, as `paper` and `joint` do. False: bounds hold for every
   * transmission, whatever interference it causes, and are far lower where the cap binds (docs/decisions/0022).
   */
  readonly capped?: boolean;
}

/**
 * Lower bounds on the CRBs of every symbol-level design that reaches the threshold of its task (without tightening, and over the whole error ball where the
 * task is robust). One convex program for each BS minimises its CRB alone, and another one minimises the sum over all BSs; what their multipliers
 * prove (`provenBounds`) are the bounds. Tasks that differ in their design alone share the programs (`paper` and `guaranteed` are one robustness here), and all programs
 * of one shape are one batch. A task in the weighted form has no threshold: its bounds are NaN.
 *
 * Source: relaxations of (P3) and (P4), docs/decisions/0022.
 *
 * @returns bounds of each task, rad^2.
 */
export async function symbolLowerBounds(
  tasks: readonly SymbolTask[],
  { capped = true, ...settings }: SymbolBoundSettings = {},
): Promise<readonly CrbLowerBound[]> {
  const free = tasks.map((s) => ({ ...s, task: withoutCap(s.task) }));
  const bounds = await solveShared(free, boundKey, async (owners) => {
    const solved = await solveGroups(
      owners.map((task) => boundPrograms(task, capped)),
      (programs) => solveBoundPrograms(programs, settings),
    );
    return owners.map(({ task }, i) => lowerBoundOf(task, solved[i] ?? []));
  });
  return tasks.map(({ task }, i) => bounds[i] ?? lowerBoundOf(task, []));
}

/** The program of each BS alone; where there are several BSs, then that of their sum. */
function boundPrograms(task: SymbolTask, capped: boolean): BoundProgram[] {
  const { form, scenario } = task.task;
  const threshold = form.kind === 'threshold' ? form.threshold : Number.NaN;
  const stations: (number | null)[] = times(scenario.cells, (bs) => bs);
  if (scenario.cells > 1) stations.push(null);
  return stations.map((bs) => ({ task, threshold, bs, capped }));
}

/** Null of a task without a threshold. */
function boundKey({ task }: SymbolTask): string | null {
  if (task.form.kind !== 'threshold') return null;
  return `${task.form.threshold} ${symbolKey(task, 'joint')}`;
}
