import { covarianceOfEchoes, pathEcho } from '../model/echoCovariance.ts';
import { othersOf } from '../model/othersOf.ts';
import type { Realization, Scenario } from '../model/scenario.ts';

/** Room above the leakage that is limited, relative and over the power budget, so that its programs have an interior. */
const ROOM = 1e-3;
const LEAST = 1e-6;

/** Caps on the leakage of every BS, and the covariances of the echoes that they let through. */
export interface LeakageLimits {
  /** [bs] */
  readonly leakage: Float64Array;
  /** C_m, [bs] */
  readonly echo: readonly Float64Array[];
}

/** Limits the leakage of every BS to a little more than it sends towards the target of another cell. @param sent the largest such power, [bs]. */
export function leakageLimits(scenario: Scenario, realization: Realization, sent: Float64Array): LeakageLimits {
  const { cells, maxLeakage, powerBudget } = scenario;
  const leakage = sent.map((x) => Math.min(maxLeakage, x * (1 + ROOM) + LEAST * powerBudget));
  const echo = Array.from({ length: cells }, (_, m) => {
    const power = othersOf(m, cells).reduce(
      (sum, n) => sum + pathEcho(scenario, realization, n * cells + m) * (leakage[n] as number),
      0,
    );
    return covarianceOfEchoes(scenario, m, power);
  });
  return { leakage, echo };
}
