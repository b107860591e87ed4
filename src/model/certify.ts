import type { SymbolLevelCertificate } from './certifySymbolLevel.ts';
import { verdictOf } from './claimChecks.ts';
import { sensingCbf, sensingComp } from './crb.ts';
import { exactWorstCase } from './exactWorstCase.ts';
import type { Realization, Scenario } from './scenario.ts';
import { leakedPower, sentPower } from './sentPower.ts';
import { type Cooperation, sinrCbf, sinrComp } from './sinr.ts';
import { boundsWorstCase, type ErrorBound, worstCaseBound } from './worstCaseBound.ts';

/** A block-level design recomputed from its precoders in float64. */
export interface DesignCertificate extends SymbolLevelCertificate {
  /** SINR that the design's own error bound leaves, linear, [cell][user]. */
  readonly bound: Float64Array;
}

/** Precoders and what they are claimed to do. */
export interface DesignClaim {
  /** Who transmits to a user. */
  readonly cooperation: Cooperation;
  /** CBF [bs][user][antenna][2]; CoMP [user][stacked antenna][2]. */
  readonly precoders: Float64Array;
  /** SINR that the design claims for every user, linear. */
  readonly threshold: number;
  /** What the design does about the CSI error: decides whether the worst case must meet the threshold. */
  readonly robustness: ErrorBound;
  /** Leakage cap, default the scenario's `maxLeakage`. CoMP has none. */
  readonly leakageCap?: number;
  /** CRB of every BS's angle, rad^2, where the design claims that it can be estimated. Default: no claim about sensing. */
  readonly crb?: Float64Array | null;
}

const NO_CLAIM = new Float64Array(0);

/**
 * Recomputes a block-level design and tells whether it meets its claim: nominal SINR and, for the guaranteed robustness, the exact worst case
 * within 1e-6 dB of the threshold, power and leakage within 1e-8 of their caps, RCRBs below 90 degrees, and the CRBs of the amplitudes
 * within 1e-6 dB of the scenario's `amplitudeCrbCap`, where it has one. Whatever the robustness, it also tells
 * whether the exact worst case reaches the threshold.
 *
 * @throws InputError on precoders or channels that do not fit the scenario.
 */
export function certify(scenario: Scenario, realization: Realization, claim: DesignClaim): DesignCertificate {
  const { cooperation, precoders, threshold, robustness, leakageCap = scenario.maxLeakage, crb = null } = claim;
  const { channels, errorShape } = realization;
  const { csiErrorRadius: radius } = scenario;
  const comp = cooperation === 'comp';
  const sinr = (comp ? sinrComp : sinrCbf)(scenario, channels, precoders);
  const worstCase = exactWorstCase(scenario, channels, precoders, cooperation, radius, errorShape).sinr;
  const bound = worstCaseBound(scenario, channels, precoders, cooperation, robustness, radius, errorShape);
  const power = sentPower(scenario, precoders, cooperation);
  const leakage = leakedPower(scenario, precoders, cooperation);

  const verdict = verdictOf(scenario, {
    threshold,
    sinr,
    worstCase,
    robust: boundsWorstCase(robustness),
    power,
    leakage: comp ? null : { sent: leakage, cap: leakageCap },
    crb,
    amplitudeCrb:
      scenario.amplitudeCrbCap === undefined
        ? NO_CLAIM
        : (comp ? sensingComp : sensingCbf)(scenario, realization, precoders).amplitudeCrb,
  });
  return { sinr, worstCase, bound, power, leakage, ...verdict };
}
