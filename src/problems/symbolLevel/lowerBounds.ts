import type { ConicSettings } from '../../conic/solution.ts';
import { type CrbLowerBound, lowerBoundOf } from '../crbLowerBound.ts';
import { channelKey } from '../design/channelKey.ts';
import type { BoundProgram } from './boundProgram.ts';
import { solveBoundPrograms } from './solveBoundPrograms.ts';
import { robustRadius } from './symbolLinks.ts';
import type { SymbolTask } from './symbolTask.ts';

/** Settings of `symbolLowerBounds`. */
export interface SymbolBoundSettings extends ConicSettings {
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
  const first = new Map<string, { readonly start: number; readonly end: number }>();
  const programs: BoundProgram[] = [];
  const keys = tasks.map((task) => {
    const { form, scenario } = task.task;
    if (form.kind !== 'threshold') return null;
    const { threshold } = form;
    const key = boundKey(task, threshold);
    if (first.has(key)) return key;
    const start = programs.length;
    for (let bs = 0; bs < scenario.cells; bs++) programs.push({ task, threshold, bs, capped });
    // the sum over one BS is its own CRB
    if (scenario.cells > 1) programs.push({ task, threshold, bs: null, capped });
    first.set(key, { start, end: programs.length });
    return key;
  });
  const solutions = await solveBoundPrograms(programs, settings);
  const bounds = new Map<string, CrbLowerBound>();
  return tasks.map((task, i) => {
    const key = keys[i] ?? null;
    if (key === null) return lowerBoundOf(task.task, []);
    const { start = 0, end = 0 } = first.get(key) ?? {};
    const bound = bounds.get(key) ?? lowerBoundOf(task.task, solutions.slice(start, end));
    bounds.set(key, bound);
    return bound;
  });
}

function boundKey({ task }: SymbolTask, threshold: number): string {
  const robust = robustRadius(task) > 0;
  const csiErrorRadius = robust ? task.scenario.csiErrorRadius : 0;
  const shared = channelKey({
    ...task,
    design: 'joint',
    robustness: robust ? 'guaranteed' : 'none',
    scenario: { ...task.scenario, csiErrorRadius },
  });
  return `${threshold} ${shared}`;
}
