// What is kept of the SINRs of a track: counts in bins, counts below levels, sums, and the draws that float64 has to decide about.
/** The SINRs of a design, or of one of its users. */
struct Track {
  /** Bins of the grid, and the place of the track's counts: [below the grid, bins, above it, below level 0, below level 1]. */
  bins: u32, counts: u32,
  /** Bins per unit of the natural logarithm, the place of the reference, and the reference itself: 2^exponent exp(logarithm). */
  perLog: f32, place: f32, exponent: i32, logarithm: f32,
  /** Numbers beside each level: SINRs whose upper bound is below the first are below it, those whose lower bound is not below the second are not. */
  under0: f32, over0: f32, under1: f32, over1: f32,
  /** SINRs with a lower bound below it may be among the smallest. */
  cut: f32,
  /** Sums are those of (SINR - pivot) scale. */
  pivot: f32, scale: f32,
}
struct Candidate { trackAndReasons: u32, draw: u32 }

@group(0) @binding(4) var<storage, read> tracks: array<Track>;
/** The number of candidates, and then the counts of the tracks. */
@group(0) @binding(5) var<storage, read_write> counts: array<atomic<u32>>;
/** [track][workgroup][sum, sum of squares] */
@group(0) @binding(6) var<storage, read_write> moments: array<vec2<f32>>;
@group(0) @binding(7) var<storage, read_write> candidates: array<Candidate>;

/** Why float64 has to look at a draw. */
const AT_LEVEL_0 = 1u;
const AT_LEVEL_1 = 2u;
const MAY_BE_SMALL = 4u;

var<workgroup> sums: array<vec2<f32>, THREADS>;

/** Place among the counts of a track: 0 is below the grid, `bins` + 1 above it. */
fn binOf(track: Track, x: f32) -> u32 {
  if (x < 1e-37) { return 0u; }
  let parts = partsOf(x);
  let above = f32(parts.exponent - track.exponent) * LN2 + (logOnePlus(parts.fraction) - track.logarithm);
  return u32(floor(clamp(track.place + track.perLog * above, -1.0, f32(track.bins))) + 1.0);
}

/** Counts an SINR that is certainly below a level. @returns whether it may be on either side. */
fn isUndecided(x: Interval, under: f32, over: f32, count: u32) -> bool {
  if (x.high < under) { atomicAdd(&counts[count], 1u); return false; }
  return x.low < over;
}

fn keep(at: u32, x: Interval, draw: u32) {
  let track = tracks[at];
  atomicAdd(&counts[track.counts + binOf(track, x.value)], 1u);
  let levels = track.counts + track.bins + 2u;
  var reasons = 0u;
  if (isUndecided(x, track.under0, track.over0, levels)) { reasons |= AT_LEVEL_0; }
  if (isUndecided(x, track.under1, track.over1, levels + 1u)) { reasons |= AT_LEVEL_1; }
  if (x.low < track.cut) { reasons |= MAY_BE_SMALL; }
  if (reasons == 0u) { return; }
  let place = atomicAdd(&counts[0], 1u);
  if (place < launch.capacity) { candidates[place] = Candidate(at * 8u + reasons, draw); }
}

/** Sums over the draws of the workgroup, in halves: the same order on every device. All threads come here. */
fn addUp(at: u32, x: f32, here: bool, thread: u32, group: u32, groups: u32) {
  let d = select(0.0, (x - tracks[at].pivot) * tracks[at].scale, here);
  sums[thread] = vec2<f32>(d, d * d);
  workgroupBarrier();
  for (var width = THREADS / 2u; width > 0u; width /= 2u) {
    if (thread < width) { sums[thread] += sums[thread + width]; }
    workgroupBarrier();
  }
  if (thread == 0u) { moments[at * groups + group] = sums[0]; }
  workgroupBarrier();
}
