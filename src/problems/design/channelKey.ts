import type { DesignTask } from '../types.ts';

const keys = new WeakMap<DesignTask, string>();

/** Equal for tasks that differ in nothing but their form and their random streams: they can share programs. */
export function channelKey(task: DesignTask): string {
  let key = keys.get(task);
  if (key === undefined) {
    const { scheme, design, robustness, scenario, realization } = task;
    const { targetAngles, ...rest } = scenario;
    const entries = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
    key = JSON.stringify([
      [scheme, design, robustness],
      entries,
      Array.from(targetAngles),
      Array.from(realization.reflectionGain),
      Array.from(realization.channels),
      task.symbols ? [task.symbols.pskOrder, Array.from(task.symbols.phase)] : null,
    ]);
    keys.set(task, key);
  }
  return key;
}
