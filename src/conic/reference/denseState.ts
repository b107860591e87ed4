import type { StepTrials } from '../algorithm/constants.ts';
import type { DualVector, PrimalVector } from '../algorithm/steps.ts';
import type { ConicStatus } from '../status.ts';
import type { Equilibration } from './ruizFactors.ts';
import type { SchurFactor } from './schur.ts';
import type { StandardForm } from './standardForm.ts';

/** What a solve is told. */
export interface DenseSettings {
  readonly tolerance: number;
  readonly maxIterations: number;
  /** x | y | z of an earlier solution, or null to start cold. */
  readonly warm: Float64Array | null;
  /** `warm` is all but the answer. Default false. */
  readonly finish?: boolean;
  /**
   * Trial steps to the boundary of PSD blocks, as a kernel makes them. Default: the boundary itself, by eigenvalues, which gets one or two digits further
   * on programs without interior.
   */
  readonly trials?: StepTrials;
  /** What to equilibrate by, as a kernel does. Default: the norms of A's rows on the cone blocks. */
  readonly equilibration?: Equilibration;
}

/** A point of the embedding on scaled data. */
export interface Point {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly tau: number;
  /** c^T x / tau and b^T y / tau on unscaled data. */
  readonly primal: number;
  readonly dual: number;
}

/** Everything that the stages and decisions of a solve read and write. */
export interface DenseState {
  readonly form: StandardForm;
  readonly settings: DenseSettings;
  readonly vectors: Readonly<Record<PrimalVector | DualVector, Float64Array>>;
  schur: SchurFactor | null;
  status: ConicStatus;
  iterations: number;
  /** Iterations of a warm start that found no answer. */
  spent: number;
  warm: boolean;
  merit: number;
  best: Point;
  bestAt: number;
  /** What to divide the best point by: tau, or the value of a certificate. */
  normalization: number;
  small: number;
  /** Steps of centring so far, -1 before the first iterate within the tolerance. */
  centred: number;
  tau: number;
  kappa: number;
  mu: number;
  /** kappa + c^T x - b^T y. */
  gapResidual: number;
  /** Of the direction in work: share of the residuals, complementarity of (tau, kappa). */
  predictor: boolean;
  share: number;
  dk0: number;
  den: number;
  dTau: number;
  dKappa: number;
  corrections: number;
  stepLength: number;
}

/** The state before the first step. */
export function denseState(form: StandardForm, settings: DenseSettings): DenseState {
  const { m, n, b, c } = form;
  const primal = (): Float64Array => new Float64Array(n);
  const dual = (): Float64Array => new Float64Array(m);
  const vectors = {
    x: primal(),
    z: primal(),
    c,
    rd: primal(),
    aty: primal(),
    w: primal(),
    w2: primal(),
    caq: primal(),
    hcaq: primal(),
    hrd: primal(),
    rc: primal(),
    dx: primal(),
    dz: primal(),
    y: dual(),
    b,
    rp: dual(),
    ax: dual(),
    q: dual(),
    p: dual(),
    ahrd: dual(),
    e: dual(),
  };
  return {
    form,
    settings,
    vectors,
    schur: null,
    status: 'iterationLimit',
    iterations: 0,
    spent: 0,
    warm: settings.warm !== null,
    merit: Infinity,
    bestAt: 0,
    normalization: 1,
    small: 0,
    centred: -1,
    best: { x: vectors.x, y: vectors.y, z: vectors.z, tau: 1, primal: NaN, dual: NaN },
    tau: 1,
    kappa: 1,
    mu: 0,
    gapResidual: 0,
    predictor: true,
    share: 1,
    dk0: 0,
    den: -1,
    dTau: 0,
    dKappa: 0,
    corrections: 0,
    stepLength: 0,
  };
}

/** The point of a state as it is now, with its objectives. */
export function pointOf({ vectors: { x, y, z }, tau }: DenseState, primal: number, dual: number): Point {
  return { x: x.slice(), y: y.slice(), z: z.slice(), tau, primal, dual };
}
