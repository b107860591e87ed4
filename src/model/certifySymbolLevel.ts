import { type Verdict, verdictOf } from './claimChecks.ts';
import { symbolLevelCovariances, symbolLevelSinr, type Transmission } from './constructiveInterference.ts';
import { sensingOfTransmission } from './crb.ts';
import { diagonalBlocks, leakagePerBs, powerPerBs } from './covariance.ts';
import type { Realization, Scenario } from './scenario.ts';

export interface SymbolLevelCertificate extends Verdict {
  /** Nominal SINR, linear, [cell][user]. */
  readonly sinr: Float64Array;
  /** Exact worst case over the CSI error ball, linear, [cell][user]. */
  readonly worstCase: Float64Array;
  /** Transmit power over the noise power, [bs]. */
  readonly power: Float64Array;
  /** Largest power towards the target of another cell, [bs]. */
  readonly leakage: Float64Array;
}

const NO_CLAIM = new Float64Array(0);

/**
 * Recomputes a symbol-level design from its transmit vectors and tells whether it meets its claim and whether it holds over the error ball, as
 * `certify` does for block level. `paper` and `guaranteed` are the same program here, so that both claim the whole error ball.
 *
 * @param threshold SINR that the design claims for every user, linear.
 * @param robust false for designs that ignore the error.
 * @param crb CRB of every BS's angle, rad^2; null where the design makes no claim about sensing.
 */
export function certifySymbolLevel(
  scenario: Scenario,
  realization: Realization,
  transmission: Transmission,
  threshold: number,
  robust: boolean,
  crb: Float64Array | null = null,
): SymbolLevelCertificate {
  const { channels, errorShape } = realization;
  const comp = transmission.cooperation === 'comp';
  const radius = scenario.csiErrorRadius * (comp ? Math.sqrt(scenario.cells) : 1);
  const sinr = symbolLevelSinr(scenario, channels, transmission);
  const worstCase = symbolLevelSinr(scenario, channels, transmission, radius, errorShape);
  const covariances = symbolLevelCovariances(scenario, transmission);
  const perBs = comp ? diagonalBlocks(scenario, covariances) : covariances;
  const power = powerPerBs(scenario, perBs);
  const leakage = leakagePerBs(scenario, perBs);
  const verdict = verdictOf(scenario, {
    threshold,
    sinr,
    worstCase,
    robust,
    power,
    leakage: comp ? null : { sent: leakage, cap: scenario.maxLeakage },
    crb,
    amplitudeCrb:
      scenario.amplitudeCrbCap === undefined
        ? NO_CLAIM
        : sensingOfTransmission(scenario, realization, transmission).amplitudeCrb,
  });
  return { sinr, worstCase, power, leakage, ...verdict };
}
