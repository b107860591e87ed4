// Runs double-single and float32 operations on given pairs, for src/device/webgpu/precisionProbe.ts to compare bit by bit.
// answers[10 i ..]: two-sum, two-product, quotient and root in double-single, and then float32's own quotient and root.
struct Run { zero: u32 }
@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> pairs: array<vec2<f32>>;
@group(0) @binding(2) var<storage, read_write> answers: array<f32>;

fn put(o: u32, v: R) { answers[o] = v.x; answers[o + 1] = v.y; }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= arrayLength(&pairs)) { return; }
  let a = pairs[id.x].x;
  let b = pairs[id.x].y;
  let o = 10 * id.x;
  put(o, twoSum(a, b));
  put(o + 2, twoProduct(a, b));
  put(o + 4, div(real(a), real(b)));
  put(o + 6, root(real(abs(a))));
  answers[o + 8] = a / b;
  answers[o + 9] = sqrt(abs(a));
}
