import { steeringDerivative } from './arrays.ts';
import { squaredNorm } from './complexVector.ts';
import { echoPower } from './echoCovariance.ts';
import type { Scenario } from './scenario.ts';

/**
 * What the covariance of interference and noise at BS `bs` tells of its angle in coordinated beamforming, in the units of F11 (half the Fisher
 * information): L/2 tr(C^-1 C' C^-1 C') with C = sr2 I + q a a^H, which depends on theta_mm through a = a(theta_mm). The paper leaves it out, and so do all
 * designs. As a^H a' = 0, it is L q^2 (a^H C^-1 a) (a'^H C^-1 a') = L q^2 Nrx norm(a')^2 / (sr2 (sr2 + q Nrx)). Every one of the L samples
 * of a frame has the covariance C, whichever snapshots it was made with.
 *
 * @param echo C, [Nrx][Nrx][2].
 */
export function covarianceInformation(scenario: Scenario, bs: number, echo: Float64Array): number {
  const { cells, rxAntennas: n, frameLength, noisePower, targetAngles } = scenario;
  const power = echoPower(scenario, echo);
  const slope = squaredNorm(steeringDerivative(n, targetAngles[bs * cells + bs] as number));
  return (frameLength * power * power * n * slope) / (noisePower * (noisePower + power * n));
}
