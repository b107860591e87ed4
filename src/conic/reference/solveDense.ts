import type { DenseProgram } from '../lowering/lowerDense.ts';
import { ALMOST_MERIT, OPTIMAL_MERIT } from '../settings.ts';
import { claimsNothing, type ConicStatus, isSolved } from '../status.ts';
import { newtonSystem } from './direction.ts';
import { advance, coldStart, copyIterate, isFinite, residuals, warmStart, type Iterate } from './iterate.ts';
import { standardForm, type StandardForm } from './standardForm.ts';

const STEP_FRACTION = 0.98;
const SMALLEST_SIGMA = 1e-6;
const CERTIFICATE = 1e-7;
/** Iterations without a better merit, and steps below 1e-4, after which a solve is given up. */
const PATIENCE = 15;
const SMALL_STEPS = 4;

/** Answer on unscaled data; a certificate has b^T y = 1 (infeasible) or c^T x = -1 (unbounded). */
export interface DenseSolution {
  readonly status: ConicStatus;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly objective: number;
  readonly dualObjective: number;
  readonly merit: number;
  readonly iterations: number;
}

export interface DenseSettings {
  readonly tolerance: number;
  readonly maxIterations: number;
  /** x | y | z of an earlier solution, or null to start cold. */
  readonly warm: Float64Array | null;
}

/**
 * Solves one program by the homogeneous self-dual interior-point method with Mehrotra's predictor-corrector (Ye, Todd, Mizuno 1994;
 * Mehrotra 1992). A warm start that does not end in an answer is repeated cold. Never throws for a numerical reason.
 */
export function solveDense(program: DenseProgram, settings: DenseSettings): DenseSolution {
  const form = standardForm(program);
  if (settings.warm) {
    const warm = solveFrom(form, warmStart(form, reverseRows(form, settings.warm)), settings);
    if (!claimsNothing(warm.status)) return warm;
  }
  return solveFrom(form, coldStart(form), settings);
}

function solveFrom(form: StandardForm, iterate: Iterate, settings: DenseSettings): DenseSolution {
  const gram = new Float64Array(form.m * form.m);
  let best = copyIterate(iterate);
  let bestMerit = Infinity;
  let bestAt = 0;
  let smallSteps = 0;
  let status: ConicStatus = 'iterationLimit';
  let iteration = 0;
  for (; ; iteration++) {
    const now = residuals(form, iterate);
    if (now.merit < bestMerit) {
      best = copyIterate(iterate);
      bestMerit = now.merit;
      bestAt = iteration;
    }
    if (bestMerit < settings.tolerance) break;
    if (iterate.tau < 0.1 * iterate.kappa) {
      if (now.infeasible < CERTIFICATE) return unscale(form, iterate, 'infeasible', now.infeasible, iteration);
      if (now.unbounded < CERTIFICATE) return unscale(form, iterate, 'unbounded', now.unbounded, iteration);
    }
    if (iteration === settings.maxIterations) break;
    if (iteration - bestAt > PATIENCE || smallSteps >= SMALL_STEPS || !form.cone.scale(iterate.x, iterate.z)) {
      status = 'numericalError';
      break;
    }

    const newton = newtonSystem(form, iterate, now, gram);
    const affine = newton.direction(0, null);
    const sigma = Math.max((1 - Math.min(1, newton.maxStep(affine))) ** 3, SMALLEST_SIGMA);
    const step = newton.direction(sigma, affine);
    const alpha = Math.min(1, STEP_FRACTION * newton.maxStep(step));
    if (!isFinite(step) || Number.isNaN(alpha)) {
      status = 'numericalError';
      break;
    }
    advance(iterate, step, alpha);
    smallSteps = alpha < 1e-4 ? smallSteps + 1 : 0;
  }
  if (bestMerit < Math.max(settings.tolerance, OPTIMAL_MERIT)) status = 'optimal';
  else if (bestMerit < ALMOST_MERIT) status = 'almostOptimal';
  return unscale(form, best, status, bestMerit, iteration);
}

/** Undoes scaling and homogenisation. */
function unscale(
  form: StandardForm,
  iterate: Iterate,
  status: ConicStatus,
  merit: number,
  iterations: number,
): DenseSolution {
  const { scaleB, scaleC, rowScale, columnScale } = form;
  const { primal, dual } = residuals(form, iterate);
  const length =
    status === 'infeasible' ? dual * iterate.tau : status === 'unbounded' ? -primal * iterate.tau : iterate.tau;
  const x = iterate.x.map((v, j) => (v * (columnScale[j] as number)) / (scaleB * length));
  const y = iterate.y.map((v, i) => (v * (rowScale[i] as number)) / (scaleC * length)).reverse();
  const z = iterate.z.map((v, j) => v / ((columnScale[j] as number) * scaleC * length));
  const solved = isSolved(status);
  const objective = solved ? primal : NaN;
  return { status, x, y, z, objective, dualObjective: solved ? dual : NaN, merit, iterations };
}

/** The standard form keeps its rows last to first. */
function reverseRows(form: StandardForm, solution: Float64Array): Float64Array {
  const out = solution.slice();
  out.subarray(form.n, form.n + form.m).reverse();
  return out;
}
