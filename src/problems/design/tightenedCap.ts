import type { Scenario } from '../../model/scenario.ts';
import type { DesignTask } from '../types.ts';

/** Tightened scenarios: one for each, because what is made of a scenario is kept with it. */
const kept = new WeakMap<Scenario, Map<number, Scenario>>();

/** A task whose cap on the amplitudes is tightened as its threshold is, so that precoders keep the cap itself; the same task without a cap. */
export function withTightenedCap<T extends DesignTask>(task: T, tighten: number): T {
  const { amplitudeCrbCap } = task.scenario;
  if (amplitudeCrbCap === undefined || tighten === 0) return task;
  const own = kept.get(task.scenario) ?? new Map<number, Scenario>();
  kept.set(task.scenario, own);
  const scenario = own.get(tighten) ?? { ...task.scenario, amplitudeCrbCap: amplitudeCrbCap / (1 + tighten) };
  own.set(tighten, scenario);
  return { ...task, scenario };
}

/** Scenarios without their caps. */
const uncapped = new WeakMap<Scenario, Scenario>();

/** A task without its cap on the amplitudes: what bounds its designs without it bounds them with it. */
export function withoutCap<T extends DesignTask>(task: T): T {
  const { amplitudeCrbCap, ...rest } = task.scenario;
  if (amplitudeCrbCap === undefined) return task;
  const scenario = uncapped.get(task.scenario) ?? rest;
  uncapped.set(task.scenario, scenario);
  return { ...task, scenario };
}
