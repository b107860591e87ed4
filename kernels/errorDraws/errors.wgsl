// CSI errors before they have a radius, the vectors of every link: a thread for each link of each draw. They are those of float64
// (kernels/wasm/errorDraws/errors.ts), rounded.
/** Laws of src/model/errorLaw.ts: uniform in the unit ball, uniform on the unit sphere, CN(0, I / antennas). */
const BALL = 0u;
const SPHERE = 1u;

/** [link][antenna, and behind the last one what bounds the norm of the link's error][draw] */
@group(0) @binding(1) var<storage, read_write> errors: array<vec2<f32>>;

/** A CN(0, 1) number from 2^53 u and 2^53 v. */
fn complexNormal(u: vec2<u32>, v: vec2<u32>) -> vec2<f32> { return root(minusLog(complement(u), u)) * cosSin(v); }

/** Norm of a vector uniform in the unit ball of complex dimension n from 2^53 u: u^(1/(2n)). */
fn reach(u: vec2<u32>) -> f32 {
  if (u.x == 0u && u.y == 0u) { return 0.0; }
  return exponential(minusLog(u, complement(u)) * launch.exponent);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= launch.draws) { return; }
  let draw = launch.first + id.x;
  let antennas = launch.antennas;
  let ahead = select(0u, 1u, launch.law == BALL);
  let next = id.y * (ahead + 2u * antennas);
  let out = id.y * (antennas + 1u) * launch.draws + id.x;
  var block = next >> 1u;
  var odd = (next & 1u) != 0u;
  var kept = vec2<u32>(0u);
  if (odd) { kept = uniforms(draw, block).zw; block++; }
  var norm = 1.0;
  if (ahead > 0u) {
    var u = kept;
    if (!odd) {
      let pair = uniforms(draw, block);
      block++;
      u = pair.xy; kept = pair.zw;
    }
    norm = reach(u);
    odd = !odd;
  }
  var sum = 0.0;
  for (var i = 0u; i < antennas; i++) {
    let pair = uniforms(draw, block + i);
    let e = complexNormal(select(pair.xy, kept, odd), select(pair.zw, pair.xy, odd));
    kept = pair.zw;
    errors[out + i * launch.draws] = e;
    sum += e.x * e.x + e.y * e.y;
  }
  let bounded = launch.law <= SPHERE;
  var scale = launch.perAntenna;
  if (bounded) { scale = norm / root(sum); }
  for (var i = 0u; i < antennas; i++) { errors[out + i * launch.draws] *= scale; }
  errors[out + antennas * launch.draws] = vec2<f32>(select(root(sum) * launch.perAntenna, 1.0, bounded), 0.0);
}
