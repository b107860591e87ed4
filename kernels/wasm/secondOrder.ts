// Nonnegative and second-order cones: Nesterov-Todd scaling, one cone after the other in plain f64.
// Twin of src/conic/cones/{nonnegative,secondOrder}.ts. W = beta (2 v v^T - J), H = W^2 = beta^2 (2 w w^T - J), lambda = W z = W^-1 x.
import { at, get, set, geti } from './simd';
import { nonneg, coneCount, coneOffset, coneSize, scalars, doubles } from './layout';

export let nnH: usize = 0; // x/z per nonnegative variable
export let coneV: usize = 0; // v, w, lambda: same positions as the scalars of a primal vector
export let coneW: usize = 0;
let lambda: usize = 0;
export let beta2: usize = 0; // beta^2 per cone
let t1: usize = 0;
let t2: usize = 0;

export function allocCones(): void {
  nnH = doubles(nonneg);
  coneV = doubles(scalars); coneW = doubles(scalars); lambda = doubles(scalars);
  beta2 = doubles(coneCount);
  t1 = doubles(scalars); t2 = doubles(scalars);
}

// @ts-ignore: decorator
@inline function tail(n: i32, x: usize, y: usize): f64 { // sum over the bodies
  let s: f64 = 0;
  for (let i = 1; i < n; i++) s += get(x, i) * get(y, i);
  return s;
}
function hyperbolicNorm(n: i32, x: usize): f64 {
  const t = Math.sqrt(tail(n, x, x));
  return Math.sqrt(max((get(x, 0) - t) * (get(x, 0) + t), 1e-300));
}
// out = beta (2 v (v.u) - J u)
function applyW(n: i32, v: usize, beta: f64, u: usize, out: usize): void {
  const s = 2 * (get(v, 0) * get(u, 0) + tail(n, v, u));
  set(out, 0, beta * (s * get(v, 0) - get(u, 0)));
  for (let i = 1; i < n; i++) set(out, i, beta * (s * get(v, i) + get(u, i)));
}
// out = (2 Jv (Jv.u) - J u) / beta
function applyWInverse(n: i32, v: usize, beta: f64, u: usize, out: usize): void {
  const s = 2 * (get(v, 0) * get(u, 0) - tail(n, v, u)), r = 1 / beta;
  set(out, 0, r * (s * get(v, 0) - get(u, 0)));
  for (let i = 1; i < n; i++) set(out, i, r * (-s * get(v, i) + get(u, i)));
}

export function scaleCones(x: usize, z: usize): void {
  for (let i = 0; i < nonneg; i++) set(nnH, i, get(x, i) / get(z, i));
  for (let c = 0; c < coneCount; c++) {
    const o = geti(coneOffset, c), n = geti(coneSize, c);
    const a = at(x, o), b = at(z, o), v = at(coneV, o), w = at(coneW, o);
    const ja = hyperbolicNorm(n, a), jb = hyperbolicNorm(n, b), ra = 1 / ja, rb = 1 / jb;
    const cosine = (get(a, 0) * get(b, 0) + tail(n, a, b)) * ra * rb;
    const g = 0.5 / Math.sqrt(max((1 + cosine) * 0.5, 1));
    let s: f64 = 0;
    for (let i = 1; i < n; i++) { const y = (get(a, i) * ra - get(b, i) * rb) * g; set(w, i, y); s += y * y; }
    const w0 = Math.sqrt(1 + s), f = 1 / Math.sqrt(2 * (w0 + 1));
    set(w, 0, w0);
    set(v, 0, (w0 + 1) * f);
    for (let i = 1; i < n; i++) set(v, i, get(w, i) * f);
    const beta = Math.sqrt(ja * rb);
    set(beta2, c, beta * beta);
    applyW(n, v, beta, b, at(lambda, o));
  }
}

/** out = H u on the scalar part. */
export function applyHCones(u: usize, out: usize): void {
  for (let i = 0; i < nonneg; i++) set(out, i, get(nnH, i) * get(u, i));
  for (let c = 0; c < coneCount; c++) {
    const o = geti(coneOffset, c), n = geti(coneSize, c);
    applyW(n, at(coneW, o), get(beta2, c), at(u, o), at(out, o));
  }
}

/** out = target of the complementarity equation, sigma mu z^-1 - x - second-order correction (directions dx, dz of the predictor). */
export function correctorCones(x: usize, z: usize, sm: f64, dx: usize, dz: usize, out: usize): void {
  for (let i = 0; i < nonneg; i++) set(out, i, (sm - get(dx, i) * get(dz, i)) / get(z, i) - get(x, i));
  for (let c = 0; c < coneCount; c++) {
    const o = geti(coneOffset, c), n = geti(coneSize, c), v = at(coneV, o), l = at(lambda, o), beta = Math.sqrt(get(beta2, c));
    applyWInverse(n, v, beta, at(dx, o), t1);
    applyW(n, v, beta, at(dz, o), t2);
    // r = sigma mu e - lambda o lambda - dx~ o dz~ ; then lambda \ r and W
    const l0 = get(l, 0), ll = tail(n, l, l), a0 = get(t1, 0), b0 = get(t2, 0);
    const r0 = sm - (l0 * l0 + ll) - (a0 * b0 + tail(n, t1, t2));
    for (let i = 1; i < n; i++) set(t2, i, -2 * l0 * get(l, i) - a0 * get(t2, i) - b0 * get(t1, i));
    const ln = Math.sqrt(ll), det = max((l0 - ln) * (l0 + ln), 1e-300);
    const x0 = (l0 * r0 - tail(n, l, t2)) / det;
    set(t2, 0, x0);
    for (let i = 1; i < n; i++) set(t2, i, (get(t2, i) - x0 * get(l, i)) / l0);
    applyW(n, v, beta, t2, at(out, o));
  }
}

function maxStep(n: i32, x: usize, d: usize): f64 {
  const xn = Math.sqrt(tail(n, x, x)), c = max((get(x, 0) - xn) * (get(x, 0) + xn), 0);
  const dn = Math.sqrt(tail(n, d, d)), a = (get(d, 0) - dn) * (get(d, 0) + dn);
  const b = get(x, 0) * get(d, 0) - tail(n, x, d);
  // largest alpha with a alpha^2 + 2 b alpha + c >= 0 from alpha = 0 on, head nonnegative
  let alpha: f64 = Infinity;
  const disc = b * b - a * c;
  if (disc >= 0) {
    const s = Math.sqrt(disc);
    if (b < 0) alpha = c / (s - b);
    else if (a < 0) alpha = -(b + s) / a;
  }
  if (get(d, 0) < 0) alpha = min(alpha, -get(x, 0) / get(d, 0));
  return alpha;
}

/** Largest alpha that keeps x + alpha d in the nonnegative and second-order cones. */
export function maxStepCones(x: usize, d: usize): f64 {
  let alpha: f64 = Infinity;
  for (let i = 0; i < nonneg; i++) if (get(d, i) < 0) alpha = min(alpha, -get(x, i) / get(d, i));
  for (let c = 0; c < coneCount; c++) {
    const o = geti(coneOffset, c);
    alpha = min(alpha, maxStep(geti(coneSize, c), at(x, o), at(d, o)));
  }
  return alpha;
}

/** Adds s times the unit element to the scalar part. */
export function addUnitCones(s: f64, x: usize): void {
  for (let i = 0; i < nonneg; i++) set(x, i, get(x, i) + s);
  for (let c = 0; c < coneCount; c++) { const o = geti(coneOffset, c); set(x, o, get(x, o) + s); }
}

/** True when x + s e, e the unit element, lies in the nonnegative and second-order cones. */
export function insideCones(x: usize, s: f64): bool {
  for (let i = 0; i < nonneg; i++) if (!(get(x, i) + s >= 0)) return false;
  for (let c = 0; c < coneCount; c++) {
    const o = at(x, geti(coneOffset, c));
    if (!(get(o, 0) + s >= Math.sqrt(tail(geti(coneSize, c), o, o)))) return false;
  }
  return true;
}
