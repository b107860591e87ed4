import { applyA, applyAdjoint, dot, norm, type StandardForm } from './standardForm.ts';

/** A point of the homogeneous self-dual embedding, on scaled data. */
export interface Iterate {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  tau: number;
  kappa: number;
}

/** Residuals of an iterate and what the stopping tests read; the relative numbers are on unscaled data. */
export interface Residuals {
  /** b tau - A x, c tau - z - A^T y, kappa + c^T x - b^T y, all scaled. */
  readonly rp: Float64Array;
  readonly rd: Float64Array;
  readonly rg: number;
  readonly mu: number;
  readonly merit: number;
  /** c^T x / tau and b^T y / tau. */
  readonly primal: number;
  readonly dual: number;
  /** Relative residuals of the certificates of infeasibility and of unboundedness; Infinity where the sign is wrong. */
  readonly infeasible: number;
  readonly unbounded: number;
}

/** 2-norm of v / scale. */
function normOver(v: Float64Array, scale: Float64Array): number {
  let s = 0;
  for (let i = 0; i < v.length; i++) s += ((v[i] as number) / (scale[i] as number)) ** 2;
  return Math.sqrt(s);
}

/** The cold start: x = z = unit, tau = kappa = 1. */
export function coldStart(form: StandardForm): Iterate {
  const x = new Float64Array(form.n);
  form.cone.unit(x);
  return { x, y: new Float64Array(form.m), z: x.slice(), tau: 1, kappa: 1 };
}

/** 0.9 of an unscaled solution (x | y | z, y last row first) + 0.1 of the unit. */
export function warmStart(form: StandardForm, solution: Float64Array): Iterate {
  const { m, n, scaleB, scaleC, rowScale, columnScale, cone } = form;
  const iterate = coldStart(form);
  const { x, y, z } = iterate;
  for (let j = 0; j < n; j++) {
    const e = columnScale[j] as number;
    const unit = 0.1 * (x[j] as number);
    x[j] = unit + (0.9 * scaleB * (solution[j] as number)) / e;
    z[j] = unit + 0.9 * scaleC * e * (solution[n + m + j] as number);
  }
  for (let i = 0; i < m; i++) y[i] = (0.9 * scaleC * (solution[n + i] as number)) / (rowScale[i] as number);
  iterate.kappa = dot(x, z) / cone.degree;
  return iterate;
}

/** Residuals and merit of an iterate. */
export function residuals(form: StandardForm, { x, y, z, tau, kappa }: Iterate): Residuals {
  const { m, n, b, c, scaleB, scaleC, normB, normC, rowScale, columnScale, cone } = form;
  const ax = new Float64Array(m);
  const dual = new Float64Array(n);
  applyA(form, x, ax);
  applyAdjoint(form, y, dual);
  for (let j = 0; j < n; j++) dual[j] = (dual[j] as number) + (z[j] as number);
  const rp = b.map((v, i) => tau * v - (ax[i] as number));
  const rd = c.map((v, j) => tau * v - (dual[j] as number));
  const cx = dot(c, x) / (scaleB * scaleC);
  const by = dot(b, y) / (scaleB * scaleC);
  const primalResidual = normOver(rp, rowScale) / (scaleB * tau * (1 + normB));
  const dualResidual = normOver(rd, columnScale) / (scaleC * tau * (1 + normC));
  const gap = Math.abs(cx - by) / (tau + Math.min(Math.abs(cx), Math.abs(by)));
  return {
    rp,
    rd,
    rg: kappa + dot(c, x) - dot(b, y),
    mu: (dot(x, z) + tau * kappa) / (cone.degree + 1),
    merit: Math.max(primalResidual, dualResidual, gap),
    primal: cx / tau,
    dual: by / tau,
    infeasible: by > 0 ? (normOver(dual, columnScale) / scaleC / by) * Math.max(1, normB) : Infinity,
    unbounded: cx < 0 ? (normOver(ax, rowScale) / scaleB / -cx) * Math.max(1, normC) : Infinity,
  };
}

/** x + alpha dx and so on, then divided by max(tau, kappa): the embedding is homogeneous. */
export function advance(iterate: Iterate, step: Iterate, alpha: number): void {
  const tau = iterate.tau + alpha * step.tau;
  const kappa = iterate.kappa + alpha * step.kappa;
  const scale = 1 / Math.max(tau, kappa);
  for (const part of ['x', 'y', 'z'] as const) {
    const v = iterate[part];
    const d = step[part];
    for (let i = 0; i < v.length; i++) v[i] = ((v[i] as number) + alpha * (d[i] as number)) * scale;
  }
  iterate.tau = tau * scale;
  iterate.kappa = kappa * scale;
}

/** Whether every number of the iterate is finite. */
export function isFinite(iterate: Iterate): boolean {
  return Number.isFinite(norm(iterate.x) + norm(iterate.y) + norm(iterate.z) + iterate.tau + iterate.kappa);
}

/** A deep copy. */
export function copyIterate({ x, y, z, tau, kappa }: Iterate): Iterate {
  return { x: x.slice(), y: y.slice(), z: z.slice(), tau, kappa };
}
