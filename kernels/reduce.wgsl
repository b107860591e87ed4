// Sums, minima and votes over the workgroup. T is a power of two. Every thread gets the same answer.
struct Sums { a: R, b: R, c: R, d: R, e: R, f: R }
var<workgroup> partial: array<Sums, T>;
var<workgroup> partialMin: array<f32, T>;
var<workgroup> verdict: u32;

fn noSums() -> Sums { let o = real(0.0); return Sums(o, o, o, o, o, o); }

/** What every thread sums by itself, and then has summed by all. */
var<private> sums: Sums;

/** `sums` becomes its componentwise sum over the threads, in a fixed order. */
fn total() {
  partial[lid] = sums;
  workgroupBarrier();
  for (var k = T / 2; k > 0; k /= 2) {
    if (lid < k) {
      let p = partial[lid]; let q = partial[lid + k];
      partial[lid] = Sums(add(p.a, q.a), add(p.b, q.b), add(p.c, q.c), add(p.d, q.d), add(p.e, q.e), add(p.f, q.f));
    }
    workgroupBarrier();
  }
  sums = partial[0];
  workgroupBarrier();
}

fn least(v: f32) -> f32 {
  partialMin[lid] = v;
  workgroupBarrier();
  for (var k = T / 2; k > 0; k /= 2) {
    if (lid < k) { partialMin[lid] = min(partialMin[lid], partialMin[lid + k]); }
    workgroupBarrier();
  }
  let s = partialMin[0];
  workgroupBarrier();
  return s;
}

/** A condition that all threads share, the same for all threads in the eyes of the uniformity analysis: barriers may depend on it. */
fn agree(condition: bool) -> bool {
  if (lid == 0) { verdict = select(0u, 1u, condition); }
  return workgroupUniformLoad(&verdict) == 1u;
}
