import { certify } from '../model/certify.ts';
import { certifySymbolLevel } from '../model/certifySymbolLevel.ts';
import { symbolLevelCovariances, symbolLevelSinr, type Transmission } from '../model/constructiveInterference.ts';
import { sensingCbf, sensingComp, sensingOfCovariances, sensingOfStackedCovariance } from '../model/crb.ts';
import { drawCsiErrors } from '../model/csiErrors.ts';
import { perturbChannels } from '../model/sinr.ts';
import { sampledWorstCase } from '../model/sampledWorstCase.ts';
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
  readonly certified: boolean;
  /** Failed checks, empty when certified. */
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
 * @returns null when the design has no precoders.
 */
export function evaluateDesign(task: DesignTask, design: PrecoderDesign, draws: ErrorDraws): DesignMetrics | null {
  if (design.transmit && task.symbols) return evaluateSymbolLevel(task, design.transmit, task.symbols, design, draws);
  const { precoders } = design;
  if (precoders === null) return null;
  const { scenario, realization } = task;
  const comp = task.scheme.endsWith('CoMP');
  const cooperation = comp ? 'comp' : 'cbf';
  const certificate = certify(scenario, realization, {
    cooperation,
    precoders,
    threshold: task.form.kind === 'threshold' ? task.form.threshold : design.sinrBound,
    robustness: task.robustness,
  });
  const { crb } = (comp ? sensingComp : sensingCbf)(scenario, realization, precoders);
  const errorSinr = new Float64Array(draws.errors);
  if (draws.errors > 0) {
    const { sinr } = sampledWorstCase(scenario, realization.channels, precoders, cooperation, {
      seed: task.seed,
      realization: task.realizationIndex,
      draws: draws.errors,
      errorLaw: draws.errorLaw,
    });
    const users = sinr.length / draws.errors;
    for (let i = 0; i < draws.errors; i++) errorSinr[i] = smallest(sinr.subarray(i * users, (i + 1) * users));
  }
  return {
    crb,
    sinr: smallest(certificate.sinr),
    sampled: draws.errors > 0 ? smallest(errorSinr) : null,
    exact: smallest(certificate.worstCase),
    bound: smallest(certificate.bound),
    certified: certificate.certified,
    failed: certificate.failed,
    powerUsed: certificate.power.map((p) => p / scenario.powerBudget),
    leakageUsed: largest(certificate.leakage) / scenario.maxLeakage,
    errorSinr,
  };
}

/** The same for the transmit vectors of a symbol-level design, whose own bound is the exact worst case. */
function evaluateSymbolLevel(
  task: DesignTask,
  vectors: Float64Array,
  symbols: DataSymbols,
  design: PrecoderDesign,
  draws: ErrorDraws,
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
  const certificate = certifySymbolLevel(scenario, realization, transmission, threshold, task.robustness !== 'none');
  const covariances = symbolLevelCovariances(scenario, transmission);
  const { crb } = (comp ? sensingOfStackedCovariance : sensingOfCovariances)(scenario, realization, covariances);
  const errorSinr = Float64Array.from({ length: draws.errors }, (_, draw) => {
    const errors = drawCsiErrors(scenario, {
      seed: task.seed,
      realization: task.realizationIndex,
      draw,
      errorLaw: draws.errorLaw,
    });
    return smallest(symbolLevelSinr(scenario, perturbChannels(realization.channels, errors), transmission));
  });
  return {
    crb,
    sinr: smallest(certificate.sinr),
    sampled: draws.errors > 0 ? smallest(errorSinr) : null,
    exact: smallest(certificate.worstCase),
    bound: smallest(certificate.worstCase),
    certified: certificate.certified,
    failed: certificate.failed,
    powerUsed: certificate.power.map((p) => p / scenario.powerBudget),
    leakageUsed: largest(certificate.leakage) / scenario.maxLeakage,
    errorSinr,
  };
}

function smallest(values: Float64Array): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
function largest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}
