import { channelKey } from '../design/channelKey.ts';
import type { Design, DesignTask } from '../types.ts';
import { robustRadius } from './symbolLinks.ts';

/**
 * Equal for tasks that differ in nothing but their form and their random streams, or in what makes no difference at symbol level: `paper` and
 * `guaranteed` are one robustness there, and without a CSI error all are.
 *
 * @param design stands for that of the task.
 */
export function symbolKey(task: DesignTask, design: Design): string {
  const robust = robustRadius(task) > 0;
  const csiErrorRadius = robust ? task.scenario.csiErrorRadius : 0;
  return channelKey({
    ...task,
    design,
    robustness: robust ? 'guaranteed' : 'none',
    scenario: { ...task.scenario, csiErrorRadius },
  });
}
