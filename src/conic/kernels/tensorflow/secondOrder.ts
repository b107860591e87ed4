import { conesOf, type Context, part } from './operator.ts';
import type { Handle, TensorOps } from '../../../device/tensorflow/ops.ts';

/** Nesterov-Todd scaling of the scalars: H = x/z for nonnegative ones, W = beta (2 v v^T - J), H = beta^2 (2 w w^T - J) for cones. */
export interface ConeScaling {
  /** x/z, [batch, nonneg]. */
  readonly nonneg: Handle | null;
  /** v, w and lambda = W z, [batch, cones, coneSize]; beta and its square, [batch, cones, 1]. */
  readonly cones: {
    readonly v: Handle;
    readonly w: Handle;
    readonly lambda: Handle;
    readonly beta: Handle;
    readonly beta2: Handle;
  } | null;
}

const head = (ops: TensorOps, a: Handle): Handle => ops.slice(a, [0, 0, 0], [-1, -1, 1]);
const body = (ops: TensorOps, a: Handle): Handle => ops.slice(a, [0, 0, 1], [-1, -1, -1]);
/** Inner product over the bodies, [batch, cones, 1]. */
const bodyDot = (ops: TensorOps, a: Handle, b: Handle): Handle => ops.sum(ops.mul(a, b), [2], true);
/** (t - n)(t + n), which loses nothing to cancellation of squares. */
const difference = (ops: TensorOps, t: Handle, n: Handle): Handle => ops.mul(ops.sub(t, n), ops.add(t, n));

/** beta (2 v (v.u) - J u). */
function applyW({ ops, constants }: Context, v: Handle, beta: Handle, u: Handle): Handle {
  const s = ops.mul(ops.scalar(2), ops.sum(ops.mul(v, u), [2], true));
  return ops.mul(beta, ops.sub(ops.mul(s, v), ops.mul(constants.signs, u)));
}

/** J (2 v (Jv.u) - u) / beta. */
function applyWInverse({ ops, constants }: Context, v: Handle, beta: Handle, u: Handle): Handle {
  const s = ops.mul(ops.scalar(2), ops.sum(ops.mul(ops.mul(constants.signs, v), u), [2], true));
  return ops.div(ops.mul(constants.signs, ops.sub(ops.mul(s, v), u)), beta);
}

export function scaleCones(context: Context, x: Handle, z: Handle): ConeScaling {
  const { ops, layout } = context;
  return ops.tidy(() => {
    const nonneg =
      layout.nonneg > 0 ? ops.div(part(context, x, 0, layout.nonneg), part(context, z, 0, layout.nonneg)) : null;
    if (layout.cones === 0) return { nonneg, cones: null };
    const one = ops.scalar(1);
    const [a, b] = [conesOf(context, x), conesOf(context, z)];
    const hyperbolic = (u: Handle): Handle => {
      const tail = body(ops, u);
      const length = ops.sqrt(bodyDot(ops, tail, tail));
      return ops.sqrt(ops.max(difference(ops, head(ops, u), length), ops.scalar(1e-300)));
    };
    const [na, nb] = [hyperbolic(a), hyperbolic(b)];
    const [ua, ub] = [ops.div(a, na), ops.div(b, nb)];
    const cosine = ops.sum(ops.mul(ua, ub), [2], true);
    const half = ops.mul(ops.add(one, cosine), ops.scalar(0.5));
    const g = ops.div(ops.scalar(0.5), ops.sqrt(ops.max(half, one)));
    const tail = ops.mul(ops.sub(body(ops, ua), body(ops, ub)), g);
    const w0 = ops.sqrt(ops.add(one, bodyDot(ops, tail, tail)));
    const w = ops.concat([w0, tail], 2);
    const up = ops.add(w0, one);
    const v = ops.div(ops.concat([up, tail], 2), ops.sqrt(ops.mul(ops.scalar(2), up)));
    const beta2 = ops.div(na, nb);
    const beta = ops.sqrt(beta2);
    return { nonneg, cones: { v, w, lambda: applyW(context, v, beta, b), beta, beta2 } };
  });
}

/** Puts nonnegative and cone parts together, flat. */
function scalarsOf({ ops, layout }: Context, nonneg: Handle | null, cones: Handle | null): Handle[] {
  const parts = nonneg ? [nonneg] : [];
  if (cones) parts.push(ops.reshape(cones, [-1, layout.cones * layout.coneSize]));
  return parts;
}

/** H u on the scalars, as flat parts. */
export function applyHCones(context: Context, { nonneg, cones }: ConeScaling, u: Handle): Handle[] {
  const { ops, layout } = context;
  return scalarsOf(
    context,
    nonneg && ops.mul(nonneg, part(context, u, 0, layout.nonneg)),
    cones && applyW(context, cones.w, cones.beta2, conesOf(context, u)),
  );
}

/** Complementarity target sigma mu z^-1 - x - second-order correction on the scalars, as flat parts. target: sigma mu, [batch, 1]. */
export function correctorCones(
  context: Context,
  { nonneg, cones }: ConeScaling,
  x: Handle,
  z: Handle,
  target: Handle,
  dx: Handle,
  dz: Handle,
): Handle[] {
  const { ops, layout } = context;
  const own = (v: Handle): Handle => part(context, v, 0, layout.nonneg);
  const first = nonneg && ops.sub(ops.div(ops.sub(target, ops.mul(own(dx), own(dz))), own(z)), own(x));
  if (!cones) return scalarsOf(context, first, null);
  const { v, lambda, beta } = cones;
  const t1 = applyWInverse(context, v, beta, conesOf(context, dx));
  const t2 = applyW(context, v, beta, conesOf(context, dz));
  const [l0, a0, b0] = [head(ops, lambda), head(ops, t1), head(ops, t2)];
  const [l, a, b] = [body(ops, lambda), body(ops, t1), body(ops, t2)];
  const ll = bodyDot(ops, l, l);
  // r = sigma mu e - lambda o lambda - dx~ o dz~, then lambda \ r and W
  const squares = ops.add(ops.add(ops.square(l0), ll), ops.add(ops.mul(a0, b0), bodyDot(ops, a, b)));
  const r0 = ops.sub(ops.reshape(target, [-1, 1, 1]), squares);
  const cross = ops.add(ops.mul(a0, b), ops.mul(b0, a));
  const r = ops.neg(ops.add(ops.mul(ops.mul(ops.scalar(2), l0), l), cross));
  const det = ops.max(difference(ops, l0, ops.sqrt(ll)), ops.scalar(1e-300));
  const x0 = ops.div(ops.sub(ops.mul(l0, r0), bodyDot(ops, l, r)), det);
  const quotient = ops.concat([x0, ops.div(ops.sub(r, ops.mul(x0, l)), l0)], 2);
  return scalarsOf(context, first, applyW(context, v, beta, quotient));
}

/** Largest step that keeps x + step d in the nonnegative and second-order cones, [batch, 1]; null without scalars. */
export function maxStepCones(context: Context, x: Handle, d: Handle): Handle | null {
  const { ops, layout } = context;
  const [zero, none] = [ops.scalar(0), ops.scalar(Infinity)];
  const steps: Handle[] = [];
  const ratio = (a: Handle, b: Handle): Handle => ops.select(ops.less(b, zero), ops.div(a, ops.neg(b)), none);
  if (layout.nonneg > 0) {
    const all = ratio(part(context, x, 0, layout.nonneg), part(context, d, 0, layout.nonneg));
    steps.push(ops.least(all, [1], true));
  }
  if (layout.cones > 0) {
    const [a, b] = [conesOf(context, x), conesOf(context, d)];
    const [a0, b0, at, bt] = [head(ops, a), head(ops, b), body(ops, a), body(ops, b)];
    const norm = (u: Handle): Handle => ops.sqrt(bodyDot(ops, u, u));
    // largest step with q step^2 + 2 h step + c >= 0 from 0 on, head nonnegative
    const c = ops.max(difference(ops, a0, norm(at)), zero);
    const q = difference(ops, b0, norm(bt));
    const h = ops.sub(ops.mul(a0, b0), bodyDot(ops, at, bt));
    const discriminant = ops.sub(ops.square(h), ops.mul(q, c));
    const root = ops.sqrt(ops.max(discriminant, zero));
    const falling = ops.div(c, ops.sub(root, h));
    const bending = ops.select(ops.less(q, zero), ops.div(ops.neg(ops.add(h, root)), q), none);
    const curve = ops.select(ops.less(h, zero), falling, bending);
    const within = ops.select(ops.less(discriminant, zero), none, curve);
    steps.push(ops.least(ops.min(within, ratio(a0, b0)), [1], false));
  }
  const [first, second] = steps;
  if (!first) return null;
  return second ? ops.min(first, second) : first;
}
