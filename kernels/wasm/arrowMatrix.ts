// Where the elements of the arrow matrix lie: the Gram matrix of the border in G, local blocks and their borders in Block.S.
import { at, get, geti, lane0, lane1 } from './simd';
import { Block, Group, block, m, rowOwner, rowPlace, mp, doubles } from './layout';

/** Border rows against each other, mp x mp, upper triangle. */
export let G: usize = 0;

export function allocBorder(): void { G = doubles(mp * mp); }

// @ts-ignore: decorator
@inline export function accumulate(p: usize, v: f64): void { store<f64>(p, load<f64>(p) + v); }

/** Address of the element of rows r and s in the arrow matrix: the border's Gram, a block, or a block's border. */
export function element(r: i32, s: i32): usize {
  const k = geti(rowOwner, r), l = geti(rowOwner, s), i = geti(rowPlace, r), j = geti(rowPlace, s);
  if (k < 0 && l < 0) return at(G, i <= j ? i * mp + j : j * mp + i);
  if (k < 0) { const q = block(l); return at(q.S, j * q.stride + q.rp + i); }
  const q = block(k);
  if (l < 0) return at(q.S, i * q.stride + q.rp + j);
  return at(q.S, i <= j ? i * q.stride + j : j * q.stride + i);
}

/** Address of the element of tie `tie` of block q and row s. */
// @ts-ignore: decorator
@inline export function tieElement(q: Block, tie: i32, s: i32): usize {
  const j = geti(rowPlace, s);
  return at(q.S, tie * q.stride + (geti(rowOwner, s) < 0 ? q.rp + j : j));
}

/** Adds a complex coefficient of tie (u, a) of blocks k and k + 1 against rows g0 of the first and g1 of the second; -1: none. */
// @ts-ignore: decorator
@inline export function addBorder(q: Group, k: i32, u: i32, a: i32, g0: i32, g1: i32, re: v128, im: v128): void {
  const r = 2 * (u * q.axes + a);
  if (g0 >= 0 && g0 < m) {
    const b = block(q.arrow + k), p = tieElement(b, r, g0), f = get(q.gW, k * q.cones + u);
    accumulate(p, f * lane0(re)); accumulate(p + ((<usize>b.stride) << 3), f * lane0(im));
  }
  if (g1 >= 0 && g1 < m) {
    const b = block(q.arrow + k + 1), p = tieElement(b, r, g1), f = get(q.gW, (k + 1) * q.cones + u);
    accumulate(p, f * lane1(re)); accumulate(p + ((<usize>b.stride) << 3), f * lane1(im));
  }
}
