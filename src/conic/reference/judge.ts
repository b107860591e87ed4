import { ARITHMETIC_CONSTANTS, CONSTANTS } from '../algorithm/constants.ts';
import { type DenseState, pointOf } from './denseState.ts';
import { dot } from '../../linalg/realVector.ts';

const { PATIENCE, CERTIFICATE } = ARITHMETIC_CONSTANTS.float64;

/** Merit and certificates of the iterate; keeps the best one. Whether the solve goes on: its status is set where it does not. */
export function judge(s: DenseState): boolean {
  const { form, settings, vectors } = s;
  const { scaleB, scaleC, normB, normC, rowScale, columnScale, cone } = form;
  const { x, y, z, b, c, ax, rp, rd, aty, w } = vectors;
  const [cx, by] = [dot(c, x), dot(b, y)];
  s.gapResidual = s.kappa + cx - by;
  s.mu = (dot(x, z) + s.tau * s.kappa) / (cone.degree + 1);
  const both = scaleB * scaleC;
  const [primal, dual] = [cx / (both * s.tau), by / (both * s.tau)];
  const now = Math.max(
    normOver(rp, rowScale) / (scaleB * s.tau * (1 + normB)),
    normOver(rd, columnScale) / (scaleC * s.tau * (1 + normC)),
    Math.abs(primal - dual) / (1 + Math.min(Math.abs(primal), Math.abs(dual))),
  );
  if (!Number.isFinite(s.mu)) return end(s, 'numericalError');
  // a step of centring may raise the merit, within the tolerance
  if (now < s.merit || (s.centred >= 0 && now < settings.tolerance)) {
    s.merit = now;
    s.bestAt = s.iterations;
    s.best = pointOf(s, primal, dual);
  }
  if (s.merit < settings.tolerance) {
    s.centred++;
    const centrings = settings.tolerance < CONSTANTS.CENTRED_TOLERANCE ? CONSTANTS.CENTRINGS : 0;
    if (s.centred >= centrings || now >= settings.tolerance) return end(s, 'optimal');
  }
  if (s.tau < CONSTANTS.CERTIFICATE_TAU * s.kappa) {
    // on unscaled data
    for (let j = 0; j < w.length; j++) w[j] = (aty[j] as number) + (z[j] as number);
    const infeasible = (normOver(w, columnScale) / scaleC / (by / both)) * Math.max(1, normB);
    if (by > 0 && infeasible < CERTIFICATE) return certify(s, 'infeasible', infeasible, by / both);
    const unbounded = (normOver(ax, rowScale) / scaleB / (-cx / both)) * Math.max(1, normC);
    if (cx < 0 && unbounded < CERTIFICATE) return certify(s, 'unbounded', unbounded, -cx / both);
  }
  if (s.iterations === settings.maxIterations) return false;
  if (s.iterations - s.bestAt > PATIENCE || s.small > CONSTANTS.SMALL_STEPS) return end(s, 'numericalError');
  return true;
}

function end(s: DenseState, status: DenseState['status']): false {
  s.status = status;
  return false;
}

function certify(s: DenseState, status: 'infeasible' | 'unbounded', residual: number, value: number): false {
  s.merit = residual;
  s.normalization = value;
  s.best = pointOf(s, NaN, NaN);
  return end(s, status);
}

/** 2-norm of v / scale. */
function normOver(v: Float64Array, scale: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += ((v[i] as number) / (scale[i] as number)) ** 2;
  return Math.sqrt(sum);
}
