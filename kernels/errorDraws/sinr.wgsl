// SINR of one user for one draw in float32, between bounds that hold for its SINR in float64 (docs/decisions/0041). The rows of a user are described in
// src/montecarlo/receiver.ts; they come in units in which the noise is about 1.
/** [link][antenna, norm][draw], as errors.wgsl wrote them. */
@group(0) @binding(1) var<storage, read> errors: array<vec2<f32>>;
/** Designs and users, their bounds and floors (src/montecarlo/kernels/webgpu/partTables.ts). */
@group(0) @binding(2) var<storage, read> table: array<u32>;
/** [sender][row][1 + links * antennas]: c and then w. */
@group(0) @binding(3) var<storage, read> weights: array<vec2<f32>>;

const USER_WORDS = 16u;
/** In place of a table or track that there is not. */
const NONE = 0xffffffffu;
/** In place of an SINR without an upper bound. */
const BEYOND = 1e38;

struct User {
  /** First row, and elements from a row to the next. */
  rows: u32, stride: u32,
  senders: u32, each: u32, links: u32, own: u32, ownRow: u32, symbolLevel: u32,
  /** Index of the user, its track, where its bounds and floors begin. */
  index: u32, track: u32, bounds: u32, floors: u32,
  noise: f32, cotangent: f32,
  /** Relative error of the useful amplitude, and of the root of noise and interference. */
  slackUseful: f32, slackOther: f32,
}
fn real(at: u32) -> f32 { return bitcast<f32>(table[at]); }
fn userAt(i: u32) -> User {
  let at = launch.usersAt + i * USER_WORDS;
  return User(table[at], table[at + 1u], table[at + 2u], table[at + 3u], table[at + 4u], table[at + 5u], table[at + 6u], table[at + 7u],
    table[at + 8u], table[at + 9u], table[at + 10u], table[at + 11u], real(at + 12u), real(at + 13u), real(at + 14u), real(at + 15u));
}

/** An SINR, and bounds on it. */
struct Interval { value: f32, low: f32, high: f32 }
fn smaller(a: Interval, b: Interval) -> Interval { return Interval(min(a.value, b.value), min(a.low, b.low), min(a.high, b.high)); }

/** First error of the links of a sender to a user, at one draw. */
fn errorAt(user: User, sender: u32, draw: u32) -> u32 {
  return (sender * user.links * launch.users + user.index) * (launch.antennas + 1u) * launch.draws + draw;
}

/** Amplitudes of four rows of a sender from `row` on; where there are no more rows that of the last one. */
fn amplitudes(user: User, sender: u32, row: u32, draw: u32) -> array<vec2<f32>, 4> {
  var q: array<u32, 4>;
  var sum: array<vec2<f32>, 4>;
  for (var r = 0u; r < 4u; r++) {
    q[r] = user.rows + (sender * user.each + min(row + r, user.each - 1u)) * user.stride;
    sum[r] = weights[q[r]];
  }
  var at = errorAt(user, sender, draw);
  var i = 1u;
  for (var link = 0u; link < user.links; link++) {
    var p = at;
    for (var n = 0u; n < launch.antennas; n++) {
      let e = errors[p];
      p += launch.draws;
      for (var r = 0u; r < 4u; r++) {
        let w = weights[q[r] + i];
        sum[r] += vec2<f32>(e.x * w.x - e.y * w.y, e.x * w.y + e.y * w.x);
      }
      i++;
    }
    at += launch.users * (launch.antennas + 1u) * launch.draws;
  }
  return sum;
}
fn power(a: vec2<f32>) -> f32 { return a.x * a.x + a.y * a.y; }

/** Largest norm of the errors of the links to a user. */
fn largestNorm(user: User, draw: u32) -> f32 {
  var largest = 0.0;
  for (var n = 0u; n < user.senders * user.links; n++) {
    largest = max(largest, errors[((n * launch.users + user.index) * (launch.antennas + 1u) + launch.antennas) * launch.draws + draw].x);
  }
  return largest;
}

/**
 * useful^2 / other. The bounds at `at` are two pairs (a, b): an amplitude, and the vector of all interfering ones, err by no more than a + b norm.
 *
 * @param useful amplitude. @param other noise and interference.
 */
fn interval(user: User, useful: f32, other: f32, norm: f32, at: u32) -> Interval {
  let root = sqrt(other);
  let error = real(at) + real(at + 1u) * norm;
  let others = real(at + 2u) + real(at + 3u) * norm;
  let low = max(0.0, useful * (1.0 - user.slackUseful) - error) / (root * (1.0 + user.slackOther) + others);
  let least = root * (1.0 - user.slackOther) - others;
  var high = BEYOND;
  if (least > 0.125 * root) {
    let ratio = (useful * (1.0 + user.slackUseful) + error) / least;
    high = ratio * ratio;
  }
  return Interval(useful * useful / other, low * low, high);
}

/** Power of the own row over noise and the power of all others. */
fn blockSinr(user: User, draw: u32) -> Interval {
  var useful = 0.0;
  var other = user.noise;
  for (var n = 0u; n < user.senders; n++) {
    let own = select(NONE, user.ownRow, n == user.own);
    for (var row = 0u; row < user.each; row += 4u) {
      let sum = amplitudes(user, n, row, draw);
      for (var r = 0u; r < 4u && row + r < user.each; r++) {
        if (row + r == own) { useful = power(sum[r]); } else { other += power(sum[r]); }
      }
    }
  }
  return interval(user, root(useful), other, largestNorm(user, draw), user.bounds);
}

/** Symbol level: the smallest over the symbol times, and SINRs known before. Times that cannot be the smallest are left out. */
fn symbolSinr(user: User, draw: u32, known: Interval) -> Interval {
  var least = known;
  let norm = largestNorm(user, draw);
  for (var time = 0u; time < user.each; time += 4u) {
    if (user.floors != NONE) {
      if (least.high <= real(user.floors + time)) { break; }
    }
    var other = vec4<f32>(user.noise);
    for (var n = 0u; n < user.senders; n++) {
      if (n == user.own) { continue; }
      let sum = amplitudes(user, n, time, draw);
      other += vec4<f32>(power(sum[0]), power(sum[1]), power(sum[2]), power(sum[3]));
    }
    let sum = amplitudes(user, user.own, time, draw);
    for (var r = 0u; r < 4u && time + r < user.each; r++) {
      // distance to the nearer edge of the sector of constructive interference: Re - abs(Im) cot(pi/M), at least 0
      let margin = max(0.0, sum[r].x - abs(sum[r].y) * user.cotangent);
      least = smaller(least, interval(user, margin, other[r], norm, user.bounds + 4u * (time + r)));
    }
  }
  return least;
}
