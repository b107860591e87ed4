import { createHash } from 'node:crypto';
import type { Realization } from '../../model/scenario.ts';
import type { DesignTask } from '../types.ts';

const keys = new WeakMap<DesignTask, string>();
const digests = new WeakMap<Realization, string>();

/** Stands for the numbers of a realization, which themselves would make long keys; made once for all tasks on it. */
function channelDigest(realization: Realization): string {
  let digest = digests.get(realization);
  if (digest === undefined) {
    const { reflectionGain, channels, errorShape } = realization;
    const hash = createHash('sha256').update(reflectionGain).update(channels);
    if (errorShape) hash.update(errorShape);
    digest = hash.digest('base64');
    digests.set(realization, digest);
  }
  return digest;
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
      channelDigest(realization),
      task.symbols ? [task.symbols.pskOrder, Array.from(task.symbols.phase)] : null,
    ]);
    keys.set(task, key);
  }
  return key;
}
