import { cramerRaoBounds } from '../../model/crb.ts';
import { evaluateForm } from '../../model/fim.ts';
import type { TransmitProblem, TransmitVectors } from './transmitProblem.ts';

/** Excess over a cap on amplitudes that counts as none: what searches are solved to. Caps of studies are tightened by as much (`solver.tighten`), so that vectors keep the cap itself. */
const SMALL = 1e-6;

/** What vectors do to the sensing of their problem. */
export interface TransmitSensing {
  /** Largest CRB of the angle over the forms at X X^H / L, rad^2. */
  readonly crb: number;
  /** By what share the CRB of an amplitude exceeds its cap; 0 where all are kept. */
  readonly excess: number;
}

/** Evaluates the vectors of a problem at the echo covariances of its forms. */
export function transmitSensing(p: TransmitProblem, vectors: TransmitVectors): TransmitSensing {
  const scale = 1 / Math.sqrt(p.frameLength);
  const beams = vectors.map((x) => scale * x);
  let [crb, excess] = [0, 0];
  p.forms.forEach((form, f) => {
    const { theta, gainRe, gainIm } = cramerRaoBounds(evaluateForm(form, beams));
    crb = Math.max(crb, theta);
    const caps = p.amplitudeCaps?.[f];
    if (caps) excess = Math.max(excess, gainRe / caps[0] - 1, gainIm / caps[1] - 1);
  });
  return { crb, excess: excess > SMALL ? excess : 0 };
}

/** True where the first is better: less excess over the caps, and then a smaller CRB. */
export function isBetterSensing(a: TransmitSensing, b: TransmitSensing): boolean {
  return a.excess === b.excess ? a.crb < b.crb : a.excess < b.excess;
}

/** True where the first is better than the second by less than a share of it. */
export function hasSettledSensing(a: TransmitSensing, b: TransmitSensing, share: number): boolean {
  if (b.excess > 0) return !(a.excess < b.excess * (1 - share));
  return !(a.excess === 0 && a.crb < b.crb * (1 - share));
}
