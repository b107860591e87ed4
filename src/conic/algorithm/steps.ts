/**
 * The interior-point method as one list of steps: the homogeneous self-dual embedding (Ye, Todd, Mizuno 1994) with Mehrotra's predictor and corrector
 * (1992). The kernels are written from this list (emitWasm.ts, emitWgsl.ts); the reference and the TensorFlow solver interpret it (runSteps.ts).
 * What a stage or a decision computes stands in one function of that name in each of these languages.
 */

/**
 * Vectors with the places of x: x and slack z, cost c, dual residual rd, A^T y, workspace w and w2, c - A^T q and H of it, H rd, target rc, direction
 * dx and dz.
 */
export type PrimalVector = 'x' | 'z' | 'c' | 'rd' | 'aty' | 'w' | 'w2' | 'caq' | 'hcaq' | 'hrd' | 'rc' | 'dx' | 'dz';
/** Vectors with a place for every row: y, right-hand side b, primal residual rp, A x, answer q to a unit of tau, direction p, A H rd, workspace e. */
export type DualVector = 'y' | 'b' | 'rp' | 'ax' | 'q' | 'p' | 'ahrd' | 'e';

/** Labels of the list that steps go to. */
export type Label =
  'load' | 'start' | 'iterate' | 'direction' | 'target' | 'correct' | 'advance' | 'centre' | 'finish' | 'write';

/** Stages of `LOAD` and `WRITE`. */
export type OuterStage = 'equilibrate' | 'sumNorms' | 'normalizeProgram' | 'writeAnswer';
/** Stages of `SOLVE`. */
export type SolveStage =
  | 'startIterate'
  | 'startTau'
  | 'residuals'
  | 'factorSchur'
  | 'rightHandSides'
  | 'slackOfCost'
  | 'startPredictor'
  | 'denominator'
  | 'firstHalf'
  | 'secondHalf'
  | 'maxStep'
  | 'startCorrector'
  | 'correctorSide'
  | 'directionResidual'
  | 'correctDirection'
  | 'startCentring'
  | 'takeBest';
/** Questions that a step asks: whether to go on to the next step. */
export type Decision =
  'goesOn' | 'isInside' | 'predicts' | 'isPredictor' | 'mayCorrect' | 'worthCorrecting' | 'stepped' | 'isAnswered';

/** One step. */
export type Step =
  /** A name for the next step. */
  | { readonly op: 'label'; readonly label: Label }
  /** to = A from, the cost's c^T from beside it. */
  | { readonly op: 'applyA'; readonly from: PrimalVector; readonly to: DualVector }
  /** to = A^T from. */
  | { readonly op: 'applyAdjoint'; readonly from: DualVector; readonly to: PrimalVector }
  /** to = H from at the scaling point. */
  | { readonly op: 'applyH'; readonly from: PrimalVector; readonly to: PrimalVector }
  /** u = (A H A^T)^-1 u for one vector or for two at once. */
  | { readonly op: 'solve'; readonly vectors: readonly [DualVector] | readonly [DualVector, DualVector] }
  /** A routine that works on whole vectors. `sums`: each thread leaves sums that are added up behind it. */
  | { readonly op: 'stage'; readonly stage: OuterStage | SolveStage; readonly sums: boolean }
  /** Goes to a label where the answer is no. */
  | { readonly op: 'decide'; readonly decision: Decision; readonly otherwise: Label }
  | { readonly op: 'go'; readonly to: Label };

const label = (name: Label): Step => ({ op: 'label', label: name });
const applyA = (from: PrimalVector, to: DualVector): Step => ({ op: 'applyA', from, to });
const applyAdjoint = (from: DualVector, to: PrimalVector): Step => ({ op: 'applyAdjoint', from, to });
const applyH = (from: PrimalVector, to: PrimalVector): Step => ({ op: 'applyH', from, to });
const solve = (...vectors: [DualVector] | [DualVector, DualVector]): Step => ({ op: 'solve', vectors });
const stage = (name: OuterStage | SolveStage): Step => ({ op: 'stage', stage: name, sums: false });
const summing = (name: OuterStage | SolveStage): Step => ({ op: 'stage', stage: name, sums: true });
const decide = (decision: Decision, otherwise: Label): Step => ({ op: 'decide', decision, otherwise });
const go = (to: Label): Step => ({ op: 'go', to });

/** From the data of a program to scaled data: b and c of norm 1. `equilibrate` leaves the unit vector of the cost's row in e. */
export const LOAD: readonly Step[] = [
  label('load'),
  stage('equilibrate'),
  applyAdjoint('e', 'c'),
  summing('sumNorms'),
  stage('normalizeProgram'),
];

/** From scaled data to the scaled answer. */
export const SOLVE: readonly Step[] = [
  label('start'),
  summing('startIterate'), // cold, or from an earlier state
  stage('startTau'),

  label('iterate'),
  applyA('x', 'ax'),
  applyAdjoint('y', 'aty'),
  summing('residuals'),
  decide('goesOn', 'finish'), // merit, certificates, limits; keeps the best iterate
  decide('isInside', 'finish'), // scaling point of every cone
  stage('factorSchur'),
  applyH('c', 'w'),
  applyA('w', 'q'),
  applyH('rd', 'hrd'),
  applyA('hrd', 'ahrd'),
  stage('rightHandSides'), // of q, and of the predictor, whose target is -x
  solve('q', 'p'),
  applyAdjoint('q', 'w'),
  stage('slackOfCost'),
  applyH('caq', 'hcaq'),
  summing('startPredictor'),
  stage('denominator'),
  decide('predicts', 'centre'), // a centring step has no predictor

  label('direction'), // for target rc, with p = (A H A^T)^-1 of its right-hand side
  applyAdjoint('p', 'w'),
  applyH('w', 'w2'),
  summing('firstHalf'),
  stage('secondHalf'),
  decide('isPredictor', 'correct'),
  stage('maxStep'),

  label('target'),
  stage('startCorrector'),
  applyA('rc', 'e'),
  stage('correctorSide'),
  solve('p'),
  go('direction'),

  label('correct'), // the direction against its primal residual
  decide('mayCorrect', 'advance'),
  applyA('dx', 'e'),
  summing('directionResidual'),
  decide('worthCorrecting', 'advance'),
  solve('e'),
  applyAdjoint('e', 'w'),
  applyH('w', 'w2'),
  stage('correctDirection'),
  go('correct'),

  label('advance'),
  stage('maxStep'),
  decide('stepped', 'finish'),
  go('iterate'),

  label('centre'),
  stage('startCentring'), // no direction, so that the corrector aims at mu itself
  go('target'),

  label('finish'),
  stage('takeBest'),
  decide('isAnswered', 'start'), // a start from an earlier state that found no answer is repeated cold
];

/** The answer on unscaled data. */
export const WRITE: readonly Step[] = [label('write'), stage('writeAnswer')];

/** Stages of a list, once each, in the order of their first step. */
export function stagesOf(steps: readonly Step[]): readonly (OuterStage | SolveStage)[] {
  return [...new Set(steps.flatMap((step) => (step.op === 'stage' ? [step.stage] : [])))];
}

/** Decisions of a list, once each, in the order of their first step. */
export function decisionsOf(steps: readonly Step[]): readonly Decision[] {
  return [...new Set(steps.flatMap((step) => (step.op === 'decide' ? [step.decision] : [])))];
}
