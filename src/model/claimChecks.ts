import { isEstimable } from './crb.ts';
import type { Scenario } from './scenario.ts';

/** Slack of the SINR checks: 1e-6 dB. */
const SINR_SLACK = Math.pow(10, -1e-7);
/** Relative slack of the power and leakage caps. */
const CAP_SLACK = 1 + 1e-8;

/** The checks in their order. */
export const CERTIFICATE_CHECKS = ['sinr', 'worstCase', 'power', 'leakage', 'sensing', 'amplitude'] as const;

/**
 * What a design must show: nominal SINR, exact worst case (robust designs), power and leakage caps, and `sensing`: an RCRB below 90
 * degrees at every BS (designs whose objective counts it); `amplitude`: the CRBs of the reflection gains within their cap, where there is one.
 */
export type CertificateCheck = (typeof CERTIFICATE_CHECKS)[number];

/** Recomputed metrics of a design, and which of them it makes claims about. */
export interface ClaimedMetrics {
  /** SINR that the design claims for every user, linear. */
  readonly threshold: number;
  /** Nominal SINR, linear, [cell][user]. */
  readonly sinr: Float64Array;
  /** Exact worst case over the CSI error ball, linear, [cell][user]. */
  readonly worstCase: Float64Array;
  /** The threshold is claimed over the whole ball. */
  readonly robust: boolean;
  /** Transmit power, [bs]. */
  readonly power: Float64Array;
  /** Largest power towards the target of another cell, [bs], and its cap; null in CoMP, which has no such cap. */
  readonly leakage: { readonly sent: Float64Array; readonly cap: number } | null;
  /** CRB of every BS's angle, rad^2; null where the design makes no claim about sensing (rho = 0). */
  readonly crb: Float64Array | null;
  /** CRBs of the parts of every BS's reflection gain over abs(a_mm)^2, [bs][2] or the largest of them; judged where the scenario has `amplitudeCrbCap`. */
  readonly amplitudeCrb: Float64Array;
}

/** The smallest SINR that counts as reaching g: 1e-6 dB less. */
export function leastAccepted(g: number): number {
  return g * SINR_SLACK;
}

/** Every value reaches g, within 1e-6 dB. */
export function reachesSinr(values: Float64Array, g: number): boolean {
  return values.every((x) => x >= leastAccepted(g));
}

/** No value exceeds the cap, within 1e-8 of it. */
export function staysWithin(values: Float64Array, cap: number): boolean {
  return values.every((x) => x <= cap * CAP_SLACK);
}

/** No CRB of an amplitude exceeds the scenario's cap, if it has one, by more than 1e-6 dB: as much as a SINR may lack. */
export function keepsAmplitudes({ amplitudeCrbCap: cap }: Scenario, amplitudeCrb: Float64Array): boolean {
  return cap === undefined || amplitudeCrb.every((x) => x * SINR_SLACK <= cap);
}

/** What the recomputation says about a design, in two words: a design may meet its claim and still fall short within the error ball. */
export interface Verdict {
  /** Checks that failed; none for a design that meets its claim. */
  readonly failed: readonly CertificateCheck[];
  /**
   * The design does what it claims: the nominal SINR reaches the threshold, for designs that claim the whole error ball also the exact worst case,
   * power and leakage keep their caps, the RCRB is below 90 degrees at every BS, and the CRBs of the amplitudes keep their cap.
   */
  readonly meetsClaim: boolean;
  /** The exact worst case over the error ball reaches the threshold, whatever the design claims. */
  readonly holdsOverBall: boolean;
}

/** Both words of a design, each SINR within 1e-6 dB of the threshold. */
export function verdictOf(scenario: Scenario, claimed: ClaimedMetrics): Verdict {
  const failed = failedChecks(scenario, claimed);
  return { failed, meetsClaim: failed.length === 0, holdsOverBall: reachesSinr(claimed.worstCase, claimed.threshold) };
}

/** The checks that fail; none for a design that meets its claim. */
function failedChecks(scenario: Scenario, claimed: ClaimedMetrics): CertificateCheck[] {
  const { threshold, sinr, worstCase, robust, power, leakage, crb, amplitudeCrb } = claimed;
  const checks: [CertificateCheck, boolean][] = [
    ['sinr', reachesSinr(sinr, threshold)],
    ['worstCase', !robust || reachesSinr(worstCase, threshold)],
    ['power', staysWithin(power, scenario.powerBudget)],
    ['leakage', leakage === null || staysWithin(leakage.sent, leakage.cap)],
    ['sensing', crb === null || isEstimable(crb)],
    ['amplitude', keepsAmplitudes(scenario, amplitudeCrb)],
  ];
  return checks.filter(([, passed]) => !passed).map(([check]) => check);
}
