import { CONSTANTS } from '../algorithm/constants.ts';
import type { DenseState } from './denseState.ts';

/** A step search gives up below this share of the step. */
const ROUNDS = 40;

/** Largest step of the direction that keeps x, z, tau and kappa inside, at most 1 for the predictor and 1 / STEP for the corrector. */
export function largestStep(s: DenseState): number {
  const { dx, dz } = s.vectors;
  const { cone } = s.form;
  const cap = Math.min(
    s.predictor ? 1 : 1 / CONSTANTS.STEP,
    s.dTau < 0 ? -s.tau / s.dTau : Infinity,
    s.dKappa < 0 ? -s.kappa / s.dKappa : Infinity,
  );
  const { trials } = s.settings;
  if (!trials) return Math.min(cap, cone.maxStep(dx, dz));
  const most = Math.min(cap, cone.maxClosedStep(dx, dz));
  return lastInside(most, s.predictor ? trials.predictor : trials.corrector, (step) => cone.isInside(step, dx, dz));
}

/** The last end of the divided intervals (see `StepTrials`) that is inside. */
function lastInside(most: number, divisions: readonly number[], inside: (step: number) => boolean): number {
  if (inside(most)) return most;
  let low = 0;
  let width = most;
  for (let round = 0; round < divisions.length || (low === 0 && round < ROUNDS); round++) {
    const parts = divisions[Math.min(round, divisions.length - 1)] as number;
    width /= parts;
    let k = parts - 1; // the last end is outside
    while (k > 0 && !inside(low + k * width)) k--;
    low += k * width;
  }
  return low;
}
