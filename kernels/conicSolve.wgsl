// Entry point: a workgroup takes the next program from the queue, solves it from its data to its answer and takes the next, until none is
// left. A finished program makes room at once, and the workspace is that of the workgroups, whatever the batch.
// The algorithm is a list of steps, each a routine and its arguments, so that every routine is called from one place.
var<workgroup> next: u32;

// Routines that a step may call.
const APPLY_A = 0; // second argument = A first argument
const APPLY_ADJOINT = 1;
const APPLY_H = 2;
const SOLVE = 3;
const TOTAL = 4;
const STAGE = 5; // a stage, see `runStage`
const DECIDE = 6; // a decision, see `decide`; goes to the label in the second argument where it says no
const GO = 7; // to a label

// Labels, numbers of steps.
const TAKE = 1;
const START = 7;
const ITERATE = 10;
const DIRECTION = 31;
const CORRECTOR = 38;
const TARGET = 39;
const CORRECT = 44;
const ADVANCE = 52;
const FINISH = 55;
const CENTRE = 58;

// Stages.
const EQUILIBRATE = 0;
const SUM_NORMS = 1;
const NORMALIZE = 2;
const START_ITERATE = 3;
const START_TAU = 4;
const RESIDUALS = 5;
const FACTOR = 6;
const RIGHT_HAND_SIDES = 7;
const SLACK_OF_COST = 8;
const START_PREDICTOR = 9;
const DENOMINATOR = 10;
const DIRECTION_FIRST = 11;
const DIRECTION_SECOND = 12;
const MAX_STEP = 13;
const START_CORRECTOR = 14;
const CORRECTOR_SIDE = 15;
const DIRECTION_RESIDUAL = 16;
const CORRECT_DIRECTION = 17;
const END = 18;
const WRITE = 19;
const START_CENTRING = 20;

// Decisions.
const GO_ON = 0;
const INSIDE = 1;
const IS_PREDICTOR = 2;
const WORTH_CORRECTING = 3;
const STEPPED = 4;
const ANSWERED = 5;
const PREDICTS = 6;

/** Routine and arguments of step i. */
fn step(i: i32) -> vec3<i32> {
  switch i {
    case 1: { return vec3<i32>(STAGE, EQUILIBRATE, 0); } // TAKE
    case 2: { return vec3<i32>(APPLY_ADJOINT, shape.e, shape.c); }
    case 3: { return vec3<i32>(STAGE, SUM_NORMS, 0); }
    case 4: { return vec3<i32>(TOTAL, 0, 0); }
    case 5: { return vec3<i32>(STAGE, NORMALIZE, 0); }
    case 7: { return vec3<i32>(STAGE, START_ITERATE, 0); } // START
    case 8: { return vec3<i32>(TOTAL, 0, 0); }
    case 9: { return vec3<i32>(STAGE, START_TAU, 0); }
    case 10: { return vec3<i32>(APPLY_A, shape.x, shape.ax); } // ITERATE
    case 11: { return vec3<i32>(APPLY_ADJOINT, shape.y, shape.aty); }
    case 12: { return vec3<i32>(STAGE, RESIDUALS, 0); }
    case 13: { return vec3<i32>(TOTAL, 0, 0); }
    case 14: { return vec3<i32>(DECIDE, GO_ON, FINISH); }
    case 15: { return vec3<i32>(DECIDE, INSIDE, FINISH); }
    case 16: { return vec3<i32>(STAGE, FACTOR, 0); }
    case 17: { return vec3<i32>(APPLY_H, shape.c, shape.w); }
    case 18: { return vec3<i32>(APPLY_A, shape.w, shape.q); }
    case 19: { return vec3<i32>(APPLY_H, shape.rd, shape.hrd); }
    case 20: { return vec3<i32>(APPLY_A, shape.hrd, shape.ahrd); }
    case 21: { return vec3<i32>(STAGE, RIGHT_HAND_SIDES, 0); }
    case 22: { return vec3<i32>(SOLVE, shape.q, shape.p); }
    case 23: { return vec3<i32>(APPLY_ADJOINT, shape.q, shape.w); }
    case 24: { return vec3<i32>(STAGE, SLACK_OF_COST, 0); }
    case 25: { return vec3<i32>(APPLY_H, shape.caq, shape.hcaq); }
    case 26: { return vec3<i32>(STAGE, START_PREDICTOR, 0); }
    case 27: { return vec3<i32>(TOTAL, 0, 0); }
    case 28: { return vec3<i32>(STAGE, DENOMINATOR, 0); }
    case 29: { return vec3<i32>(DECIDE, PREDICTS, CENTRE); }
    case 31: { return vec3<i32>(APPLY_ADJOINT, shape.p, shape.w); } // DIRECTION
    case 32: { return vec3<i32>(APPLY_H, shape.w, shape.w2); }
    case 33: { return vec3<i32>(STAGE, DIRECTION_FIRST, 0); }
    case 34: { return vec3<i32>(TOTAL, 0, 0); }
    case 35: { return vec3<i32>(STAGE, DIRECTION_SECOND, 0); }
    case 36: { return vec3<i32>(DECIDE, IS_PREDICTOR, CORRECT); }
    case 38: { return vec3<i32>(STAGE, MAX_STEP, 0); } // CORRECTOR
    case 39: { return vec3<i32>(STAGE, START_CORRECTOR, 0); } // TARGET
    case 40: { return vec3<i32>(APPLY_A, shape.rc, shape.e); }
    case 41: { return vec3<i32>(STAGE, CORRECTOR_SIDE, 0); }
    case 42: { return vec3<i32>(SOLVE, shape.p, shape.p); }
    case 43: { return vec3<i32>(GO, 0, DIRECTION); }
    case 44: { return vec3<i32>(APPLY_A, shape.dx, shape.e); } // CORRECT
    case 45: { return vec3<i32>(STAGE, DIRECTION_RESIDUAL, 0); }
    case 46: { return vec3<i32>(TOTAL, 0, 0); }
    case 47: { return vec3<i32>(DECIDE, WORTH_CORRECTING, ADVANCE); }
    case 48: { return vec3<i32>(SOLVE, shape.e, shape.e); }
    case 49: { return vec3<i32>(APPLY_ADJOINT, shape.e, shape.w); }
    case 50: { return vec3<i32>(APPLY_H, shape.w, shape.w2); }
    case 51: { return vec3<i32>(STAGE, CORRECT_DIRECTION, CORRECT); }
    case 52: { return vec3<i32>(STAGE, MAX_STEP, 0); } // ADVANCE
    case 53: { return vec3<i32>(DECIDE, STEPPED, FINISH); }
    case 54: { return vec3<i32>(GO, 0, ITERATE); }
    case 55: { return vec3<i32>(STAGE, END, 0); } // FINISH
    case 56: { return vec3<i32>(DECIDE, ANSWERED, START); }
    case 57: { return vec3<i32>(STAGE, WRITE, TAKE); }
    case 58: { return vec3<i32>(STAGE, START_CENTRING, TARGET); } // CENTRE
    default: { return vec3<i32>(GO, 0, i + 1); }
  }
}

/** Runs one stage and sees to it that all see what it wrote. */
fn runStage(stage: i32) {
  switch stage {
    case EQUILIBRATE: { equilibrate(); }
    case SUM_NORMS: { sumNorms(); }
    case NORMALIZE: { normalizeProgram(); }
    case START_ITERATE: { startIterate(); }
    case START_TAU: { tau = real(1.0); kappa = div(sums.a, real(f32(shape.degree))); }
    case RESIDUALS: { residuals(); }
    case FACTOR: { factorSchur(); }
    case RIGHT_HAND_SIDES: { rightHandSides(); }
    case SLACK_OF_COST: { slackOfCost(); }
    case START_PREDICTOR: { startPredictor(); }
    case DENOMINATOR: { den = neg(add(larger(sums.a, real(0.0)), div(kappa, tau))); }
    case DIRECTION_FIRST: { direction(); }
    case DIRECTION_SECOND: { finishDirection(); }
    case MAX_STEP: { maxStep(); }
    case START_CORRECTOR: { startCorrector(); }
    case CORRECTOR_SIDE: { correctorSide(); }
    case DIRECTION_RESIDUAL: { directionResidual(); }
    case CORRECT_DIRECTION: { correctDirection(); }
    case END: { finish(); }
    case WRITE: { writeAnswer(); }
    case START_CENTRING: { startCentring(); }
    default: {}
  }
  sync();
}

/** What all threads found alike. */
fn decide(question: i32) -> bool {
  switch question {
    case GO_ON: { return judge(); }
    case INSIDE: {
      scaleCones(shape.x, shape.z);
      let inside = scalePsd(shape.z);
      if (!inside) { status = NUMERICAL; }
      return inside;
    }
    case IS_PREDICTOR: { return predictor; }
    case WORTH_CORRECTING: { return worthCorrecting(); }
    case STEPPED: { return goStep(); }
    case PREDICTS: { return centred < 0; }
    default: { // a start from elsewhere must not spoil the answer
      let again = warm && status > UNBOUNDED;
      if (again) { spent = iterations; }
      warm = warm && !again;
      return !again;
    }
  }
}

/** Writes status, iterations, merit, objectives and the state (src/conic/words/state.ts), all unscaled. */
fn writeAnswer() {
  let out = outBase + INFO;
  for (var i = lid; i < INFO + shape.stateSize; i += T) { answer[outBase + i] = real(0.0); }
  sync();
  // certificates leave with b^T y = 1 or c^T x = -1
  let fx = div(real(1.0), mul(scaleB, normalization));
  let fz = div(real(1.0), mul(scaleC, normalization));
  for (var i = lid; i < shape.scalars; i += T) {
    let f = ld(shape.primalScale + i);
    answer[out + i] = mul(div(ld(shape.x + i), f), fx);
    answer[out + shape.statePrimal + i] = mul(mul(ld(shape.z + i), f), fz);
  }
  for (var g = 0; g < shape.groupCount; g++) {
    let q = shape.groups[g];
    for (var t = lid; t < 2 * q.count * q.n * q.n; t += T) {
      let f = ld(shape.primalScale + q.primal + t);
      let o = out + stateOfBlock(q, t);
      answer[o] = mul(div(ld(shape.x + q.primal + t), f), fx);
      answer[o + shape.statePrimal] = mul(mul(ld(shape.z + q.primal + t), f), fz);
    }
  }
  for (var i = lid; i < shape.dual; i += T) {
    if (i != shape.rows) {
      answer[out + 2 * shape.statePrimal + stateOfDual(i)] = mul(div(ld(shape.y + i), ld(shape.dualScale + i)), fz);
    }
  }
  if (lid == 0) {
    answer[outBase] = real(f32(status));
    answer[outBase + 1] = real(f32(iterations + spent));
    answer[outBase + 2] = merit;
    answer[outBase + 3] = primalObjective;
    answer[outBase + 4] = dualObjective;
    answer[out + shape.stateSize - 1] = real(select(0.0, 1.0, status <= ALMOST));
  }
}

@compute @workgroup_size(T)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
  lid = i32(local);
  base = i32(group.x) * shape.workspace;
  var i = TAKE;
  loop {
    if (i == TAKE) {
      if (lid == 0) { next = atomicAdd(&queue[run.slot], 1u) + run.first; }
      let program = workgroupUniformLoad(&next);
      if (program >= run.end) { break; }
      inBase = i32(program) * shape.inputSize;
      outBase = i32(program) * (INFO + shape.stateSize);
      warmBase = i32(program) * shape.stateSize * i32(min(run.warm, 1u));
      warm = run.warm != COLD && hi(warmState[warmBase + shape.stateSize - 1]) == 1.0 && finite(hi(warmState[warmBase]));
      spent = 0;
    }
    let s = step(i);
    i++;
    switch s.x {
      case APPLY_A: { applyA(s.y, s.z); }
      case APPLY_ADJOINT: { applyAdjoint(s.y, s.z); }
      case APPLY_H: { applyH(s.y, s.z); }
      case SOLVE: { solveSchur(s.y, s.z); }
      case TOTAL: { total(); }
      case DECIDE: {
        let yes = decide(s.y);
        sync();
        if (!agree(yes)) { i = s.z; }
      }
      case GO: { i = s.z; }
      default: {
        runStage(s.y);
        if (s.z != 0) { i = s.z; }
      }
    }
  }
}
