import { certify } from '../model/certify.ts';
import { certifySymbolLevel } from '../model/certifySymbolLevel.ts';
import { symbolLevelSinr, type Transmission } from '../model/constructiveInterference.ts';
import { sensingCbf, sensingComp, sensingOfTransmission } from '../model/crb.ts';
import { sampledSinr } from '../model/sampledWorstCase.ts';
import type { SharedCsiErrors } from '../model/sharedCsiErrors.ts';
import { sinrCbf, sinrComp } from '../model/sinr.ts';
import type { DataSymbols, DesignTask, PrecoderDesign } from '../problems/types.ts';

/** Settings of the error draws. */
export interface ErrorDraws {
  readonly errors: number;
  readonly errorLaw: 'ball' | 'sphere';
}

/** Metrics of one design, every one recomputed in float64 from its precoders; null where there are none. */
export interface DesignMetrics {
  /** CRB of the angle of every BS in rad^2, [cells]. */
  readonly crb: Float64Array;
  /** Smallest nominal SINR over the users, linear. */
  readonly sinr: number;
  /** Smallest SINR over users and error draws, linear; null without draws. */
  readonly sampled: number | null;
  /** Smallest SINR over users and the whole error ball, linear. */
  readonly exact: number;
  /** Smallest SINR that the Cauchy-Schwarz bound of the design's robustness leaves, linear. */
  readonly bound: number;
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
  /** Smallest SINR over the users for each error draw, linear, [errors]. */
  readonly errorSinr: Float64Array;
}

/**
 * Evaluates a design with the model alone (src/model), independently of the solver that made it.
 *
 * @param shared keeps the error draws of a realization for its next design; default: they are drawn for this one.
 * @returns null when the design has no precoders.
 */
export function evaluateDesign(
  task: DesignTask,
  design: PrecoderDesign,
  draws: ErrorDraws,
  shared?: SharedCsiErrors,
): DesignMetrics | null {
  if (design.transmit && task.symbols)
    return evaluateSymbolLevel(task, design.transmit, task.symbols, design, draws, shared);
  const { precoders } = design;
  if (precoders === null) return null;
  const { scenario, realization } = task;
  const comp = task.scheme.endsWith('CoMP');
  const cooperation = comp ? 'comp' : 'cbf';
  const { crb } = (comp ? sensingComp : sensingCbf)(scenario, realization, precoders);
  const certificate = certify(scenario, realization, {
    cooperation,
    precoders,
    threshold: task.form.kind === 'threshold' ? task.form.threshold : design.sinrBound,
    robustness: task.robustness,
    crb: claimedCrb(task, crb),
  });
  const sinrOf = (h: Float64Array): Float64Array => (comp ? sinrComp : sinrCbf)(scenario, h, precoders);
  const errorSinr = drawnErrors(task, draws, sinrOf, shared);
  return metricsOf(task, crb, certificate, certificate.bound, errorSinr);
}

/** The same for the transmit vectors of a symbol-level design, whose own bound is the exact worst case. */
function evaluateSymbolLevel(
  task: DesignTask,
  vectors: Float64Array,
  symbols: DataSymbols,
  design: PrecoderDesign,
  draws: ErrorDraws,
  shared: SharedCsiErrors | undefined,
): DesignMetrics {
  const { scenario, realization } = task;
  const comp = task.scheme.endsWith('CoMP');
  const transmission: Transmission = {
    cooperation: comp ? 'comp' : 'cbf',
    vectors,
    symbolPhase: symbols.phase,
    pskOrder: symbols.pskOrder,
  };
  const threshold = task.form.kind === 'threshold' ? task.form.threshold : design.sinrBound;
  const { crb } = sensingOfTransmission(scenario, realization, transmission);
  const robust = task.robustness !== 'none';
  const certificate = certifySymbolLevel(scenario, realization, transmission, threshold, robust, claimedCrb(task, crb));
  const errorSinr = drawnErrors(task, draws, (h) => symbolLevelSinr(scenario, h, transmission), shared);
  return metricsOf(task, crb, certificate, certificate.worstCase, errorSinr);
}

function metricsOf(
  { scenario }: DesignTask,
  crb: Float64Array,
  certificate: ReturnType<typeof certifySymbolLevel>,
  bound: Float64Array,
  errorSinr: Float64Array,
): DesignMetrics {
  return {
    crb,
    sinr: smallest(certificate.sinr),
    sampled: errorSinr.length > 0 ? smallest(errorSinr) : null,
    exact: smallest(certificate.worstCase),
    bound: smallest(bound),
    meetsClaim: certificate.meetsClaim,
    holdsOverBall: certificate.holdsOverBall,
    failed: certificate.failed,
    powerUsed: certificate.power.map((p) => p / scenario.powerBudget),
    leakageUsed: largest(certificate.leakage) / scenario.maxLeakage,
    errorSinr,
  };
}

/** At rho = 0 sensing does not enter the design, which then claims nothing about it. */
function claimedCrb({ form }: DesignTask, crb: Float64Array): Float64Array | null {
  return form.kind === 'weighted' && form.rho === 0 ? null : crb;
}

/** Smallest SINR over the users for each error draw, linear, [errors]. */
function drawnErrors(
  { scenario, realization, seed, realizationIndex }: DesignTask,
  { errors, errorLaw }: ErrorDraws,
  sinrOf: (channels: Float64Array) => Float64Array,
  shared: SharedCsiErrors | undefined,
): Float64Array {
  if (errors === 0) return new Float64Array(0);
  const options = { seed, realization: realizationIndex, draws: errors, errorLaw };
  const { sinr } = sampledSinr(scenario, realization.channels, sinrOf, options, shared);
  const users = sinr.length / errors;
  return Float64Array.from({ length: errors }, (_, i) => smallest(sinr.subarray(i * users, (i + 1) * users)));
}

function smallest(values: Float64Array): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
function largest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}
