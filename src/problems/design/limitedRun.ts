import { leakagePerBs } from '../../model/covariance.ts';
import { leakageLimits } from '../leakageLimits.ts';
import type { Best } from './alternation.ts';
import type { Iterate, Run } from './cbfRun.ts';
import { ECHO_SHARES } from './echoLimits.ts';

/** Shares of the leakage of the best A that limited ones try in turn, the first with its caps on the interference, the others (`loose`) with the largest. */
export const LEAKAGE_LIMITS = [{ share: 1, loose: false }, ...ECHO_SHARES.map((share) => ({ share, loose: true }))];

/** A run with limits on its leakage. */
export interface LimitedRun {
  readonly run: Run;
  readonly echo: readonly Float64Array[];
}

/** A run whose leakage caps are a share of what its best A sends, with the echo covariances that they let through. */
export function limitedRun(run: Run, share: number, loose: boolean): LimitedRun {
  const { task, best } = run;
  const { scenario, realization } = task;
  const { cells, maxInterference } = scenario;
  const { transmit, caps } = (best as Best<Iterate>).what;
  const sent = leakagePerBs(scenario, transmit).map((x) => share * x);
  const { leakage, echo } = leakageLimits(scenario, realization, sent);
  const interference = loose
    ? { intraCell: new Float64Array(cells).fill(maxInterference), interCell: maxInterference }
    : { intraCell: caps.intraCell, interCell: caps.interCell };
  return { run: { ...run, ...interference, leakage, warmA: [] }, echo };
}
