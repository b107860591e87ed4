import { factorArrow, solveArrow } from './arrow.ts';
import type { ScaledProgram } from './equilibrate.ts';
import { applyHPsd, correctorPsd, maxStepPsd, type PsdScaling, scalePsd } from './hermitianPsd.ts';
import { applyA, applyAdjoint, type Context } from './operator.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';
import { schurComplement } from './schur.ts';
import { applyHCones, type ConeScaling, correctorCones, maxStepCones, scaleCones } from './secondOrder.ts';

/** Points of the embedding on scaled data: flat vectors, tau and kappa [batch, 1]. */
export interface Point {
  readonly x: Handle;
  readonly y: Handle;
  readonly z: Handle;
  readonly tau: Handle;
  readonly kappa: Handle;
}

/** Residuals of a point, on the device. */
export interface PointResiduals {
  readonly rp: Handle;
  readonly rd: Handle;
  /** [batch, 1] */
  readonly rg: Handle;
  readonly mu: Handle;
}

/** A point after a step, the step [batch, 1] and whether every number of the direction was finite (1) or the point is the old one (0). */
export interface Advance extends Point {
  readonly alpha: Handle;
  readonly good: Handle;
}

const STEP = 0.98;
const SMALLEST_SIGMA = 1e-6;
/** Corrections of the direction against its primal residual: they win back what the shift of the Schur complement takes. */
const REFINEMENTS = 3;

interface Direction {
  readonly dx: Handle;
  readonly dz: Handle;
  readonly dTau: Handle;
  readonly dKappa: Handle;
}

/** Inner products of flat vectors, [batch, 1]. */
export function inner({ ops }: Context, u: Handle, v: Handle): Handle {
  return ops.sum(ops.mul(u, v), [1], true);
}

function applyH(context: Context, cones: ConeScaling, psd: PsdScaling, u: Handle): Handle {
  const { ops } = context;
  return ops.tidy(() => ops.concat([...applyHCones(context, cones, u), ...applyHPsd(context, psd, u)], 1));
}

/**
 * One iteration of Mehrotra's predictor-corrector on the homogeneous self-dual embedding, all programs of a batch at once; twin of
 * kernels/wasm/hsde.ts, whose names it keeps.
 *
 * @param shift see `factorArrow`.
 * @param centring [batch, 1]: 1 where a program only centres its answer, without a predictor; null where none does.
 */
export function advance(
  context: Context,
  program: ScaledProgram,
  point: Point,
  residuals: PointResiduals,
  shift: Handle,
  centring: Handle | null,
): Advance {
  const { ops } = context;
  const { b, c } = program;
  const { x, y, z, tau, kappa } = point;
  const { rp, rd, rg, mu } = residuals;
  return ops.tidy(() => {
    const [one, zero] = [ops.scalar(1), ops.scalar(0)];
    const cones = scaleCones(context, x, z);
    const psd = scalePsd(context, x, z);
    const factor = factorArrow(context, schurComplement(context, program, psd, cones), shift);
    const h = (u: Handle): Handle => applyH(context, cones, psd, u);
    const a = (u: Handle): Handle => applyA(context, program, u);
    const at = (v: Handle): Handle => applyAdjoint(context, program, v);

    const hrd = h(rd);
    const aHrd = a(hrd);
    // the predictor's target is -x, so that its right-hand side is b tau + A H rd
    const [q, p0] = solveArrow(context, factor, [ops.add(b, a(h(c))), ops.add(ops.mul(tau, b), aHrd)]) as [
      Handle,
      Handle,
    ];
    const cAq = ops.sub(c, at(q));
    const hcAq = h(cAq);
    const den = ops.neg(ops.add(ops.max(inner(context, cAq, hcAq), zero), ops.div(kappa, tau)));

    // target rc, share f of the residuals, complementarity dk of (tau, kappa); p holds M^-1 of the right-hand side
    const direction = (rc: Handle, f: Handle, dk: Handle, p: Handle): Direction => {
      const w = at(p);
      const dx0 = ops.add(ops.sub(rc, ops.mul(f, hrd)), h(w));
      const numerator = ops.sub(
        ops.sub(inner(context, b, p), inner(context, c, dx0)),
        ops.add(ops.mul(f, rg), ops.div(dk, tau)),
      );
      const dTau = ops.div(numerator, den);
      return {
        dx: ops.sub(dx0, ops.mul(dTau, hcAq)),
        dz: ops.sub(ops.add(ops.mul(f, rd), ops.mul(dTau, cAq)), w),
        dTau,
        dKappa: ops.div(ops.sub(dk, ops.mul(kappa, dTau)), tau),
      };
    };
    const largestStep = ({ dx, dz, dTau, dKappa }: Direction, cap: number, fine: boolean): Handle => {
      const limit = (v: Handle, d: Handle): Handle =>
        ops.select(ops.less(d, zero), ops.div(v, ops.neg(d)), ops.scalar(Infinity));
      let step = ops.min(ops.min(limit(tau, dTau), limit(kappa, dKappa)), ops.scalar(cap));
      for (const own of [maxStepCones(context, x, dx), maxStepCones(context, z, dz)])
        if (own) step = ops.min(step, own);
      return maxStepPsd(context, [x, dx], [z, dz], step, fine);
    };

    const product = ops.mul(tau, kappa);
    const predictor = direction(ops.neg(x), one, ops.neg(product), p0);
    const rest = ops.sub(one, largestStep(predictor, 1, false));
    const predicted = ops.max(ops.mul(ops.mul(rest, rest), rest), ops.scalar(SMALLEST_SIGMA));
    const centres = centring && ops.less(ops.scalar(0.5), centring);
    const unlessCentred = (v: Handle, otherwise: Handle): Handle => (centres ? ops.select(centres, otherwise, v) : v);
    const affine = {
      dx: unlessCentred(predictor.dx, zero),
      dz: unlessCentred(predictor.dz, zero),
      dTau: unlessCentred(predictor.dTau, zero),
      dKappa: unlessCentred(predictor.dKappa, zero),
    };
    const sigma = unlessCentred(predicted, one);
    const f = ops.sub(one, sigma);
    const target = ops.mul(sigma, mu);
    const rc = ops.concat(
      [
        ...correctorCones(context, cones, x, z, target, affine.dx, affine.dz),
        ...correctorPsd(context, psd, target, affine.dx, affine.dz),
      ],
      1,
    );
    const [p1] = solveArrow(context, factor, [ops.add(ops.sub(ops.mul(f, rp), a(rc)), ops.mul(f, aHrd))]) as [Handle];
    const dk = ops.sub(ops.sub(target, product), ops.mul(affine.dTau, affine.dKappa));
    const { dTau, dKappa, ...first } = direction(rc, f, dk, p1);
    let { dx, dz } = first;
    let dy = ops.add(p1, ops.mul(dTau, q));
    const wanted = ops.add(ops.mul(dTau, b), ops.mul(f, rp));
    for (let k = 0; k < REFINEMENTS; k++) {
      const [e] = solveArrow(context, factor, [ops.sub(wanted, a(dx))]) as [Handle];
      const w = at(e);
      dy = ops.add(dy, e);
      dz = ops.sub(dz, w);
      dx = ops.add(dx, h(w));
    }

    const step = ops.min(one, ops.mul(ops.scalar(STEP), largestStep({ dx, dz, dTau, dKappa }, 1 / STEP, true)));
    const total = [dx, dz, dy].reduce(
      (s, v) => ops.add(s, ops.sum(ops.abs(v), [1], true)),
      ops.add(step, ops.add(dTau, dKappa)),
    );
    const good = ops.isFinite(total);
    const alpha = ops.select(good, step, zero);
    const newTau = ops.add(tau, ops.mul(alpha, dTau));
    const newKappa = ops.add(kappa, ops.mul(alpha, dKappa));
    const scale = ops.div(one, ops.max(newTau, newKappa));
    const moved = (v: Handle, d: Handle): Handle => ops.select(good, ops.mul(ops.add(v, ops.mul(alpha, d)), scale), v);
    return {
      x: moved(x, dx),
      y: moved(y, dy),
      z: moved(z, dz),
      tau: ops.select(good, ops.mul(newTau, scale), tau),
      kappa: ops.select(good, ops.mul(newKappa, scale), kappa),
      alpha,
      good: ops.number(good),
    };
  });
}

/** Share of the unit in a start from an earlier solution, and from an answer that is only finished. */
const WARM_UNIT = 0.1;
const FINISH_UNIT = 1e-4;

/** x = z = unit; a program whose `warm` is 1 starts from its scaled solution with a share of the unit, less where it is only finished. */
export function startPoint(
  context: Context,
  program: ScaledProgram,
  warm: { readonly x: Handle; readonly y: Handle; readonly z: Handle; readonly usable: Handle } | null,
  finish: boolean,
): Point {
  const { ops, layout, constants } = context;
  const [batch = 0] = program.b.shape;
  return ops.tidy(() => {
    let x = ops.broadcast(constants.unit, [batch, layout.primal]);
    let z = x;
    let y = ops.zeros([batch, layout.dual]);
    if (warm) {
      const { scaleB, scaleC, rowFactor, columnFactor } = program;
      const unit = finish ? FINISH_UNIT : WARM_UNIT;
      const share = ops.scalar(1 - unit);
      const rest = ops.mul(constants.unit, ops.scalar(unit));
      const from = (v: Handle): Handle => ops.add(ops.mul(share, v), rest);
      const usable = ops.less(ops.scalar(0.5), warm.usable);
      x = ops.select(usable, from(ops.div(ops.mul(warm.x, scaleB), columnFactor)), x);
      z = ops.select(usable, from(ops.mul(ops.mul(warm.z, scaleC), columnFactor)), z);
      y = ops.select(usable, ops.mul(share, ops.div(ops.mul(warm.y, scaleC), rowFactor)), y);
    }
    const kappa = ops.div(inner(context, x, z), ops.scalar(layout.degree));
    return { x, y, z, tau: ops.broadcast(ops.scalar(1), [batch, 1]), kappa };
  });
}
