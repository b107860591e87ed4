import { dot } from '../../linalg/realVector.ts';
import type { Cone } from './cone.ts';

/** norm of the tail (elements 1 ..). */
function tailNorm(u: Float64Array): number {
  let s = 0;
  for (let i = 1; i < u.length; i++) s += (u[i] as number) ** 2;
  return Math.sqrt(s);
}

/** u_0^2 - norm(u_1)^2 without the cancellation of two squares. */
function determinant(u: Float64Array): number {
  const t = tailNorm(u);
  return ((u[0] as number) - t) * ((u[0] as number) + t);
}

/** Jordan product (u^T v, u_0 v_1 + v_0 u_1). */
function jordan(u: Float64Array, v: Float64Array, out: Float64Array): void {
  const head = dot(u, v);
  for (let i = 1; i < u.length; i++) out[i] = (u[0] as number) * (v[i] as number) + (v[0] as number) * (u[i] as number);
  out[0] = head;
}

/** Largest a with x + a dx in the cone, x interior: in the frame that takes x to the unit, the smaller eigenvalue of dx. */
function maxStepFrom(x: Float64Array, dx: Float64Array): number {
  const root = Math.sqrt(determinant(x));
  const head = (x[0] as number) / root;
  let inner = head * (dx[0] as number);
  for (let i = 1; i < x.length; i++) inner -= ((x[i] as number) / root) * (dx[i] as number);
  const share = ((dx[0] as number) + inner) / (head + 1);
  let tail = 0;
  for (let i = 1; i < x.length; i++) tail += ((dx[i] as number) - (share * (x[i] as number)) / root) ** 2;
  return 1 / Math.max(0, (Math.sqrt(tail) - inner) / root);
}

/**
 * The second-order cone {(t, v) : norm(v) <= t} with the Nesterov-Todd scaling W = beta (2 v v^T - J), J = diag(1, -1, ..),
 * H = W^2 = beta^2 (2 w w^T - J), lambda = W z = W^-1 x (Andersen, Dahl, Vandenberghe: Interior-point methods for large-scale cone programming, 2011).
 *
 * @param dimension at least 1 (at 1 it is the half line).
 */
export function secondOrderCone(dimension: number): Cone {
  const make = (): Float64Array => new Float64Array(dimension);
  const x = make();
  const z = make();
  const w = make();
  const v = make();
  const lambda = make();
  const r = make();
  const s = make();
  const t = make();
  let beta = 1;

  /** out = W u (power 1) or W^-1 u = beta^-2 J W J u (power -1). */
  const applyW = (u: Float64Array, out: Float64Array, power: 1 | -1): void => {
    const f = power === 1 ? beta : 1 / beta;
    let inner = (v[0] as number) * (u[0] as number);
    for (let i = 1; i < dimension; i++) inner += power * (v[i] as number) * (u[i] as number);
    for (let i = 1; i < dimension; i++) out[i] = f * (2 * power * (v[i] as number) * inner + (u[i] as number));
    out[0] = f * (2 * (v[0] as number) * inner - (u[0] as number));
  };

  return {
    dimension,
    degree: 1,
    separable: false,
    unit(out) {
      out.fill(0);
      out[0] = 1;
    },
    scale(px, pz) {
      x.set(px);
      z.set(pz);
      const dx = determinant(x);
      const dz = determinant(z);
      if (!(dx > 0 && dz > 0 && (x[0] as number) > 0 && (z[0] as number) > 0)) return false;
      const jx = Math.sqrt(dx);
      const jz = Math.sqrt(dz);
      const gamma = Math.sqrt(Math.max(1, (1 + dot(x, z) / (jx * jz)) / 2));
      for (let i = 1; i < dimension; i++) w[i] = ((x[i] as number) / jx - (z[i] as number) / jz) / (2 * gamma);
      // the head from the tail, so that w has determinant one to the last digit
      w[0] = Math.hypot(1, tailNorm(w));
      const root = Math.sqrt(2 * (w[0] + 1));
      for (let i = 0; i < dimension; i++) v[i] = (w[i] as number) / root;
      v[0] = (w[0] + 1) / root;
      beta = Math.sqrt(jx / jz);
      applyW(z, lambda, 1);
      return determinant(lambda) > 0;
    },
    applyH(u, out) {
      const b2 = beta * beta;
      const inner = 2 * dot(w, u);
      const head = u[0] as number;
      for (let i = 1; i < dimension; i++) out[i] = b2 * ((w[i] as number) * inner + (u[i] as number));
      out[0] = b2 * ((w[0] as number) * inner - head);
    },
    complementarity(sigmaMu, affine, out) {
      // lambda o d = sigmaMu e - lambda o lambda - (W^-1 dx) o (W dz); out = W d
      jordan(lambda, lambda, r);
      for (let i = 0; i < dimension; i++) r[i] = -(r[i] as number);
      r[0] = (r[0] as number) + sigmaMu;
      if (affine) {
        applyW(affine.dx, s, -1);
        applyW(affine.dz, t, 1);
        jordan(s, t, s);
        for (let i = 0; i < dimension; i++) r[i] = (r[i] as number) - (s[i] as number);
      }
      const l0 = lambda[0] as number;
      let head = l0 * r[0];
      for (let i = 1; i < dimension; i++) head -= (lambda[i] as number) * (r[i] as number);
      head /= determinant(lambda);
      for (let i = 1; i < dimension; i++) r[i] = ((r[i] as number) - head * (lambda[i] as number)) / l0;
      r[0] = head;
      applyW(r, out, 1);
    },
    maxStep: (dx, dz) => Math.min(maxStepFrom(x, dx), maxStepFrom(z, dz)),
    addGram(coefficients, rows, gram, order) {
      const b2 = beta * beta;
      const inner = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++)
        inner[i] = dot(coefficients.subarray(i * dimension, (i + 1) * dimension), w);
      for (let i = 0; i < rows.length; i++)
        for (let k = 0; k <= i; k++) {
          const oi = i * dimension;
          const ok = k * dimension;
          let reflected = -(coefficients[oi] as number) * (coefficients[ok] as number);
          for (let j = 1; j < dimension; j++)
            reflected += (coefficients[oi + j] as number) * (coefficients[ok + j] as number);
          const at = (rows[i] as number) * order + (rows[k] as number);
          gram[at] = (gram[at] as number) + b2 * (2 * (inner[i] as number) * (inner[k] as number) + reflected);
        }
    },
  };
}
