// Stages and decisions of the list of steps (src/conic/algorithm/steps.ts): HKM direction for PSD blocks, Nesterov-Todd for the other cones.
import { get, set, axpy, scaleTo, dot, zero, copy, at } from './simd';
import { m, scalarsUsed, primalSize, dualSize, degree, group, groupCount } from './layout';
import { scaleB, scaleC, normB, normC, unscaledNorm2, unscaledRowNorm2, rowFactor, factorOfPosition } from './equilibration';
import { scaleAt, corrector, maxClosedStep, insideTried, addUnit, inner } from './cones';
import { maskIdleLane, resetIdleLane } from './hermitianPsd';
import { factorSchur as factorAt } from './schur';
import {
  b, c, x, z, y, bestX, bestZ, bestY, rp, rd, ax, aty, q, p, caq, hcaq, hrd, ahrd, dx, dz, rc, w, w2, e,
} from './iterate';
import {
  STEP, SIGMA_FLOOR, WARM_UNIT, FINISH_UNIT, OPTIMAL_MERIT, ALMOST_MERIT, CENTRED_TOLERANCE, CENTRINGS, CERTIFICATE_TAU, SMALL_STEP, SMALL_STEPS,
  CORRECTIONS, CORRECTED, PATIENCE, CERTIFICATE, PREDICTOR_HALVINGS, CORRECTOR_HALVINGS,
  OPTIMAL, ALMOST_OPTIMAL, INFEASIBLE, UNBOUNDED, ITERATION_LIMIT, NUMERICAL_ERROR,
} from './constants';

// of a solve
let tolerance: f64 = 0; let maxIterations: i32 = 0; let warmState: usize = 0; let finishes: bool = false;
let warm: bool = false; let spent: i32 = 0; // iterations of a warm start that found no answer
export let status: i32 = 0; export let merit: f64 = Infinity; export let primalObjective: f64 = NaN; export let dualObjective: f64 = NaN;
/** b^T y (infeasible) or -c^T x (unbounded) of the certificate, unscaled; tau for a solution. */
export let normalization: f64 = 1;
let iterations: i32 = 0; let bestAt: i32 = 0; let small: i32 = 0;
let centred: i32 = -1; // steps of centring so far, -1 before the first iterate within the tolerance
// of the iterate
let tau: f64 = 1; let kappa: f64 = 1; let bestTau: f64 = 1; let mu: f64 = 0; let gapResidual: f64 = 0;
// of the direction: share of the residuals, complementarity of (tau, kappa)
let predictor: bool = true; let share: f64 = 1; let dk0: f64 = 0; let den: f64 = 0;
let dTau: f64 = 0; let dKappa: f64 = 0; let corrections: i32 = 0; let stepLength: f64 = 0;

/** What the next `runSteps` solves for. `state`: an earlier one (kernels/wasm/layout.ts) or 0; `finish`: it is all but the answer. */
export function prepare(merit: f64, most: i32, state: usize, finish: bool): void {
  tolerance = merit; maxIterations = most; warmState = state; finishes = finish;
  warm = state != 0 && finite(get(state, 0)) && get(state, 2 * primalSize + dualSize) == 1;
  spent = 0;
}

/** Iterations of all starts. */
export function allIterations(): i32 { return iterations + spent; }

function finite(v: f64): bool { return Math.abs(v) < Infinity; }

export function rowDot(u: usize, v: usize): f64 {
  let s: f64 = 0;
  for (let r = 0; r < m; r++) s += get(u, r) * get(v, r);
  return s;
}

export function startIterate(): void {
  zero(primalSize, x); zero(primalSize, z); zero(dualSize, y);
  const unit = !warm ? 1 : finishes ? FINISH_UNIT : WARM_UNIT;
  if (warm) loadState(1 - unit);
  addUnit(unit, x); addUnit(unit, z);
  resetIdleLane(x); resetIdleLane(z);
  status = ITERATION_LIMIT; merit = Infinity; primalObjective = NaN; dualObjective = NaN;
  iterations = 0; bestAt = 0; small = 0; centred = -1;
}

/** A share of the earlier state, which is on unscaled data: x | z | y | flag. */
function loadState(share: f64): void {
  for (let i = 0; i < scalarsUsed; i++) {
    const f = factorOfPosition(i);
    set(x, i, share * get(warmState, i) * scaleB / f); set(z, i, share * get(warmState, primalSize + i) * scaleC * f);
  }
  for (let g = 0; g < groupCount; g++) {
    const G = group(g), nn = G.n * G.n;
    for (let k = 0; k < G.count; k++) {
      const o = G.primal + (k >> 1) * 4 * nn + (k & 1), f = get(G.E, k);
      for (let i = 0; i < 2 * nn; i++) {
        set(x, o + 2 * i, share * get(warmState, o + 2 * i) * scaleB / f);
        set(z, o + 2 * i, share * get(warmState, primalSize + o + 2 * i) * scaleC * f);
      }
    }
  }
  const wy = at(warmState, 2 * primalSize);
  for (let r = 0; r < m; r++) set(y, r, share * get(wy, r) * scaleC / get(rowFactor, r));
  for (let g = 0; g < groupCount; g++) {
    const G = group(g), A2 = 2 * G.axes;
    for (let k = 0, nc = G.count * G.cones; k < nc; k++) {
      const f = share * scaleC / get(rowFactor, m + G.localRow + k);
      for (let a = 0; a < A2; a++) set(y, G.dual + k * A2 + a, f * get(wy, G.dual + k * A2 + a));
    }
  }
}

export function startTau(): void { tau = 1; kappa = inner(x, z) / <f64>degree; }

export function residuals(): void {
  scaleTo(dualSize, tau, b, rp); axpy(dualSize, -1, ax, rp); set(rp, m, 0);
  scaleTo(primalSize, tau, c, rd); axpy(primalSize, -1, z, rd); axpy(primalSize, -1, aty, rd);
  maskIdleLane(rd);
}

/** Merit and certificates; keeps the best iterate. */
export function goesOn(): bool {
  const cx = get(ax, m), bty = rowDot(b, y);
  gapResidual = kappa + cx - bty;
  mu = (inner(x, z) + tau * kappa) / <f64>(degree + 1);
  const objective = 1 / (scaleB * scaleC * tau), pobj = cx * objective, dobj = bty * objective;
  const pres = Math.sqrt(unscaledRowNorm2(rp)) / (scaleB * tau * (1 + normB));
  const dres = Math.sqrt(unscaledNorm2(rd, -1)) / (scaleC * tau * (1 + normC));
  const gap = Math.abs(pobj - dobj) / (1 + min(Math.abs(pobj), Math.abs(dobj)));
  const now = max(max(pres, dres), gap);
  if (!finite(mu)) { status = NUMERICAL_ERROR; return false; }
  // a step of centring may raise the merit, within the tolerance
  if (now < merit || (centred >= 0 && now < tolerance)) {
    merit = now; bestAt = iterations; primalObjective = pobj; dualObjective = dobj;
    copy(primalSize, x, bestX); copy(primalSize, z, bestZ); copy(dualSize, y, bestY); bestTau = tau;
  }
  if (merit < tolerance) {
    if (++centred >= (tolerance < CENTRED_TOLERANCE ? CENTRINGS : 0) || now >= tolerance) { status = OPTIMAL; return false; }
  }
  if (tau < CERTIFICATE_TAU * kappa) { // certificates on unscaled data
    if (bty > 0) {
      copy(primalSize, aty, w); axpy(primalSize, 1, z, w); maskIdleLane(w);
      const r = Math.sqrt(unscaledNorm2(w, -1)) / scaleC * max(1, normB) / (bty / (scaleB * scaleC));
      if (r < CERTIFICATE) { merit = r; normalization = bty / (scaleB * scaleC); status = INFEASIBLE; return false; }
    }
    if (cx < 0) {
      const r = Math.sqrt(unscaledRowNorm2(ax)) / scaleB * max(1, normC) / (-cx / (scaleB * scaleC));
      if (r < CERTIFICATE) { merit = r; normalization = -cx / (scaleB * scaleC); status = UNBOUNDED; return false; }
    }
  }
  if (iterations == maxIterations) return false;
  if (iterations - bestAt > PATIENCE || small > SMALL_STEPS) { status = NUMERICAL_ERROR; return false; }
  return true;
}

/** The scaling point of every cone. */
export function isInside(): bool {
  if (scaleAt(x, z)) return true;
  status = NUMERICAL_ERROR;
  return false;
}

export function factorSchur(): void { factorAt(x); }

/** b + A H c in q and b tau + A H rd in p. */
export function rightHandSides(): void {
  axpy(dualSize, 1, b, q);
  scaleTo(dualSize, tau, b, p); axpy(dualSize, 1, ahrd, p);
  set(q, m, 0); set(p, m, 0);
}

/** c - A^T q. */
export function slackOfCost(): void { copy(primalSize, c, caq); axpy(primalSize, -1, w, caq); }

export function startPredictor(): void {
  scaleTo(primalSize, -1, x, rc); maskIdleLane(rc);
  predictor = true; share = 1; dk0 = -tau * kappa;
}

export function denominator(): void { den = -(max(inner(caq, hcaq), 0) + kappa / tau); }

export function predicts(): bool { return centred < 0; }

export function startCentring(): void {
  zero(primalSize, dx); zero(primalSize, dz);
  dTau = 0; dKappa = 0; stepLength = 0;
}

/** dx = rc - f H rd + H A^T p, the direction but for dTau. */
export function firstHalf(): void {
  copy(primalSize, rc, dx);
  axpy(primalSize, -share, hrd, dx);
  axpy(primalSize, 1, w2, dx);
}

/** dTau and dKappa; dx -= dTau H(c - A^T q), dz = f rd + dTau (c - A^T q) - A^T p; in the corrector p becomes the dual direction. */
export function secondHalf(): void {
  dTau = (-share * gapResidual - inner(c, dx) + rowDot(b, p) - dk0 / tau) / den;
  axpy(primalSize, -dTau, hcaq, dx);
  scaleTo(primalSize, share, rd, dz);
  axpy(primalSize, dTau, caq, dz);
  axpy(primalSize, -1, w, dz);
  dKappa = (dk0 - kappa * dTau) / tau;
  if (!predictor) axpy(dualSize, dTau, q, p);
  corrections = 0;
}

export function isPredictor(): bool { return predictor; }

export function maxStep(): void {
  let a = predictor ? 1 : 1 / STEP;
  if (dTau < 0) a = min(a, -tau / dTau);
  if (dKappa < 0) a = min(a, -kappa / dKappa);
  a = min(a, min(maxClosedStep(x, dx), maxClosedStep(z, dz)));
  stepLength = stepByTrials(a, predictor ? PREDICTOR_HALVINGS : CORRECTOR_HALVINGS);
}

/** Largest step found in (0, most] that keeps x and z inside. */
function stepByTrials(most: f64, halvings: i32): f64 {
  if (insideTried(x, most, dx) && insideTried(z, most, dz)) return most;
  let hi = most, lo: f64 = 0;
  for (let t = 0; t < halvings || (lo == 0 && t < 40); t++) {
    const mid = 0.5 * (lo + hi);
    if (insideTried(x, mid, dx) && insideTried(z, mid, dz)) lo = mid; else hi = mid;
  }
  return lo;
}

/** The corrector's centring, by Mehrotra's rule, and its target. */
export function startCorrector(): void {
  const rest = 1 - stepLength, sigma = max(rest * rest * rest, SIGMA_FLOOR), target = sigma * mu;
  predictor = false; share = 1 - sigma;
  dk0 = target - tau * kappa - dTau * dKappa;
  corrector(x, z, target, dx, dz, rc);
}

/** f (rp + A H rd) - A rc in p. */
export function correctorSide(): void {
  scaleTo(dualSize, share, rp, p); axpy(dualSize, -1, e, p); axpy(dualSize, share, ahrd, p);
  set(p, m, 0);
}

export function mayCorrect(): bool { return corrections < CORRECTIONS; }

/** f rp + dTau b - A dx in e. */
export function directionResidual(): void {
  scaleTo(dualSize, -1, e, e); axpy(dualSize, dTau, b, e); axpy(dualSize, share, rp, e); set(e, m, 0);
}

export function worthCorrecting(): bool {
  corrections++;
  return !(dot(dualSize, e, e) <= CORRECTED * dot(dualSize, rp, rp) + 1e-34);
}

export function correctDirection(): void {
  axpy(dualSize, 1, e, p); axpy(primalSize, -1, w, dz); axpy(primalSize, 1, w2, dx);
}

export function stepped(): bool {
  const alpha = min(1, STEP * stepLength);
  if (!finite(alpha) || !finite(dTau)) { status = NUMERICAL_ERROR; return false; }
  small = alpha < SMALL_STEP ? small + 1 : 0;
  axpy(primalSize, alpha, dx, x); axpy(primalSize, alpha, dz, z); axpy(dualSize, alpha, p, y);
  tau += alpha * dTau; kappa += alpha * dKappa;
  const s = 1 / max(tau, kappa);
  scaleTo(primalSize, s, x, x); scaleTo(primalSize, s, z, z); scaleTo(dualSize, s, y, y);
  resetIdleLane(x); resetIdleLane(z);
  tau *= s; kappa *= s;
  iterations++;
  return true;
}

/** Takes the best iterate and names the outcome. */
export function takeBest(): void {
  if (status == INFEASIBLE || status == UNBOUNDED) return;
  if (finite(merit)) { copy(primalSize, bestX, x); copy(primalSize, bestZ, z); copy(dualSize, bestY, y); tau = bestTau; }
  normalization = tau;
  if (merit < max(tolerance, OPTIMAL_MERIT)) status = OPTIMAL;
  else if (merit < ALMOST_MERIT) status = ALMOST_OPTIMAL;
}

/** A start from elsewhere must not spoil the answer. */
export function isAnswered(): bool {
  if (!warm || status <= UNBOUNDED) return true;
  spent = iterations; warm = false;
  return false;
}
