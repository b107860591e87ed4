import { ARITHMETIC_CONSTANTS, CONSTANTS } from '../algorithm/constants.ts';
import type { Machine } from '../algorithm/runSteps.ts';
import { claimsNothing } from '../status.ts';
import { type DenseState } from './denseState.ts';
import { judge } from './judge.ts';
import { combine } from './stages.ts';
import { dot, norm } from './standardForm.ts';

const { CORRECTIONS, CORRECTED } = ARITHMETIC_CONSTANTS.float64;

/** The decisions of the list on one program with explicit rows. */
export function denseDecisions(s: DenseState): Machine['decisions'] {
  const { form, vectors: v } = s;
  return {
    goesOn: () => judge(s),
    isInside: () => {
      if (form.cone.scale(v.x, v.z)) return true;
      s.status = 'numericalError';
      return false;
    },
    predicts: () => s.centred < 0,
    isPredictor: () => s.predictor,
    mayCorrect: () => s.corrections < CORRECTIONS,
    worthCorrecting: () => {
      s.corrections++;
      return dot(v.e, v.e) > CORRECTED * dot(v.rp, v.rp) + 1e-34;
    },
    stepped: () => {
      const alpha = Math.min(1, CONSTANTS.STEP * s.stepLength);
      const { x, z, y, dx, dz, p } = v;
      if (!Number.isFinite(alpha + s.dTau + norm(dx) + norm(dz) + norm(p))) {
        s.status = 'numericalError';
        return false;
      }
      s.small = alpha < CONSTANTS.SMALL_STEP ? s.small + 1 : 0;
      const tau = s.tau + alpha * s.dTau;
      const kappa = s.kappa + alpha * s.dKappa;
      const scale = 1 / Math.max(tau, kappa); // the embedding is homogeneous
      combine(x, [scale, x], [scale * alpha, dx]);
      combine(z, [scale, z], [scale * alpha, dz]);
      combine(y, [scale, y], [scale * alpha, p]);
      s.tau = tau * scale;
      s.kappa = kappa * scale;
      s.iterations++;
      return true;
    },
    isAnswered: () => {
      const again = s.warm && claimsNothing(s.status);
      if (again) s.spent = s.iterations;
      s.warm &&= !again;
      return !again;
    },
  };
}
