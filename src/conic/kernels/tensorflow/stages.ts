import { ARITHMETIC_CONSTANTS, CONSTANTS, EIGHTHS } from '../../algorithm/constants.ts';
import type { Machine } from '../../algorithm/runSteps.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';
import { factorArrow } from './arrow.ts';
import type { BatchState } from './batchState.ts';
import { norm } from './equilibrate.ts';
import { correctorPsd, maxStepPsd, scalePsd } from './hermitianPsd.ts';
import { inner } from './operator.ts';
import { schurComplement } from './schur.ts';
import { correctorCones, maxStepCones, scaleCones } from './secondOrder.ts';

const { CORRECTIONS, CORRECTED } = ARITHMETIC_CONSTANTS.float64;

/** What the stages and decisions of a batch ask the host. */
export interface HostSide {
  /** Merit and certificates, see `judge`: whether a program is left that goes on. */
  goesOn(): boolean;
  /** Whether no program is to begin again; else the batch holds those that are. */
  isAnswered(): boolean;
  /** Whether a program is left that does not centre. */
  predicts(): boolean;
  /** Called behind a step. */
  stepped(): void;
  /** x, y and z of the programs at their start. */
  start(): { readonly x: Handle; readonly y: Handle; readonly z: Handle };
  /** Shift of each program's Schur complement, [batch, 1]. */
  shifts(): Handle;
  /** bool [batch, 1], true where a program centres its answer without a predictor; null where none does. */
  centring(): Handle | null;
}

/**
 * The stages of the list of steps for all programs of a batch at once. A stage that a program does not want, because it centres or its direction is
 * good enough, leaves its numbers as they are, so that no program's answer depends on its neighbours.
 */
export function batchStages(state: BatchState, host: HostSide): Machine['stages'] {
  const { context } = state;
  const { ops, layout } = context;
  const [one, zero] = [ops.scalar(1), ops.scalar(0)];
  const set = state.set.bind(state);
  const dot = (u: Handle, v: Handle): Handle => inner(context, u, v);
  return {
    startIterate: () => {
      set(() => host.start());
    },
    startTau: () => {
      set(() => {
        const { x, z } = state.now;
        const [batch = 0] = x.shape;
        const tau = ops.broadcast(one, [batch, 1]);
        const kappa = ops.div(dot(x, z), ops.scalar(layout.degree));
        return { tau, kappa, alpha: ops.zeros([batch, 1]), good: tau };
      });
    },
    residuals: () => {
      set(() => {
        const { program, tau, kappa, x, y, z, ax, aty, alpha, good } = state.now;
        const { b, c, rowFactor, columnFactor } = program;
        const slack = ops.add(aty, z);
        const [cx, by] = [dot(c, x), dot(b, y)];
        const rp = ops.sub(ops.mul(tau, b), ax);
        const rd = ops.sub(ops.mul(tau, c), slack);
        const overRows = (v: Handle): Handle => norm(context, ops.div(v, rowFactor));
        const overColumns = (v: Handle): Handle => norm(context, ops.div(v, columnFactor));
        const mu = ops.div(ops.add(dot(x, z), ops.mul(tau, kappa)), ops.scalar(layout.degree + 1));
        // in the order of `WORDS`
        const norms = [overRows(rp), overColumns(rd), overColumns(slack), overRows(ax)];
        const word = ops.concat([mu, cx, by, ...norms, tau, kappa, alpha, good], 1);
        return { rp, rd, mu, gapResidual: ops.add(kappa, ops.sub(cx, by)), word };
      });
    },
    factorSchur: () => {
      set(() => {
        const { program, psd, cones } = state.now;
        return { factor: factorArrow(context, schurComplement(context, program, psd, cones), host.shifts()) };
      });
    },
    rightHandSides: () => {
      set(() => {
        const { program, q, tau, ahrd } = state.now;
        return { q: ops.add(q, program.b), p: ops.add(ops.mul(tau, program.b), ahrd) };
      });
    },
    slackOfCost: () => {
      set(() => ({ caq: ops.sub(state.now.program.c, state.now.w) }));
    },
    startPredictor: () => {
      state.predictor = true;
      set(() => {
        const { x, tau, kappa } = state.now;
        return { rc: ops.neg(x), share: one, dk0: ops.neg(ops.mul(tau, kappa)) };
      });
    },
    denominator: () => {
      set(() => {
        const { caq, hcaq, tau, kappa } = state.now;
        return { den: ops.neg(ops.add(ops.max(dot(caq, hcaq), zero), ops.div(kappa, tau))) };
      });
    },
    firstHalf: () => {
      set(() => {
        const { rc, share, hrd, w2 } = state.now;
        return { dx: ops.add(ops.sub(rc, ops.mul(share, hrd)), w2) };
      });
    },
    secondHalf: () => {
      state.corrections = 0;
      set(() => {
        const { program, p, q, dx, w, share, gapResidual, dk0, tau, kappa, den, hcaq, caq, rd } = state.now;
        const rest = ops.add(ops.mul(share, gapResidual), ops.div(dk0, tau));
        const dTau = ops.div(ops.sub(ops.sub(dot(program.b, p), dot(program.c, dx)), rest), den);
        const all = ops.less(zero, ops.broadcast(one, dTau.shape));
        return {
          dTau,
          dKappa: ops.div(ops.sub(dk0, ops.mul(kappa, dTau)), tau),
          dx: ops.sub(dx, ops.mul(dTau, hcaq)),
          dz: ops.sub(ops.add(ops.mul(share, rd), ops.mul(dTau, caq)), w),
          ...(state.predictor ? {} : { p: ops.add(p, ops.mul(dTau, q)), corrects: all }),
        };
      });
    },
    maxStep: () => {
      set(() => {
        const { x, z, dx, dz, tau, kappa, dTau, dKappa } = state.now;
        const limit = (v: Handle, d: Handle): Handle =>
          ops.select(ops.less(d, zero), ops.div(v, ops.neg(d)), ops.scalar(Infinity));
        let step = ops.min(limit(tau, dTau), limit(kappa, dKappa));
        step = ops.min(step, ops.scalar(state.predictor ? 1 : 1 / CONSTANTS.STEP));
        for (const own of [maxStepCones(context, x, dx), maxStepCones(context, z, dz)])
          if (own) step = ops.min(step, own);
        const trials = state.predictor ? EIGHTHS.predictor : EIGHTHS.corrector;
        return { stepLength: maxStepPsd(context, [x, dx], [z, dz], step, trials) };
      });
    },
    startCorrector: () => {
      state.predictor = false;
      set(() => {
        const { x, z, mu, tau, kappa, cones, psd, stepLength } = state.now;
        const centring = host.centring();
        const unless = (v: Handle, otherwise: Handle): Handle => (centring ? ops.select(centring, otherwise, v) : v);
        const rest = unless(ops.sub(one, stepLength), one);
        const sigma = ops.max(ops.mul(ops.mul(rest, rest), rest), ops.scalar(CONSTANTS.SIGMA_FLOOR));
        const [dx, dz] = [unless(state.now.dx, zero), unless(state.now.dz, zero)];
        const [dTau, dKappa] = [unless(state.now.dTau, zero), unless(state.now.dKappa, zero)];
        const target = ops.mul(sigma, mu);
        const rc = [
          ...correctorCones(context, cones, x, z, target, dx, dz),
          ...correctorPsd(context, psd, target, dx, dz),
        ];
        return {
          rc: ops.concat(rc, 1),
          share: ops.sub(one, sigma),
          dk0: ops.sub(ops.sub(target, ops.mul(tau, kappa)), ops.mul(dTau, dKappa)),
        };
      });
    },
    correctorSide: () => {
      set(() => {
        const { share, rp, e, ahrd } = state.now;
        return { p: ops.add(ops.sub(ops.mul(share, rp), e), ops.mul(share, ahrd)) };
      });
    },
    directionResidual: () => {
      set(() => {
        const { program, dTau, share, rp, e, corrects } = state.now;
        const residual = ops.sub(ops.add(ops.mul(dTau, program.b), ops.mul(share, rp)), e);
        const least = ops.add(ops.mul(ops.scalar(CORRECTED), dot(rp, rp)), ops.scalar(1e-34));
        const worth = ops.and(corrects, ops.less(least, dot(residual, residual)));
        return { e: ops.select(worth, residual, zero), corrects: worth };
      });
    },
    correctDirection: () => {
      set(() => {
        const { p, e, dz, w, dx, w2 } = state.now;
        return { p: ops.add(p, e), dz: ops.sub(dz, w), dx: ops.add(dx, w2) };
      });
    },
    startCentring: () => {
      set(() => {
        const { x, tau } = state.now;
        const [vector, number] = [ops.zeros(x.shape), ops.zeros(tau.shape)];
        return { dx: vector, dz: vector, dTau: number, dKappa: number, stepLength: number };
      });
    },
    takeBest: () => undefined, // the best point of a program is kept, and its ending named, as it ends
  };
}

/** The decisions of the list for a batch, whose programs take every step together. */
export function batchDecisions(state: BatchState, host: HostSide): Machine['decisions'] {
  const { context } = state;
  return {
    goesOn: () => host.goesOn(),
    isInside: () => {
      const { x, z } = state.now;
      state.set(() => ({ cones: scaleCones(context, x, z), psd: scalePsd(context, x, z) }));
      return true; // a point outside makes a direction that is not finite
    },
    predicts: () => host.predicts(),
    isPredictor: () => state.predictor,
    mayCorrect: () => state.corrections++ < CORRECTIONS,
    worthCorrecting: () => true, // where it is not, nothing is added
    stepped: () => {
      goStep(state);
      host.stepped();
      return true; // the next residuals say where it was none
    },
    isAnswered: () => host.isAnswered(),
  };
}

/** Goes the step of every program, but where a number of it is not finite. */
function goStep(state: BatchState): void {
  const { ops } = state.context;
  const [one, zero] = [ops.scalar(1), ops.scalar(0)];
  state.set(() => {
    const { x, y, z, tau, kappa, dx, dz, p, dTau, dKappa, stepLength } = state.now;
    const step = ops.min(one, ops.mul(ops.scalar(CONSTANTS.STEP), stepLength));
    const total = [dx, dz, p].reduce(
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
      y: moved(y, p),
      z: moved(z, dz),
      tau: ops.select(good, ops.mul(newTau, scale), tau),
      kappa: ops.select(good, ops.mul(newKappa, scale), kappa),
      alpha,
      good: ops.number(good),
    };
  });
}
