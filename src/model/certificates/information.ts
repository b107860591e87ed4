import { steeringDerivative, steeringVector } from '../arrays.ts';
import { squaredNorm } from '../complexVector.ts';
import { ownReflection } from '../crb.ts';
import type { Realization, Scenario } from '../scenario.ts';
import { type CertificateTerms, multiplierOf } from './certificate.ts';
import type { CertificateSenders } from './senderChannels.ts';

/** weight norm(x^H w_k)^2 summed over the beams w_k of a covariance. */
export interface InformationPart {
  readonly weight: number;
  /** x, [n][2]. */
  readonly vector: Float64Array;
}

/**
 * What term `information` adds to the matrices of the senders: for every BS with a weight that times its parts, with the sender that they belong to.
 *
 * @param oneBeam every sender's covariance has rank one.
 */
export function weightedInformation(
  { scenario, realization, comp }: CertificateSenders,
  terms: CertificateTerms,
  oneBeam: boolean,
): (InformationPart & { readonly sender: number })[] {
  return Array.from({ length: scenario.cells }, (_, m) => m).flatMap((m) => {
    const weight = multiplierOf(terms, 'information', 3 * m);
    if (weight === 0) return [];
    const [, re = 0, im = 0] = terms.information?.subarray(3 * m, 3 * m + 3) ?? [];
    const parts = informationParts(scenario, realization, m, [re, im], comp, oneBeam);
    return parts.map((part) => ({ ...part, weight: weight * part.weight, sender: comp ? 0 : m }));
  });
}

/**
 * What term `amplitude` adds: for each part of the amplitude of a BS, w (F11 - 2 Re(y* F12) + abs(y)^2 F22) + e F22 >= delta (w y_part^2 + e) with delta = 1 / (2 cap), for every
 * covariance that keeps the cap. It holds for any complex y, and w and e of at least 0: F - delta E, E the unit matrix of the part, is positive semidefinite. With noise alone at the sensing
 * receivers F is largest, so that what keeps the cap with echoes keeps it without.
 *
 * @param stations BSs that count.
 * @returns the parts of the matrices of the senders, and the sum of the right-hand sides; none without a cap.
 */
export function cappedAmplitudes(
  { scenario, realization, comp }: CertificateSenders,
  terms: CertificateTerms,
  stations: readonly number[],
): { readonly parts: (InformationPart & { readonly sender: number })[]; readonly least: number[] } {
  const { amplitudeCrbCap, cells, frameLength, noisePower, rxAntennas, txAntennas: N, targetAngles } = scenario;
  const parts: (InformationPart & { readonly sender: number })[] = [];
  const least: number[] = [];
  if (amplitudeCrbCap === undefined) return { parts, least };
  for (const m of stations) {
    const own = m * cells + m;
    const delta = 1 / (2 * amplitudeCrbCap * ownReflection(realization.reflectionGain, m, cells));
    const sender = comp ? 0 : m;
    for (const part of [0, 1] as const) {
      const at = 8 * m + 4 * part;
      const weight = multiplierOf(terms, 'amplitude', at);
      const [re = 0, im = 0] = terms.amplitude?.subarray(at + 1, at + 3) ?? [];
      const rest = multiplierOf(terms, 'amplitude', at + 3);
      if (weight > 0) {
        const of = informationParts(scenario, realization, m, [re, im], comp, false);
        parts.push(...of.map((p) => ({ ...p, weight: weight * p.weight, sender })));
        least.push(delta * weight * (part === 0 ? re * re : im * im));
      }
      if (rest > 0) {
        const angle = targetAngles[own] as number;
        const vector = new Float64Array(2 * N * (comp ? cells : 1));
        addConjugate(vector, comp ? 2 * N * m : 0, [1, 0], steeringVector(N, angle));
        const scale = (frameLength / noisePower) * squaredNorm(steeringVector(rxAntennas, angle));
        parts.push({ weight: rest * scale, vector, sender });
        least.push(delta * rest);
      }
    }
  }
  return { parts, least };
}

/**
 * An upper bound of F11 - abs(F12)^2/F22 of BS `bs`, linear in the covariance R, for any complex y: F11 - 2 Re(y* F12) + abs(y)^2 F22. With sensing receivers
 * that hear noise alone, which other BSs' echoes can only make worse, it is
 * - CBF: (L/sr2) (abs(g)^2 norm(adot)^2 v^T R v* + norm(a)^2 s^H R s), g = a_mm, s = g* vdot* - y v*;
 * - CoMP: (L/sr2) (norm(adot)^2 b2^T R b2* + norm(a)^2 s^H R s), s = b1* - y b3*, b1, b2, b3 of (14)-(18).
 *
 * @param comp stacked BSs.
 * @param oneBeam a covariance of rank one: the second part, which only more beams can use, is left out.
 * @returns vectors over the antennas of the BS, or of all BSs.
 */
function informationParts(
  scenario: Scenario,
  { reflectionGain }: Realization,
  bs: number,
  y: readonly [number, number],
  comp: boolean,
  oneBeam: boolean,
): InformationPart[] {
  const { cells, txAntennas: N, rxAntennas, frameLength, noisePower, targetAngles } = scenario;
  const own = bs * cells + bs;
  const angle = targetAngles[own] as number;
  const gain = [reflectionGain[2 * own] as number, reflectionGain[2 * own + 1] as number] as const;
  const scale = frameLength / noisePower;
  const receive = scale * squaredNorm(steeringDerivative(rxAntennas, angle));
  const transmit = scale * squaredNorm(steeringVector(rxAntennas, angle));
  const size = 2 * N * (comp ? cells : 1);
  const at = comp ? 2 * N * bs : 0;
  const seen = new Float64Array(size);
  const slope = new Float64Array(size);
  if (comp)
    for (let n = 0; n < cells; n++) {
      const path = n * cells + bs;
      const of = [reflectionGain[2 * path] as number, -(reflectionGain[2 * path + 1] as number)] as const;
      addConjugate(seen, 2 * N * n, of, steeringVector(N, targetAngles[path] as number));
    }
  else addConjugate(seen, 0, [Math.hypot(...gain), 0], steeringVector(N, angle));
  addConjugate(slope, at, [gain[0], -gain[1]], steeringDerivative(N, angle));
  addConjugate(slope, at, [-y[0], -y[1]], steeringVector(N, angle));
  const parts = [{ weight: receive, vector: seen }];
  return oneBeam ? parts : [...parts, { weight: transmit, vector: slope }];
}

/** target += factor conj(x) from index `at` on. */
function addConjugate(target: Float64Array, at: number, [fr, fi]: readonly [number, number], x: Float64Array): void {
  for (let i = 0; i < x.length; i += 2) {
    const [re, im] = [x[i] as number, -(x[i + 1] as number)];
    target[at + i] = (target[at + i] as number) + fr * re - fi * im;
    target[at + i + 1] = (target[at + i + 1] as number) + fr * im + fi * re;
  }
}
