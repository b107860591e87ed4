// Stages and decisions of the list of steps (src/conic/algorithm/steps.ts). Every thread holds the same scalars.
const HUGE = 3e38;

var<private> tau: R;
var<private> kappa: R;
var<private> bestTau: R;
var<private> bestAt: i32;
var<private> small: i32;
var<private> status: i32;
var<private> iterations: i32;
/** Iterations of a warm start that failed. */
var<private> spent: i32;
var<private> warm: bool;
/** Centring steps so far, -1 before the first iterate within the tolerance. */
var<private> centred: i32;
var<private> merit: R;
var<private> primalObjective: R;
var<private> dualObjective: R;
/** b^T y (infeasible) or -c^T x (unbounded) of the certificate, unscaled; tau for a solution. */
var<private> normalization: R;
var<private> mu: R;
/** The relative gap, and the larger of the relative residuals. */
var<private> gapNow: f32;
var<private> residualNow: f32;
var<private> dTau: R;
var<private> dKappa: R;
var<private> gapResidual: R;
var<private> den: R;
/** Of the direction in work: share of the residuals, complementarity of (tau, kappa), predictor or corrector, corrections so far. */
var<private> share: R;
var<private> dk0: R;
var<private> predictor: bool;
var<private> corrections: i32;
var<private> residualBefore: f32;
var<private> stepLength: f32;

fn larger(a: R, b: R) -> R { return select(b, a, hi(a) > hi(b)); }
fn smaller(a: R, b: R) -> R { return select(b, a, hi(a) < hi(b)); }
fn absolute(a: R) -> R { return select(a, neg(a), hi(a) < 0.0); }

/** Place in a state (src/conic/words/state.ts) of element t of a group's blocks: lanes of two blocks, planar. */
fn stateOfBlock(q: Group, t: i32) -> i32 {
  let nn = q.n * q.n;
  let k = t / (2 * nn);
  let e = t - 2 * nn * k;
  return q.statePrimal + (k / 2) * 4 * nn + (k & 1) + 2 * (e / 2) + (e & 1) * 2 * nn;
}
/** Place in a state's y of dual element i: the rows are padded to even. */
fn stateOfDual(i: i32) -> i32 { return select(i, i + ((shape.rows + 1) & 1), i > shape.rows); }

/** Share of the unit in the start: all of it in a cold one. */
fn unitShare() -> f32 { return select(1.0, select(WARM_UNIT, FINISH_UNIT, run.warm == FINISH_ANSWER), warm); }

/** Scaled element of the start: the share of an earlier x (side 0) or z (side 1), else 0. */
fn warmElement(i: i32, place: i32, side: i32) -> R {
  if (!warm) { return real(0.0); }
  let f = ld(shape.primalScale + i);
  let v = mul(real(1.0 - unitShare()), warmState[warmBase + side * shape.statePrimal + place]);
  if (side == 0) { return mul(v, mul(scaleB, f)); }
  return div(mul(v, scaleC), f);
}

/** The unit, or an earlier solution with a share of the unit; x . z in `sums`. */
fn startIterate() {
  for (var i = lid; i < shape.scalars; i += T) {
    st(shape.x + i, warmElement(i, i, 0));
    st(shape.z + i, warmElement(i, i, 1));
  }
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    for (var t = lid; t < 2 * q.count * q.n * q.n; t += T) {
      st(shape.x + q.primal + t, warmElement(q.primal + t, stateOfBlock(q, t), 0));
      st(shape.z + q.primal + t, warmElement(q.primal + t, stateOfBlock(q, t), 1));
    }
  }
  for (var i = lid; i < shape.dual; i += T) {
    var y = real(0.0);
    if (warm && i != shape.rows) {
      y = mul(mul(real(1.0 - unitShare()), warmState[warmBase + 2 * shape.statePrimal + stateOfDual(i)]), mul(scaleC, ld(shape.dualScale + i)));
    }
    st(shape.y + i, y);
  }
  sync();
  let s = real(unitShare());
  for (var side = 0; side < 2; side++) {
    addUnit(s, select(shape.x, shape.z, side == 1));
  }
  sync();
  sums = noSums();
  for (var i = lid; i < shape.primal; i += T) { sums.a = mad(sums.a, ld(shape.x + i), ld(shape.z + i)); }
  merit = real(HUGE);
  bestTau = real(1.0);
  bestAt = 0;
  status = ITERATION_LIMIT;
  small = 0;
  centred = -1;
  primalObjective = real(0.0);
  dualObjective = real(0.0);
  iterations = 0;
}

fn startTau() { tau = real(1.0); kappa = div(sums.a, real(f32(shape.degree))); }

/** Residuals, and in `sums` their norms on unscaled data, b^T y and x . z. */
fn residuals() {
  sums = noSums();
  for (var i = lid; i < shape.dual; i += T) {
    let b = ld(shape.b + i);
    let ax = ld(shape.ax + i);
    var r = real(0.0);
    if (i != shape.rows) {
      r = msub(mul(tau, b), real(1.0), ax);
      let f = ld(shape.dualScale + i);
      let u = mul(r, f);
      let v = mul(ax, f);
      sums.a = mad(sums.a, u, u);
      sums.e = mad(sums.e, v, v);
      sums.c = mad(sums.c, b, ld(shape.y + i));
    }
    st(shape.rp + i, r);
  }
  for (var i = lid; i < shape.primal; i += T) {
    let z = ld(shape.z + i);
    let slack = add(ld(shape.aty + i), z);
    let r = msub(mul(tau, ld(shape.c + i)), real(1.0), slack);
    st(shape.rd + i, r);
    let f = ld(shape.primalScale + i);
    let u = mul(r, f);
    let v = mul(slack, f);
    sums.b = mad(sums.b, u, u);
    sums.f = mad(sums.f, v, v);
    sums.d = mad(sums.d, ld(shape.x + i), z);
  }
}

/** Merit and certificates; keeps the best iterate. */
fn goesOn() -> bool {
  let cx = ld(shape.ax + shape.rows);
  let bty = sums.c;
  gapResidual = sub(add(kappa, cx), bty);
  mu = div(mad(sums.d, tau, kappa), real(f32(shape.degree + 1)));
  let both = mul(scaleB, scaleC);
  let objective = div(real(1.0), mul(tau, both));
  let pobj = mul(cx, objective);
  let dobj = mul(bty, objective);
  let pres = div(root(sums.a), mul(mul(scaleB, tau), add(real(1.0), normB)));
  let dres = div(root(sums.b), mul(mul(scaleC, tau), add(real(1.0), normC)));
  let gap = div(absolute(sub(pobj, dobj)), add(real(1.0), smaller(absolute(pobj), absolute(dobj))));
  let now = larger(larger(pres, dres), gap);
  gapNow = hi(gap);
  residualNow = max(hi(pres), hi(dres));
  if (!finite(hi(mu)) || !finite(hi(pres)) || !finite(hi(dres)) || !finite(hi(gap))) { status = NUMERICAL_ERROR; return false; }
  // a step of centring may raise the merit, within the tolerance
  if (hi(now) < hi(merit) || (centred >= 0 && hi(now) < run.tolerance)) {
    merit = now;
    bestAt = iterations;
    bestTau = tau;
    primalObjective = pobj;
    dualObjective = dobj;
    for (var i = lid; i < shape.primal; i += T) {
      st(shape.bestX + i, ld(shape.x + i));
      st(shape.bestZ + i, ld(shape.z + i));
    }
    for (var i = lid; i < shape.dual; i += T) { st(shape.bestY + i, ld(shape.y + i)); }
  }
  if (hi(merit) < run.tolerance) {
    centred++;
    if (centred >= select(0, CENTRINGS, run.tolerance < CENTRED_TOLERANCE) || hi(now) >= run.tolerance) { status = OPTIMAL; return false; }
  }
  if (hi(tau) < CERTIFICATE_TAU * hi(kappa)) { // certificates on unscaled data
    if (hi(bty) > 0.0) {
      let n = div(bty, both);
      let r = div(mul(div(root(sums.f), scaleC), larger(real(1.0), normB)), n);
      if (hi(r) < run.certificate) { merit = r; normalization = n; status = INFEASIBLE; return false; }
    }
    if (hi(cx) < 0.0) {
      let n = div(neg(cx), both);
      let r = div(mul(div(root(sums.e), scaleB), larger(real(1.0), normC)), n);
      if (hi(r) < run.certificate) { merit = r; normalization = n; status = UNBOUNDED; return false; }
    }
  }
  if (iterations == run.maxIterations) { return false; }
  if (iterations - bestAt > PATIENCE || small > SMALL_STEPS) { status = NUMERICAL_ERROR; return false; }
  return true;
}

/** The scaling point of every cone. */
fn isInside() -> bool {
  let inside = scaleAt(shape.x, shape.z);
  if (!inside) { status = NUMERICAL_ERROR; }
  return inside;
}

/** Right-hand sides q = b + A H c and p = tau b + A H rd. */
fn rightHandSides() {
  for (var i = lid; i < shape.dual; i += T) {
    let b = ld(shape.b + i);
    st(shape.q + i, select(add(ld(shape.q + i), b), real(0.0), i == shape.rows));
    st(shape.p + i, select(mad(ld(shape.ahrd + i), tau, b), real(0.0), i == shape.rows));
  }
}

/** c - A^T q. */
fn slackOfCost() {
  for (var i = lid; i < shape.primal; i += T) { st(shape.caq + i, sub(ld(shape.c + i), ld(shape.w + i))); }
}

/** (c - A^T q) . H(c - A^T q) in `sums`, and the predictor's target -x. */
fn startPredictor() {
  sums = noSums();
  for (var i = lid; i < shape.primal; i += T) {
    sums.a = mad(sums.a, ld(shape.caq + i), ld(shape.hcaq + i));
    st(shape.rc + i, neg(ld(shape.x + i)));
  }
  predictor = true;
  share = real(1.0);
  dk0 = neg(mul(tau, kappa));
}

fn denominator() { den = neg(add(larger(sums.a, real(0.0)), div(kappa, tau))); }

fn predicts() -> bool { return centred < 0; }

/** In place of the predictor where an answer is centred: no direction, so that the corrector aims at mu itself. */
fn startCentring() {
  for (var i = lid; i < shape.primal; i += T) {
    st(shape.dx + i, real(0.0));
    st(shape.dz + i, real(0.0));
  }
  dTau = real(0.0);
  dKappa = real(0.0);
  stepLength = 0.0;
}

/**
 * Newton direction for target rc, `share` of the residuals and complementarity dk0. p holds M^-1 of its right-hand side, w = A^T p, w2 = H w.
 * First half: dx but for dTau, and what dTau needs in `sums`.
 */
fn firstHalf() {
  sums = noSums();
  for (var i = lid; i < shape.primal; i += T) {
    // rc - f H rd + H A^T p
    let v = add(msub(ld(shape.rc + i), share, ld(shape.hrd + i)), ld(shape.w2 + i));
    st(shape.dx + i, v);
    sums.a = mad(sums.a, ld(shape.c + i), v);
  }
  for (var r = lid; r < shape.rows; r += T) { sums.b = mad(sums.b, ld(shape.b + r), ld(shape.p + r)); }
}
/** Second half: dTau, dKappa, dx - dTau H(c - A^T q), dz = f rd + dTau (c - A^T q) - A^T p; in the corrector p becomes the dual direction. */
fn secondHalf() {
  dTau = div(sub(sums.b, add(mul(share, gapResidual), add(sums.a, div(dk0, tau)))), den);
  dKappa = div(msub(dk0, kappa, dTau), tau);
  for (var i = lid; i < shape.primal; i += T) {
    st(shape.dx + i, msub(ld(shape.dx + i), dTau, ld(shape.hcaq + i)));
    st(shape.dz + i, sub(mad(mul(share, ld(shape.rd + i)), dTau, ld(shape.caq + i)), ld(shape.w + i)));
  }
  if (!predictor) {
    for (var i = lid; i < shape.dual; i += T) { st(shape.p + i, mad(ld(shape.p + i), dTau, ld(shape.q + i))); }
  }
  corrections = 0;
  residualBefore = HUGE;
}

fn isPredictor() -> bool { return predictor; }

/** Largest step that keeps everything inside. Has barriers. */
fn maxStep() {
  var a = select(1.0 / STEP, 1.0, predictor);
  if (hi(dTau) < 0.0) { a = min(a, -hi(tau) / hi(dTau)); }
  if (hi(dKappa) < 0.0) { a = min(a, -hi(kappa) / hi(dKappa)); }
  stepLength = largestStep(a, select(CORRECTOR_ROUNDS, PREDICTOR_ROUNDS, predictor), shape.dx, shape.dz);
}

/** Target of the corrector. Has barriers. */
fn startCorrector() {
  let rest = 1.0 - stepLength;
  let sigma = real(max(rest * rest * rest, SIGMA_FLOOR));
  var sm = mul(sigma, mu);
  predictor = false;
  share = sub(real(1.0), sigma);
  if (KEEP_BARRIER && gapNow < 0.1 * residualNow && gapNow < 1e-4) { sm = mu; share = real(1.0); }
  dk0 = sub(msub(sm, tau, kappa), mul(dTau, dKappa));
  corrector(sm, shape.dx, shape.dz, shape.w, shape.w2, shape.rc);
}
/** Its right-hand side f (rp + A H rd) - A rc. */
fn correctorSide() {
  for (var i = lid; i < shape.dual; i += T) {
    let v = mul(share, add(ld(shape.rp + i), ld(shape.ahrd + i)));
    st(shape.p + i, select(sub(v, ld(shape.e + i)), real(0.0), i == shape.rows));
  }
}

fn mayCorrect() -> bool { return corrections < CORRECTIONS; }

/** Primal residual of the direction, f rp + dTau b - A dx, in e, its squared norm and that of rp in `sums`. */
fn directionResidual() {
  sums = noSums();
  for (var i = lid; i < shape.dual; i += T) {
    let rp = ld(shape.rp + i);
    var r = real(0.0);
    if (i != shape.rows) { r = mad(msub(mul(dTau, ld(shape.b + i)), real(1.0), ld(shape.e + i)), share, rp); }
    st(shape.e + i, r);
    sums.a = mad(sums.a, r, r);
    sums.b = mad(sums.b, rp, rp);
  }
}
/** True while another correction is worth its cost. */
fn worthCorrecting() -> bool {
  let size = hi(sums.a);
  let worth = size > CORRECTED * hi(sums.b) + 1e-34 && (!STOPS_WITHOUT_GAIN || size < CORRECTION_GAIN * residualBefore);
  residualBefore = size;
  corrections++;
  return worth;
}
/** Adds M^-1 e to the direction; w = A^T e, w2 = H w. */
fn correctDirection() {
  for (var i = lid; i < shape.dual; i += T) { st(shape.p + i, add(ld(shape.p + i), ld(shape.e + i))); }
  for (var i = lid; i < shape.primal; i += T) {
    st(shape.dz + i, sub(ld(shape.dz + i), ld(shape.w + i)));
    st(shape.dx + i, add(ld(shape.dx + i), ld(shape.w2 + i)));
  }
}

/** Goes the step; false where a number got lost. */
fn stepped() -> bool {
  let alpha = min(1.0, STEP * stepLength);
  if (!finite(alpha) || !finite(hi(dTau))) { status = NUMERICAL_ERROR; return false; }
  small = select(0, small + 1, alpha < SMALL_STEP);
  let a = real(alpha);
  tau = mad(tau, a, dTau);
  kappa = mad(kappa, a, dKappa);
  let scale = div(real(1.0), larger(tau, kappa));
  for (var i = lid; i < shape.primal; i += T) {
    st(shape.x + i, mul(scale, mad(ld(shape.x + i), a, ld(shape.dx + i))));
    st(shape.z + i, mul(scale, mad(ld(shape.z + i), a, ld(shape.dz + i))));
  }
  for (var i = lid; i < shape.dual; i += T) { st(shape.y + i, mul(scale, mad(ld(shape.y + i), a, ld(shape.p + i)))); }
  tau = mul(tau, scale);
  kappa = mul(kappa, scale);
  iterations++;
  return true;
}

/** Takes the best iterate and names the outcome. */
fn takeBest() {
  if (status == INFEASIBLE || status == UNBOUNDED) { return; }
  if (hi(merit) < HUGE) {
    for (var i = lid; i < shape.primal; i += T) {
      st(shape.x + i, ld(shape.bestX + i));
      st(shape.z + i, ld(shape.bestZ + i));
    }
    for (var i = lid; i < shape.dual; i += T) { st(shape.y + i, ld(shape.bestY + i)); }
    tau = bestTau;
  }
  normalization = tau;
  if (hi(merit) < max(run.tolerance, OPTIMAL_MERIT)) { status = OPTIMAL; } else if (hi(merit) < ALMOST_MERIT) { status = ALMOST_OPTIMAL; }
}

/** A start from elsewhere must not spoil the answer. */
fn isAnswered() -> bool {
  let again = warm && status > UNBOUNDED;
  if (again) { spent = iterations; }
  warm = warm && !again;
  return !again;
}
