// SINRs of the users of every design under the errors in memory, and what is kept of them: a thread for each draw, a workgroup for some draws of one design.
const THREADS = 64u;
const DESIGN_WORDS = 4u;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let draw = group.x * THREADS + thread;
  let here = draw < launch.draws;
  let own = min(draw, launch.draws - 1u);
  // first user, track of the smallest SINR, whether every user has a track of its own
  let at = group.y * DESIGN_WORDS;
  let perUser = table[at + 2u] != 0u;
  var least = Interval(BEYOND, BEYOND, BEYOND);
  for (var i = 0u; i < launch.users; i++) {
    let user = userAt(table[at] + i);
    var x = Interval(BEYOND, BEYOND, BEYOND);
    if (user.symbolLevel == 0u) { x = blockSinr(user, own); }
    else if (perUser) { x = symbolSinr(user, own, x); }
    else { x = symbolSinr(user, own, least); }
    if (perUser) {
      if (here) { keep(user.track, x, draw); }
      addUp(user.track, x.value, here, thread, group.x, groups.x);
    }
    least = smaller(least, x);
  }
  if (here) { keep(table[at + 1u], least, draw); }
  addUp(table[at + 1u], least.value, here, thread, group.x, groups.x);
}
