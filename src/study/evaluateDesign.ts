import { certify } from '../model/certify.ts';
import { certifySymbolLevel } from '../model/certifySymbolLevel.ts';
import { leastAccepted } from '../model/claimChecks.ts';
import { symbolLevelSinr, type Transmission } from '../model/constructiveInterference.ts';
import { type SensingMetrics, sensingCbf, sensingComp, sensingOfTransmission } from '../model/crb.ts';
import { exactOutage } from '../model/outage/exactOutage.ts';
import type { Scenario } from '../model/scenario.ts';
import { sinrCbf, sinrComp } from '../model/sinr.ts';
import type { BlockTransmission } from '../montecarlo/receiver.ts';
import { claimedThreshold } from './claimedSinr.ts';
import type { DesignTask, PrecoderDesign } from '../problems/types.ts';

/** Metrics of one design, every one recomputed in float64 from its precoders; null where there are none. */
export interface DesignMetrics {
  /** CRB of the angle of every BS in rad^2, [cells]. */
  readonly crb: Float64Array;
  /** The same by the full Fisher information of the Gaussian model, rad^2, [cells]. */
  readonly crbFull: Float64Array;
  /** CRBs of the real and of the imaginary part of the reflection gain of every BS, over abs(a_mm)^2, [cells][2]. */
  readonly amplitudeCrb: Float64Array;
  /** Smallest nominal SINR over the users, linear. */
  readonly sinr: number;
  /** Smallest SINR over users and the whole error ball, linear. */
  readonly exact: number;
  /** Smallest SINR that the Cauchy-Schwarz bound of the design's robustness leaves, linear. */
  readonly bound: number;
  /** Probability that Gaussian CSI errors bring the smallest SINR below the threshold; null where it is not asked for. */
  readonly outage: number | null;
  /** The design does what it claims (columns `meets_claim` and `failed_checks`). */
  readonly meetsClaim: boolean;
  /** The exact worst case reaches the threshold, whatever the design claims. */
  readonly holdsOverBall: boolean;
  /** Failed checks, empty when the claim is met. */
  readonly failed: readonly string[];
  /** Transmit power over the budget, [cells]. */
  readonly powerUsed: Float64Array;
  /** Largest leakage over its cap. */
  readonly leakageUsed: number;
}

/**
 * Evaluates a design with the model alone (src/model), independently of the solver that made it.
 *
 * @param outage `realizations.outage` of the study; exact is for block-level designs.
 * @returns null when the design has no precoders.
 */
export function evaluateDesign(
  task: DesignTask,
  design: PrecoderDesign,
  outage: 'sampled' | 'exact' = 'sampled',
): DesignMetrics | null {
  const transmission = transmissionOf(task, design);
  if (transmission === null) return null;
  if ('vectors' in transmission) return evaluateSymbolLevel(task, transmission, design);
  const { scenario, realization } = task;
  const { cooperation, precoders } = transmission;
  const comp = cooperation === 'comp';
  const sensing = (comp ? sensingComp : sensingCbf)(scenario, realization, precoders);
  const threshold = claimedThreshold(task, design);
  const certificate = certify(scenario, realization, {
    cooperation,
    precoders,
    threshold,
    robustness: task.robustness,
    crb: claimedCrb(task, sensing.crb),
  });
  const metrics = metricsOf(task, sensing, certificate, certificate.bound);
  if (outage === 'sampled') return metrics;
  const { channels, errorShape } = realization;
  const options = { threshold: leastAccepted(threshold), errorShape };
  return { ...metrics, outage: exactOutage(scenario, channels, precoders, cooperation, options).smallest };
}

/** What a design sends; null when it has no precoders. */
export function transmissionOf(task: DesignTask, design: PrecoderDesign): BlockTransmission | Transmission | null {
  const cooperation = task.scheme.endsWith('CoMP') ? 'comp' : 'cbf';
  const { transmit, precoders } = design;
  if (transmit && task.symbols)
    return { cooperation, vectors: transmit, symbolPhase: task.symbols.phase, pskOrder: task.symbols.pskOrder };
  return precoders && { cooperation, precoders };
}

/** SINR of every user at given channels, linear, [cell][user]. */
export function sinrAt(
  scenario: Scenario,
  channels: Float64Array,
  transmission: BlockTransmission | Transmission,
): Float64Array {
  if ('vectors' in transmission) return symbolLevelSinr(scenario, channels, transmission);
  return (transmission.cooperation === 'comp' ? sinrComp : sinrCbf)(scenario, channels, transmission.precoders);
}

/** The same for the transmit vectors of a symbol-level design, whose own bound is the exact worst case. */
function evaluateSymbolLevel(task: DesignTask, transmission: Transmission, design: PrecoderDesign): DesignMetrics {
  const { scenario, realization } = task;
  const threshold = claimedThreshold(task, design);
  const sensing = sensingOfTransmission(scenario, realization, transmission);
  const robust = task.robustness !== 'none';
  const claimed = claimedCrb(task, sensing.crb);
  const certificate = certifySymbolLevel(scenario, realization, transmission, threshold, robust, claimed);
  return metricsOf(task, sensing, certificate, certificate.worstCase);
}

function metricsOf(
  { scenario }: DesignTask,
  { crb, crbFull, amplitudeCrb }: SensingMetrics,
  certificate: ReturnType<typeof certifySymbolLevel>,
  bound: Float64Array,
): DesignMetrics {
  return {
    crb,
    crbFull,
    amplitudeCrb,
    sinr: smallest(certificate.sinr),
    exact: smallest(certificate.worstCase),
    bound: smallest(bound),
    outage: null,
    meetsClaim: certificate.meetsClaim,
    holdsOverBall: certificate.holdsOverBall,
    failed: certificate.failed,
    powerUsed: certificate.power.map((p) => p / scenario.powerBudget),
    leakageUsed: largest(certificate.leakage) / scenario.maxLeakage,
  };
}

/** At rho = 0 sensing does not enter the design, which then claims nothing about it. */
function claimedCrb({ form }: DesignTask, crb: Float64Array): Float64Array | null {
  return form.kind === 'weighted' && form.rho === 0 ? null : crb;
}

function smallest(values: Float64Array): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
function largest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}
