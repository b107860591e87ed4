// Checks an answer that was computed in lower precision: residuals, gap and certificates in float64 on unscaled data.
import { get, set, at, axpy, scaleTo, zero, copy } from './simd';
import { m, scalarsUsed, primalSize, dualSize, degree } from './layout';
import { applyA, applyAdjoint } from './operator';
import { b, c, equilibrate, scaleB, scaleC, normB, normC, unscaledNorm2, unscaledRowNorm2 } from './equilibration';
import { addUnit, insideWithUnit, inner } from './cones';
import { maskIdleLane, resetIdleLane } from './hermitianPsd';
import { x, z, y, rp, rd, ax, aty, dx } from './iterate';
import { rowDot } from './stages';

/** Share of its norm by which a vector may leave its cone. */
const OUTSIDE: f64 = 1e-6;

/** True when v + s e lies in the cone, e the unit element. */
function inside(v: usize, s: f64): bool {
  zero(primalSize, dx);
  addUnit(1, dx);
  resetIdleLane(v);
  const yes = insideWithUnit(v, s, dx);
  maskIdleLane(v);
  return yes;
}

/**
 * Merit of the state (x | z | y, unscaled) for the loaded program; out receives the merit, primal and dual objective. Infinite where x or z
 * leaves its cone by more than 1e-6 of its norm.
 */
export function verify(state: usize, out: usize): void {
  equilibrate(0);
  scaleTo(primalSize, scaleB, state, x);
  scaleTo(primalSize, scaleC, at(state, primalSize), z);
  scaleTo(dualSize, scaleC, at(state, 2 * primalSize), y);
  maskIdleLane(x); maskIdleLane(z);
  set(y, m, 0);
  applyA(x, ax);
  applyAdjoint(y, aty);
  const cx = get(ax, m), bty = rowDot(b, y), objective = 1 / (scaleB * scaleC), pobj = cx * objective, dobj = bty * objective;
  copy(dualSize, b, rp); axpy(dualSize, -1, ax, rp); set(rp, m, 0);
  copy(primalSize, c, rd); axpy(primalSize, -1, z, rd); axpy(primalSize, -1, aty, rd);
  maskIdleLane(rd);
  const pres = Math.sqrt(unscaledRowNorm2(rp)) / (scaleB * (1 + normB)), dres = Math.sqrt(unscaledNorm2(rd, -1)) / (scaleC * (1 + normC));
  const gap = Math.abs(pobj - dobj) / (1 + min(Math.abs(pobj), Math.abs(dobj)));
  let merit = max(max(pres, dres), gap);
  if (!inside(x, OUTSIDE * Math.sqrt(inner(x, x))) || !inside(z, OUTSIDE * Math.sqrt(inner(z, z)))) merit = Infinity;
  set(out, 0, merit); set(out, 1, pobj); set(out, 2, dobj);
}

/**
 * Residual of the certificate that the state's y gives: z becomes -A^T y + s e with s as small as the cone allows, 0 or half of `tolerance`; the
 * residual is infinite where that does not do. y and z in the state are scaled so that b^T y = 1.
 */
export function verifyInfeasible(state: usize, tolerance: f64): f64 {
  equilibrate(0);
  const sy = at(state, 2 * primalSize), sz = at(state, primalSize);
  copy(dualSize, sy, y);
  set(y, m, 0);
  const bty = rowDot(b, y) / scaleB;
  if (!(bty > 0)) return Infinity;
  scaleTo(dualSize, 1 / bty, y, y);
  applyAdjoint(y, aty);
  scaleTo(primalSize, -1, aty, z);
  maskIdleLane(z);
  const unit = Math.sqrt(<f64>degree) * max(1, normB), s = 0.5 * tolerance / unit;
  const r: f64 = inside(z, 0) ? 0 : inside(z, s) ? 0.5 * tolerance : Infinity;
  if (r > 0 && r < Infinity) { addUnit(s, z); maskIdleLane(z); }
  copy(dualSize, y, sy); copy(primalSize, z, sz);
  return r;
}

/**
 * Residual of the certificate that the state's x gives, norm(A x) max(1, norm c) for c^T x = -1; infinite where x leaves its cone by more than 1e-6 of its
 * norm or costs nothing. x in the state is scaled so that c^T x = -1.
 */
export function verifyUnbounded(state: usize): f64 {
  equilibrate(0);
  copy(primalSize, state, x);
  maskIdleLane(x);
  applyA(x, ax);
  const cost = -get(ax, m) / scaleC;
  if (!(cost > 0) || !inside(x, OUTSIDE * Math.sqrt(inner(x, x)))) return Infinity;
  set(ax, m, 0);
  scaleTo(primalSize, 1 / cost, x, x);
  copy(primalSize, x, state);
  return Math.sqrt(unscaledRowNorm2(ax)) * max(1, normC) / cost;
}
