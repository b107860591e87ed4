// The SINR of every user of every design at every draw, and its bounds: what a device is tried with before it is trusted.
/** [user of all designs][draw][SINR, lower bound, upper bound] */
@group(0) @binding(4) var<storage, read_write> intervals: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= launch.draws) { return; }
  let user = userAt(id.y);
  var x = Interval(BEYOND, BEYOND, BEYOND);
  if (user.symbolLevel == 0u) { x = blockSinr(user, id.x); } else { x = symbolSinr(user, id.x, x); }
  let at = 3u * (id.y * launch.draws + id.x);
  intervals[at] = x.value;
  intervals[at + 1u] = x.low;
  intervals[at + 2u] = x.high;
}
