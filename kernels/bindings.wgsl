// What the kernel sees: sizes and addresses of the shape, integer tables of the shape, data of the programs, answers, workspace.
// Addresses count elements of R. `Group`, `Shape` and their order are written by src/conic/kernels/webgpu/shapeUniform.ts.
struct Run { first: u32, end: u32, slot: u32, maxIterations: i32, tolerance: f32, certificate: f32, warm: u32, zero: u32 }
// Values of `warm`: every program starts cold, from `warmState`, or is all but answered by it.
const COLD = 0u;
const FROM_STATE = 1u;
const FINISH_ANSWER = 2u;

@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<uniform> run: Run;
@group(0) @binding(2) var<storage, read> table: array<i32>;
@group(0) @binding(3) var<storage, read> input: array<R>;
@group(0) @binding(4) var<storage, read> warmState: array<R>;
@group(0) @binding(5) var<storage, read_write> answer: array<R>;
@group(0) @binding(6) var<storage, read_write> ws: array<R>;
@group(0) @binding(7) var<storage, read_write> queue: array<atomic<u32>>;

var<private> lid: i32;
/** First element of this workgroup's workspace, of the program's data, of its answer and of its earlier state. */
var<private> base: i32;
var<private> inBase: i32;
var<private> outBase: i32;
var<private> warmBase: i32;

fn ld(o: i32) -> R { return ws[base + o]; }
fn st(o: i32, v: R) { ws[base + o] = v; }
fn ldc(o: i32) -> C { return complex(ws[base + o], ws[base + o + 1]); }
fn stc(o: i32, v: C) { ws[base + o] = re(v); ws[base + o + 1] = im(v); }
fn data(o: i32) -> R { return input[inBase + o]; }
fn datac(o: i32) -> C { return complex(input[inBase + o], input[inBase + o + 1]); }

/** All writes of the workgroup to its workspace are seen by all of it. */
fn sync() { storageBarrier(); }
