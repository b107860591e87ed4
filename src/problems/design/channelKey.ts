import type { Realization } from '../../model/scenario.ts';
import type { DesignTask } from '../types.ts';

const keys = new WeakMap<DesignTask, string>();
const channelTexts = new WeakMap<Realization, string>();

/** The numbers of a realization, written once for all tasks on it. */
function channelText(realization: Realization): string {
  let text = channelTexts.get(realization);
  if (text === undefined) {
    text = JSON.stringify([Array.from(realization.reflectionGain), Array.from(realization.channels)]);
    channelTexts.set(realization, text);
  }
  return text;
}

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
      channelText(realization),
      task.symbols ? [task.symbols.pskOrder, Array.from(task.symbols.phase)] : null,
    ]);
    keys.set(task, key);
  }
  return key;
}
