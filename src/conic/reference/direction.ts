import type { Iterate, Residuals } from './iterate.ts';
import { factorSchur } from './schur.ts';
import { applyA, applyAdjoint, dot, norm, type StandardForm } from './standardForm.ts';

/** Corrections of dx against its primal residual: they win back what the conditioning of A H A^T costs late in a solve. */
const REFINEMENTS = 3;

/** Newton directions of the embedding at one iterate; the Schur complement is factored once for all of them. */
export interface NewtonSystem {
  /** The direction that aims at mu = sigma mu, with Mehrotra's second-order term when the affine direction is given. */
  direction(sigma: number, affine: Iterate | null): Iterate;
  /** Largest step from the iterate along a direction, Infinity when there is no limit. */
  maxStep(direction: Iterate): number;
}

/**
 * Prepares the directions at an iterate whose (x, z) the cone has taken as its scaling point:
 *
 *     A dx - b dTau = (1 - sigma) rp,   A^T dy + dz - c dTau = (1 - sigma) rd,
 *     c^T dx - b^T dy + dKappa = -(1 - sigma) rg,   dx + H dz = rc,   kappa dTau + tau dKappa = rk.
 *
 * @param gram workspace of m * m numbers.
 */
export function newtonSystem(
  form: StandardForm,
  iterate: Iterate,
  residual: Residuals,
  gram: Float64Array,
): NewtonSystem {
  const { m, n, b, c, cone } = form;
  const { tau, kappa } = iterate;
  const { rp, rd, rg, mu } = residual;
  const schur = factorSchur(form, gram);

  // q = (A H A^T)^-1 (b + A H c): the answer of y to one unit of tau
  const hc = new Float64Array(n);
  cone.applyH(c, hc);
  const q = new Float64Array(m);
  applyA(form, hc, q);
  for (let i = 0; i < m; i++) q[i] = (q[i] as number) + (b[i] as number);
  schur.solve(q);
  const reduced = new Float64Array(n); // c - A^T q
  applyAdjoint(form, q, reduced);
  for (let j = 0; j < n; j++) reduced[j] = (c[j] as number) - (reduced[j] as number);
  const hReduced = new Float64Array(n);
  cone.applyH(reduced, hReduced);
  const curvature = Math.max(0, dot(reduced, hReduced)) + kappa / tau;
  const hrd = new Float64Array(n);
  cone.applyH(rd, hrd);

  function direction(sigma: number, affine: Iterate | null): Iterate {
    const share = 1 - sigma;
    const rc = new Float64Array(n);
    cone.complementarity(sigma * mu, affine && { dx: affine.x, dz: affine.z }, rc);
    const rk = sigma * mu - tau * kappa - (affine ? affine.tau * affine.kappa : 0);

    // dTau = 0 first: dy = (A H A^T)^-1 (share rp - A (rc - share H rd)), dx = rc - H (share rd - A^T dy)
    const x = new Float64Array(n);
    for (let j = 0; j < n; j++) x[j] = (rc[j] as number) - share * (hrd[j] as number);
    const y = new Float64Array(m);
    applyA(form, x, y);
    for (let i = 0; i < m; i++) y[i] = share * (rp[i] as number) - (y[i] as number);
    schur.solve(y);
    const z = new Float64Array(n);
    const image = new Float64Array(n);
    applyAdjoint(form, y, z);
    cone.applyH(z, image);
    for (let j = 0; j < n; j++) x[j] = (x[j] as number) + (image[j] as number);
    const dTau = (share * rg + dot(c, x) - dot(b, y) + rk / tau) / curvature;

    for (let i = 0; i < m; i++) y[i] = (y[i] as number) + dTau * (q[i] as number);
    for (let j = 0; j < n; j++) z[j] = share * (rd[j] as number) + dTau * (reduced[j] as number) - (z[j] as number);
    // dx from dz, so that complementarity holds to rounding whatever the Schur solve lost; then the rows are refined
    cone.applyH(z, x);
    for (let j = 0; j < n; j++) x[j] = (rc[j] as number) - (x[j] as number);
    const result = { x, y, z, tau: dTau, kappa: (rk - kappa * dTau) / tau };
    refine(result, share);
    return result;
  }

  /** dy += u, dz -= A^T u, dx += H A^T u with A H A^T u = what A dx - b dTau still misses: keeps the other equations. */
  function refine(d: Iterate, share: number): void {
    const u = new Float64Array(m);
    const w = new Float64Array(n);
    const image = new Float64Array(n);
    let last = Infinity;
    for (let pass = 0; pass < REFINEMENTS; pass++) {
      applyA(form, d.x, u);
      for (let i = 0; i < m; i++) u[i] = share * (rp[i] as number) + d.tau * (b[i] as number) - (u[i] as number);
      const size = norm(u);
      if (!(size > 1e-16) || !(size < 0.5 * last)) return;
      last = size;
      schur.solve(u);
      applyAdjoint(form, u, w);
      cone.applyH(w, image);
      for (let i = 0; i < m; i++) d.y[i] = (d.y[i] as number) + (u[i] as number);
      for (let j = 0; j < n; j++) {
        d.x[j] = (d.x[j] as number) + (image[j] as number);
        d.z[j] = (d.z[j] as number) - (w[j] as number);
      }
    }
  }

  return {
    direction,
    maxStep: (d) =>
      Math.min(cone.maxStep(d.x, d.z), d.tau < 0 ? -tau / d.tau : Infinity, d.kappa < 0 ? -kappa / d.kappa : Infinity),
  };
}
