import { dispatch, download, storage } from './compute.ts';

/** How exact error-free transformations of float32 are on the device. */
export interface DoubleSingleProbe {
  readonly pairs: number;
  /** Pairs whose sum, product and split came back bit by bit as in exact arithmetic. */
  readonly exactSums: number;
  readonly exactProducts: number;
  /** Correct bits of quotient and square root in double-single: the worst case. */
  readonly quotientBits: number;
  readonly rootBits: number;
  /** Every sum and product is exact, quotient and root have 44 bits or more. */
  readonly exact: boolean;
}

const PAIRS = 4096;
const LEAST_BITS = 44;

/**
 * Sums and products with their exact errors. Intermediate results pass an exclusive or with a zero that the compiler cannot see, so that it
 * neither contracts nor reassociates; products are split by a bit mask, because fma need not be fused.
 */
const CODE = /* wgsl */ `
@group(0) @binding(0) var<storage, read> x: array<vec2<f32>>;
@group(0) @binding(1) var<storage, read_write> out: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> zero: array<u32>;
fn hide(v: f32) -> f32 { return bitcast<f32>(bitcast<u32>(v) ^ zero[0]); }
fn sum(a: f32, b: f32) -> vec2<f32> {
  let s = hide(a + b); let t = hide(s - a);
  return vec2<f32>(s, hide(a - hide(s - t)) + hide(b - t));
}
fn product(a: f32, b: f32) -> vec2<f32> {
  let p = hide(a * b);
  let ah = bitcast<f32>(bitcast<u32>(a) & 0xfffff000u); let al = hide(a - ah);
  let bh = bitcast<f32>(bitcast<u32>(b) & 0xfffff000u); let bl = hide(b - bh);
  return vec2<f32>(p, hide(hide(hide(hide(ah * bh) - p) + hide(ah * bl)) + hide(al * bh)) + hide(al * bl));
}
fn quotient(a: f32, b: f32) -> vec2<f32> {
  let q = hide(a / b); let p = product(q, b);
  let r = hide(hide(a - p.x) - p.y);
  return sum(q, hide(r / b));
}
fn root(a: f32) -> vec2<f32> {
  let s = hide(sqrt(a)); let p = product(s, s);
  let r = hide(hide(a - p.x) - p.y);
  return sum(s, hide(r / hide(2.0 * s)));
}
@compute @workgroup_size(16) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x; let a = x[i].x; let b = x[i].y;
  out[2u * i] = vec4<f32>(sum(a, b), product(a, b));
  out[2u * i + 1u] = vec4<f32>(quotient(a, b), root(abs(a)));
}`;

/** Probes the device against float64, which holds sums and products of float32 of near exponents exactly. */
export async function probeDoubleSingle(device: GPUDevice): Promise<DoubleSingleProbe> {
  let seed = 1;
  const next = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const pairs = new Float32Array(2 * PAIRS).map(
    () => (next() < 0.5 ? -1 : 1) * (1 + next()) * 2 ** Math.floor(20 * next() - 10),
  );
  const x = storage(device, pairs);
  const out = storage(device, PAIRS * 32);
  const zero = storage(device, new Uint32Array(4));
  await dispatch(device, CODE, [x, out, zero], PAIRS / 16);
  const got = await download(device, out);
  for (const buffer of [x, out, zero]) buffer.destroy();
  let [exactSums, exactProducts, quotient, root] = [0, 0, 0, 0];
  for (let i = 0; i < PAIRS; i++) {
    const [a, b] = [pairs[2 * i] as number, pairs[2 * i + 1] as number];
    const at = (j: number): number => got[8 * i + j] as number;
    if (at(0) === Math.fround(a + b) && at(1) === a + b - at(0)) exactSums++;
    if (at(2) === Math.fround(a * b) && at(3) === a * b - at(2)) exactProducts++;
    quotient = Math.max(quotient, Math.abs((at(4) + at(5)) / (a / b) - 1));
    root = Math.max(root, Math.abs((at(6) + at(7)) / Math.sqrt(Math.abs(a)) - 1));
  }
  const bits = (error: number): number => Math.min(53, Math.floor(-Math.log2(error)));
  const [quotientBits, rootBits] = [bits(quotient), bits(root)];
  const exact = exactSums === PAIRS && exactProducts === PAIRS && Math.min(quotientBits, rootBits) >= LEAST_BITS;
  return { pairs: PAIRS, exactSums, exactProducts, quotientBits, rootBits, exact };
}
