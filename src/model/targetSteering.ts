import { steeringVector } from './arrays.ts';
import type { Scenario } from './scenario.ts';

/** By scenario and angle. */
const kept = new WeakMap<Scenario, Map<number, Float64Array>>();

/**
 * The transmit steering vector v(th) towards the target of path `path`, [from BS][target], made once for each scenario: every design is evaluated along it.
 *
 * @returns [txAntennas][2]; it must not be changed.
 */
export function targetSteering(scenario: Scenario, path: number): Float64Array {
  let vectors = kept.get(scenario);
  if (!vectors) {
    vectors = new Map();
    kept.set(scenario, vectors);
  }
  const angle = scenario.targetAngles[path] as number;
  let vector = vectors.get(angle);
  if (!vector) {
    vector = steeringVector(scenario.txAntennas, angle);
    vectors.set(angle, vector);
  }
  return vector;
}
