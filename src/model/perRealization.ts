import type { Realization, Scenario } from './scenario.ts';

const kept = new WeakMap<Realization, WeakMap<Scenario, Map<string, unknown>>>();

/**
 * What is a function of a realization, a scenario and the key: made at the first call and kept as long as somebody holds the two. All programs
 * and evaluations of a realization's designs have it in common.
 *
 * @param key names what it is, and whatever else it depends on.
 * @returns the same object each time: it must not be changed.
 */
export function perRealization<T>(realization: Realization, scenario: Scenario, key: string, make: () => T): T {
  let scenarios = kept.get(realization);
  if (!scenarios) {
    scenarios = new WeakMap();
    kept.set(realization, scenarios);
  }
  let values = scenarios.get(scenario);
  if (!values) {
    values = new Map();
    scenarios.set(scenario, values);
  }
  let value = values.get(key) as T | undefined;
  if (value === undefined) {
    value = make();
    values.set(key, value);
  }
  return value;
}
