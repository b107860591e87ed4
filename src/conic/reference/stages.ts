import { ARITHMETIC_CONSTANTS, CONSTANTS } from '../algorithm/constants.ts';
import type { Machine } from '../algorithm/runSteps.ts';
import { type DenseState, pointOf } from './denseState.ts';
import { judge } from './judge.ts';
import { largestStep } from './largestStep.ts';
import { factorSchur } from './schur.ts';
import { claimsNothing } from '../status.ts';
import { dot, norm } from '../../linalg/realVector.ts';

const { CORRECTIONS, CORRECTED } = ARITHMETIC_CONSTANTS.float64;

/** to = sum of factor times vector. */
function combine(to: Float64Array, ...terms: readonly (readonly [number, Float64Array])[]): void {
  for (let i = 0; i < to.length; i++) {
    let sum = 0;
    for (const [factor, vector] of terms) sum += factor * (vector[i] as number);
    to[i] = sum;
  }
}

/** The stages of the list on one program with explicit rows; s is what they read and write. */
export function denseStages(s: DenseState): Machine['stages'] {
  const { form, settings, vectors: v } = s;
  const gram = new Float64Array(form.m * form.m);
  return {
    startIterate: () => {
      const { n, m, scaleB, scaleC, rowScale, columnScale, cone } = form;
      const { x, y, z } = v;
      const warm = s.warm ? settings.warm : null;
      const unit = !warm ? 1 : settings.finish === true ? CONSTANTS.FINISH_UNIT : CONSTANTS.WARM_UNIT;
      cone.unit(x);
      for (let j = 0; j < n; j++) z[j] = x[j] = unit * (x[j] as number);
      y.fill(0);
      if (warm) {
        const share = 1 - unit;
        for (let j = 0; j < n; j++) {
          const e = columnScale[j] as number;
          x[j] = (x[j] as number) + (share * scaleB * (warm[j] as number)) / e;
          z[j] = (z[j] as number) + share * scaleC * e * (warm[n + m + j] as number);
        }
        // the standard form keeps its rows last to first
        for (let i = 0; i < m; i++) y[i] = (share * scaleC * (warm[n + m - 1 - i] as number)) / (rowScale[i] as number);
      }
      s.status = 'iterationLimit';
      s.merit = Infinity;
      s.iterations = s.bestAt = s.small = 0;
      s.centred = -1;
      s.best = pointOf(s, NaN, NaN);
    },
    startTau: () => {
      s.tau = 1;
      s.kappa = dot(v.x, v.z) / form.cone.degree;
    },
    residuals: () => {
      const { rp, b, ax, rd, c, z, aty } = v;
      combine(rp, [s.tau, b], [-1, ax]);
      combine(rd, [s.tau, c], [-1, z], [-1, aty]);
    },
    factorSchur: () => {
      s.schur = factorSchur(form, gram);
    },
    rightHandSides: () => {
      const { q, p, b, ahrd } = v;
      combine(q, [1, q], [1, b]);
      combine(p, [s.tau, b], [1, ahrd]);
    },
    slackOfCost: () => {
      combine(v.caq, [1, v.c], [-1, v.w]);
    },
    startPredictor: () => {
      combine(v.rc, [-1, v.x]);
      s.predictor = true;
      s.share = 1;
      s.dk0 = -s.tau * s.kappa;
    },
    denominator: () => {
      s.den = -(Math.max(dot(v.caq, v.hcaq), 0) + s.kappa / s.tau);
    },
    firstHalf: () => {
      combine(v.dx, [1, v.rc], [-s.share, v.hrd], [1, v.w2]);
    },
    secondHalf: () => {
      const { b, c, dx, dz, p, q, rc, rd, caq, w, w2 } = v;
      s.dTau = (dot(b, p) - dot(c, dx) - s.share * s.gapResidual - s.dk0 / s.tau) / s.den;
      s.dKappa = (s.dk0 - s.kappa * s.dTau) / s.tau;
      combine(dz, [s.share, rd], [s.dTau, caq], [-1, w]);
      // dx from dz, so that complementarity holds to rounding whatever the Schur solve lost
      form.cone.applyH(dz, w2);
      combine(dx, [1, rc], [-1, w2]);
      if (!s.predictor) combine(p, [1, p], [s.dTau, q]);
      s.corrections = 0;
    },
    maxStep: () => {
      s.stepLength = largestStep(s);
    },
    startCorrector: () => {
      const rest = 1 - s.stepLength;
      const sigma = Math.max(rest ** 3, CONSTANTS.SIGMA_FLOOR);
      const { dx, dz, rc } = v;
      s.predictor = false;
      s.share = 1 - sigma;
      s.dk0 = sigma * s.mu - s.tau * s.kappa - s.dTau * s.dKappa;
      form.cone.complementarity(sigma * s.mu, { dx, dz }, rc);
    },
    correctorSide: () => {
      combine(v.p, [s.share, v.rp], [-1, v.e], [s.share, v.ahrd]);
    },
    directionResidual: () => {
      combine(v.e, [-1, v.e], [s.dTau, v.b], [s.share, v.rp]);
    },
    correctDirection: () => {
      const { p, e, dz, w, dx, w2 } = v;
      combine(p, [1, p], [1, e]);
      combine(dz, [1, dz], [-1, w]);
      combine(dx, [1, dx], [1, w2]);
    },
    startCentring: () => {
      v.dx.fill(0);
      v.dz.fill(0);
      s.dTau = s.dKappa = s.stepLength = 0;
    },
    takeBest: () => {
      if (s.status === 'infeasible' || s.status === 'unbounded') return;
      s.normalization = s.best.tau;
      if (s.merit < Math.max(settings.tolerance, CONSTANTS.OPTIMAL_MERIT)) s.status = 'optimal';
      else if (s.merit < CONSTANTS.ALMOST_MERIT) s.status = 'almostOptimal';
    },
  };
}

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
