// Entry point: a workgroup takes the next program from the queue, solves it from its data to its answer and takes the next, until none is
// left. A finished program makes room at once, and the workspace is that of the workgroups, whatever the batch.
// The algorithm is a list of steps (src/conic/algorithm/steps.ts), each a routine and its arguments: every routine is called from one place.
var<workgroup> next: u32;

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
    answer[out + shape.stateSize - 1] = real(select(0.0, 1.0, status <= ALMOST_OPTIMAL));
  }
}

@compute @workgroup_size(T)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
  lid = i32(local);
  base = i32(group.x) * shape.workspace;
  var i = LOAD;
  loop {
    if (i == LOAD) {
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
      default: { runStage(s.y); }
    }
  }
}
