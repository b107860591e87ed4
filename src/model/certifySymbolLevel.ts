import type { CertificateCheck } from './certify.ts';
import { symbolLevelCovariances, symbolLevelSinr, type Transmission } from './constructiveInterference.ts';
import { diagonalBlocks, leakagePerBs, powerPerBs } from './covariance.ts';
import type { Realization, Scenario } from './scenario.ts';

/** Slack of the SINR checks: 1e-6 dB. */
const SINR_SLACK = 10 ** -1e-7;
/** Relative slack of the power and leakage caps. */
const CAP_SLACK = 1 + 1e-8;

export interface SymbolLevelCertificate {
  /** Nominal SINR, linear, [cell][user]. */
  readonly sinr: Float64Array;
  /** Exact worst case over the CSI error ball, linear, [cell][user]. */
  readonly worstCase: Float64Array;
  /** Transmit power over the noise power, [bs]. */
  readonly power: Float64Array;
  /** Largest power towards the target of another cell, [bs]. */
  readonly leakage: Float64Array;
  readonly failed: readonly CertificateCheck[];
  readonly certified: boolean;
}

/**
 * Recomputes a symbol-level design from its transmit vectors and tells whether it is certified (model.md): as `certify` does
 * for block level. `paper` and `guaranteed` are the same program here, so that both must hold over the whole error ball.
 *
 * @param threshold SINR that the design claims for every user, linear.
 * @param robust false for designs that ignore the error.
 */
export function certifySymbolLevel(
  scenario: Scenario,
  realization: Realization,
  transmission: Transmission,
  threshold: number,
  robust: boolean,
): SymbolLevelCertificate {
  const { channels } = realization;
  const comp = transmission.cooperation === 'comp';
  const radius = scenario.csiErrorRadius * (comp ? Math.sqrt(scenario.cells) : 1);
  const sinr = symbolLevelSinr(scenario, channels, transmission);
  const worstCase = symbolLevelSinr(scenario, channels, transmission, radius);
  const covariances = symbolLevelCovariances(scenario, transmission);
  const perBs = comp ? diagonalBlocks(scenario, covariances) : covariances;
  const power = powerPerBs(scenario, perBs);
  const leakage = leakagePerBs(scenario, perBs);
  const reaches = (values: Float64Array): boolean => values.every((g) => g >= threshold * SINR_SLACK);
  const within = (values: Float64Array, cap: number): boolean => values.every((x) => x <= cap * CAP_SLACK);
  const checks: [CertificateCheck, boolean][] = [
    ['sinr', reaches(sinr)],
    ['worstCase', !robust || reaches(worstCase)],
    ['power', within(power, scenario.powerBudget)],
    ['leakage', comp || within(leakage, scenario.maxLeakage)],
  ];
  const failed = checks.filter(([, passed]) => !passed).map(([check]) => check);
  return { sinr, worstCase, power, leakage, failed, certified: failed.length === 0 };
}
