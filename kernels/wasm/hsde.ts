// Homogeneous self-dual embedding with Mehrotra's predictor-corrector: the whole solve of one program.
// Twin of src/conic/reference: HKM direction for PSD blocks, Nesterov-Todd for the other cones.
import { get, set, geti, axpy, scaleTo, dot, zero, copy, at } from './simd';
import { m, scalars, scalarsUsed, primalSize, dualSize, degree, group, groupCount, doubles, localRowCount } from './layout';
import { applyA, applyAdjoint } from './operator';
import {
  b, c, equilibrate, scaleB, scaleC, normB, normC, unscaledNorm2, unscaledRowNorm2, rowFactor, factorOfPosition,
} from './equilibration';
import { scaleCones, applyHCones, correctorCones, maxStepCones, addUnitCones } from './secondOrder';
import { scalePsd, applyHPsd, correctorPsd, maskIdleLane, resetIdleLane, insidePsd, dotPsd, addUnitPsd } from './hermitianPsd';
import { factorSchur, solveSchur, solveSchur2 } from './schur';

export const OPTIMAL = 0, ALMOST = 1, INFEASIBLE = 2, UNBOUNDED = 3, ITERATION_LIMIT = 4, NUMERICAL = 5;
/** What `optimal` promises at most: a tolerance below it is striven for. */
const OPTIMAL_MERIT: f64 = 1e-8;
const STEP: f64 = 0.98;
/** Share of the unit in a start from an earlier solution, and from an answer that is only finished. */
const WARM: f64 = 0.1, FINISH: f64 = 1e-4;
/** Below this tolerance an answer is centred by so many steps: off the central path W is as far from the optimum as the root of the merit, on it as the merit. */
const CENTRED: f64 = 1e-9, CENTRINGS = 3;

export let x: usize = 0; export let z: usize = 0; export let y: usize = 0;
let tau: f64 = 1; let kappa: f64 = 1;
let bx: usize = 0; let bz: usize = 0; let by: usize = 0; let bTau: f64 = 1; let bKappa: f64 = 0;
export let rp: usize = 0; export let rd: usize = 0; export let ax: usize = 0; export let aty: usize = 0;
let q: usize = 0; let p: usize = 0; let cAq: usize = 0; let HcAq: usize = 0; let Hrd: usize = 0; let aHrd: usize = 0;
export let dx: usize = 0; let dz: usize = 0; let rc: usize = 0; let w: usize = 0; let w2: usize = 0; let e: usize = 0;
export let iterations: i32 = 0; export let merit: f64 = Infinity; export let primalObjective: f64 = NaN; export let dualObjective: f64 = NaN;

export function allocIterate(): void {
  x = doubles(primalSize); z = doubles(primalSize); y = doubles(dualSize);
  bx = doubles(primalSize); bz = doubles(primalSize); by = doubles(dualSize);
  rp = doubles(dualSize); rd = doubles(primalSize); ax = doubles(dualSize); aty = doubles(primalSize);
  q = doubles(dualSize); p = doubles(dualSize); cAq = doubles(primalSize); HcAq = doubles(primalSize);
  Hrd = doubles(primalSize); aHrd = doubles(dualSize); dx = doubles(primalSize); dz = doubles(primalSize);
  rc = doubles(primalSize); w = doubles(primalSize); w2 = doubles(primalSize); e = doubles(dualSize);
}

export function inner(u: usize, v: usize): f64 { return dot(scalars, u, v) + dotPsd(u, v); }
function applyH(u: usize, out: usize): void { applyHCones(u, out); applyHPsd(x, u, out); }
function finite(v: f64): bool { return Math.abs(v) < Infinity; }

/** Largest step that keeps both x and z inside, at most `cap`; PSD blocks by trial factorizations (bisection). */
function maxStep(cap: f64, trials: i32): f64 {
  let hi = min(cap, min(maxStepCones(x, dx), maxStepCones(z, dz)));
  if (insidePsd(x, hi, dx) && insidePsd(z, hi, dz)) return hi;
  let lo: f64 = 0;
  for (let t = 0; t < trials || (lo == 0 && t < 40); t++) {
    const mid = 0.5 * (lo + hi);
    if (insidePsd(x, mid, dx) && insidePsd(z, mid, dz)) lo = mid; else hi = mid;
  }
  return lo;
}

let dTau: f64 = 0; let dKappa: f64 = 0; let rg: f64 = 0; let den: f64 = 0;
/** b^T y (infeasible) or -c^T x (unbounded) of the certificate, unscaled; tau for a solution. */
export let normalization: f64 = 1;

/**
 * Newton direction for target rc (already formed), share f = 1 - sigma of the residuals and complementarity dk0 of (tau, kappa).
 * p holds M^-1 of its right-hand side; dx, dz, dTau, dKappa are set, the dual direction is p + q dTau.
 */
function direction(f: f64, dk0: f64): void {
  set(p, m, 0);
  applyAdjoint(p, w);
  applyH(w, w2);
  // dx = rc - f H rd + H A^T p - dTau H(c - A^T q)
  copy(primalSize, rc, dx);
  axpy(primalSize, -f, Hrd, dx);
  axpy(primalSize, 1, w2, dx);
  dTau = (-f * rg - inner(c, dx) + rowDot(b, p) - dk0 / tau) / den;
  axpy(primalSize, -dTau, HcAq, dx);
  // dz = f rd + dTau (c - A^T q) - A^T p
  scaleTo(primalSize, f, rd, dz);
  axpy(primalSize, dTau, cAq, dz);
  axpy(primalSize, -1, w, dz);
  dKappa = (dk0 - kappa * dTau) / tau;
}

function step(cap: f64, trials: i32): f64 {
  let a = cap;
  if (dTau < 0) a = min(a, -tau / dTau);
  if (dKappa < 0) a = min(a, -kappa / dKappa);
  return maxStep(a, trials);
}

export function rowDot(u: usize, v: usize): f64 {
  let s: f64 = 0;
  for (let r = 0; r < m; r++) s += get(u, r) * get(v, r);
  return s;
}

function start(warm: usize, unit: f64): void {
  const share = 1 - unit;
  zero(primalSize, x); zero(primalSize, z); zero(dualSize, y);
  if (warm && finite(get(warm, 0)) && get(warm, 2 * primalSize + dualSize) == 1) {
    // stored on unscaled data: x | z | y | flag
    for (let i = 0; i < scalarsUsed; i++) {
      const f = factorOfPosition(i);
      set(x, i, share * get(warm, i) * scaleB / f); set(z, i, share * get(warm, primalSize + i) * scaleC * f);
    }
    for (let g = 0; g < groupCount; g++) {
      const G = group(g), nn = G.n * G.n;
      for (let k = 0; k < G.count; k++) {
        const o = G.primal + (k >> 1) * 4 * nn + (k & 1), f = get(G.E, k);
        for (let i = 0; i < 2 * nn; i++) {
          set(x, o + 2 * i, share * get(warm, o + 2 * i) * scaleB / f);
          set(z, o + 2 * i, share * get(warm, primalSize + o + 2 * i) * scaleC * f);
        }
      }
    }
    const wy = at(warm, 2 * primalSize);
    for (let r = 0; r < m; r++) set(y, r, share * get(wy, r) * scaleC / get(rowFactor, r));
    for (let g = 0; g < groupCount; g++) {
      const G = group(g), A2 = 2 * G.axes;
      for (let k = 0, nc = G.count * G.cones; k < nc; k++) {
        const f = share * scaleC / get(rowFactor, m + G.localRow + k);
        for (let a = 0; a < A2; a++) set(y, G.dual + k * A2 + a, f * get(wy, G.dual + k * A2 + a));
      }
    }
    addUnitCones(unit, x); addUnitCones(unit, z); addUnitPsd(unit, x); addUnitPsd(unit, z);
  } else {
    addUnitCones(1, x); addUnitCones(1, z); addUnitPsd(1, x); addUnitPsd(1, z);
  }
  resetIdleLane(x); resetIdleLane(z);
  tau = 1;
  kappa = inner(x, z) / <f64>degree;
}

function keepBest(): void { copy(primalSize, x, bx); copy(primalSize, z, bz); copy(dualSize, y, by); bTau = tau; bKappa = kappa; }
function restoreBest(): void { copy(primalSize, bx, x); copy(primalSize, bz, z); copy(dualSize, by, y); tau = bTau; kappa = bKappa; }

/**
 * Solves the loaded program; returns the status code. x, y, z, tau hold the (scaled) answer. `finish`: warm is all but the answer.
 */
export function solveOne(tolerance: f64, maxIterations: i32, warm: usize, finish: bool): i32 {
  equilibrate(8);
  start(warm, finish ? FINISH : WARM);
  merit = Infinity;
  let bestAt = 0, status = ITERATION_LIMIT, small = 0, centrings = tolerance < CENTRED ? CENTRINGS : 0, centred = -1;
  const certificate = 1e-7;
  for (iterations = 0; ; iterations++) {
    // residuals
    applyA(x, ax);
    set(y, m, 0);
    applyAdjoint(y, aty);
    const cx = get(ax, m), bty = rowDot(b, y);
    scaleTo(dualSize, tau, b, rp); axpy(dualSize, -1, ax, rp); set(rp, m, 0);
    scaleTo(primalSize, tau, c, rd); axpy(primalSize, -1, z, rd); axpy(primalSize, -1, aty, rd);
    maskIdleLane(rd);
    rg = kappa + cx - bty;
    const mu = (inner(x, z) + tau * kappa) / <f64>(degree + 1);
    const objective = 1 / (scaleB * scaleC * tau), pobj = cx * objective, dobj = bty * objective;
    const pres = Math.sqrt(unscaledRowNorm2(rp)) / (scaleB * tau * (1 + normB));
    const dres = Math.sqrt(unscaledNorm2(rd, -1)) / (scaleC * tau * (1 + normC));
    const gap = Math.abs(pobj - dobj) / (1 + min(Math.abs(pobj), Math.abs(dobj)));
    const now = max(max(pres, dres), gap);
    if (!finite(mu)) { status = NUMERICAL; break; }
    if (now < merit) { merit = now; bestAt = iterations; keepBest(); primalObjective = pobj; dualObjective = dobj; }
    if (merit < tolerance) {
      if (centred >= 0 && now < tolerance) { merit = now; keepBest(); primalObjective = pobj; dualObjective = dobj; }
      if (++centred >= centrings || now >= tolerance) { status = OPTIMAL; break; }
    }
    // certificates on unscaled data
    if (bty > 0 && tau < 0.1 * kappa) {
      copy(primalSize, aty, w); axpy(primalSize, 1, z, w); maskIdleLane(w);
      const r = Math.sqrt(unscaledNorm2(w, -1)) / scaleC * max(1, normB) / (bty / (scaleB * scaleC));
      if (r < certificate) { merit = r; normalization = bty / (scaleB * scaleC); return INFEASIBLE; }
    }
    if (cx < 0 && tau < 0.1 * kappa) {
      const r = Math.sqrt(unscaledRowNorm2(ax)) / scaleB * max(1, normC) / (-cx / (scaleB * scaleC));
      if (r < certificate) { merit = r; normalization = -cx / (scaleB * scaleC); return UNBOUNDED; }
    }
    if (iterations == maxIterations) break;
    if (iterations - bestAt > 15 || small > 3) { status = NUMERICAL; break; }
    // scaling and Schur complement
    scaleCones(x, z);
    if (!scalePsd(z)) { status = NUMERICAL; break; }
    factorSchur(x);
    // q = M^-1 (b + A H c), c - A^T q, H of it
    applyH(c, w);
    applyA(w, q);
    axpy(dualSize, 1, b, q);
    // the predictor's target is -x, so that its right-hand side is b tau + A H rd
    applyH(rd, Hrd);
    applyA(Hrd, aHrd);
    scaleTo(dualSize, tau, b, p); axpy(dualSize, 1, aHrd, p);
    solveSchur2(q, p);
    set(q, m, 0);
    applyAdjoint(q, w);
    copy(primalSize, c, cAq); axpy(primalSize, -1, w, cAq);
    applyH(cAq, HcAq);
    den = -(max(inner(cAq, HcAq), 0) + kappa / tau);
    let sigma: f64 = 1;
    if (centred >= 0) { zero(primalSize, dx); zero(primalSize, dz); dTau = 0; dKappa = 0; }
    else { // predictor
      scaleTo(primalSize, -1, x, rc); maskIdleLane(rc);
      direction(1, -tau * kappa);
      sigma = 1 - step(1, 3);
      sigma = max(sigma * sigma * sigma, 1e-6);
    }
    const f = 1 - sigma, sm = sigma * mu;
    // corrector
    correctorCones(x, z, sm, dx, dz, rc);
    correctorPsd(x, sm, dx, dz, rc);
    applyA(rc, e);
    scaleTo(dualSize, f, rp, p); axpy(dualSize, -1, e, p); axpy(dualSize, f, aHrd, p);
    solveSchur(p);
    const tTau = dTau, tKappa = dKappa;
    direction(f, sm - tau * kappa - tTau * tKappa);
    // refinement of the Schur solve against the primal residual of the direction
    axpy(dualSize, dTau, q, p);
    for (let k = 0; k < 2; k++) {
      applyA(dx, e);
      scaleTo(dualSize, -1, e, e); axpy(dualSize, dTau, b, e); axpy(dualSize, f, rp, e); set(e, m, 0);
      if (dot(dualSize, e, e) <= 1e-24 * dot(dualSize, rp, rp) + 1e-34) break;
      solveSchur(e);
      set(e, m, 0);
      applyAdjoint(e, w);
      applyH(w, w2);
      axpy(dualSize, 1, e, p); axpy(primalSize, -1, w, dz); axpy(primalSize, 1, w2, dx);
    }
    const alpha = min(1, STEP * step(1 / STEP, 7));
    if (!finite(alpha) || !finite(dTau)) { status = NUMERICAL; break; }
    small = alpha < 1e-4 ? small + 1 : 0;
    axpy(primalSize, alpha, dx, x); axpy(primalSize, alpha, dz, z); axpy(dualSize, alpha, p, y);
    tau += alpha * dTau; kappa += alpha * dKappa;
    const s = 1 / max(tau, kappa);
    scaleTo(primalSize, s, x, x); scaleTo(primalSize, s, z, z); scaleTo(dualSize, s, y, y);
    resetIdleLane(x); resetIdleLane(z);
    tau *= s; kappa *= s;
  }
  if (finite(merit)) restoreBest();
  normalization = tau;
  if (merit < max(tolerance, OPTIMAL_MERIT)) return OPTIMAL;
  if (merit < 1e-5) return ALMOST;
  return status == OPTIMAL ? ITERATION_LIMIT : status;
}
