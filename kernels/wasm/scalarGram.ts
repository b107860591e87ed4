// The share of second-order and nonnegative columns in the Schur complement, one cone or one nonnegative column (a segment) at a time.
//
// With H = beta^2 (2 w w^T - J), the share of a cone in A H A^T is beta^2 (2 (A w)(A w)^T - A J A^T) on the rows in which the cone has entries. A J A^T stays the same over a
// solve. Where the products of a segment go depends on the shape alone: its rows are of one block and of the border, so that the address of an element
// is a base for its row plus an offset for its column.
import { ld, st, add, mul, splat, at, get, set, geti, zero, word } from './simd';
import {
  m, mp, coneOffset, entryRow, entryPosition, segments, segmentCount, doubles, alloc, globals, rowOwner, rowPlace, block, even,
} from './layout';
import { entryValue } from './operator';
import { nnH, coneW, beta2 } from './secondOrder';
import { G, accumulate } from './arrowMatrix';

/** Doubles in which the matrices A J A^T of a program are kept; those of further cones are made in every iteration. */
const MOST_KEPT: i32 = 1 << 21;

@unmanaged
class Segment {
  cone: i32; first: i32; end: i32;
  /** Rows but for the objective: those of the block, then those of the border, both in the order of their places. */
  rows: i32;
  /** u32 per row: address from which the elements of the row are counted. */
  base: usize;
  /** u32 per row: bytes from there to its element in the column of this row. */
  offset: usize;
  /** i32 pairs: first row and end of rows that lie side by side as columns. */
  runs: usize; runCount: i32;
  /** - A J A^T, rows x even(rows), upper triangle; 0 where it is not kept. */
  kept: usize;
}
let planned: usize = 0;
let localRow: usize = 0; // i32 per entry: its row among those of the segment, -1 for the objective
let v: usize = 0; // A w of a cone, the coefficients of a nonnegative column

// @ts-ignore: decorator
@inline function segment(s: i32): Segment { return changetype<Segment>(load<usize>(planned + ((<usize>s) << 2))); }

/** Finds where the products of every segment go; after the arrow matrix has its place. */
export function planScalarGram(): void {
  const entries = segmentCount ? geti(segments, 3 * segmentCount - 1) : 0;
  const local = alloc(<usize>globals << 2), listed = alloc(<usize>globals << 2);
  planned = alloc(<usize>max(segmentCount, 1) << 2); localRow = alloc(<usize>max(entries, 1) << 2);
  v = doubles(globals);
  let kept = 0;
  for (let i = 0; i < m; i++) store<i32>(word(local, i), -1);
  store<i32>(word(local, m), -1);
  for (let s = 0; s < segmentCount; s++) {
    const q = changetype<Segment>(alloc(offsetof<Segment>()));
    store<usize>(word(planned, s), changetype<usize>(q));
    q.cone = geti(segments, 3 * s); q.first = geti(segments, 3 * s + 1); q.end = geti(segments, 3 * s + 2);
    listRows(q, local, listed);
    for (let e = q.first; e < q.end; e++) store<i32>(word(localRow, e), geti(local, geti(entryRow, e)));
    for (let i = 0; i < q.rows; i++) store<i32>(word(local, geti(listed, i)), -1);
    const size = q.rows * even(q.rows);
    if (q.cone >= 0 && kept + size <= MOST_KEPT) { q.kept = doubles(size); kept += size; }
  }
}

/** Lists the rows of a segment, numbers them in `local`, and finds their addresses. */
function listRows(q: Segment, local: usize, listed: usize): void {
  let owner = -1;
  for (let border = 0; border < 2; border++) for (let e = q.first; e < q.end; e++) {
    const r = geti(entryRow, e), k = r < m ? geti(rowOwner, r) : -1;
    if (r == m || geti(local, r) >= 0 || (k < 0) != (border == 1)) continue;
    if (k >= 0) owner = k;
    let i = q.rows++;
    store<i32>(word(local, r), i);
    for (; i > 0 && (geti(rowOwner, geti(listed, i - 1)) < 0) == (border == 1) && geti(listed, i - 1) > r; i--)
      store<i32>(word(listed, i), geti(listed, i - 1));
    store<i32>(word(listed, i), r);
  }
  q.base = alloc(<usize>max(q.rows, 1) << 2); q.offset = alloc(<usize>max(q.rows, 1) << 2); q.runs = alloc(<usize>max(q.rows, 1) << 3);
  const b = block(max(owner, 0)), border: usize = owner < 0 ? 0 : (<usize>b.rp) << 3;
  for (let i = 0; i < q.rows; i++) {
    const r = geti(listed, i), p = geti(rowPlace, r), isBorder = geti(rowOwner, r) < 0;
    store<i32>(word(local, r), i);
    store<u32>(word(q.base, i), <u32>(isBorder ? at(G, p * mp) - border : at(b.S, p * b.stride)));
    store<u32>(word(q.offset, i), <u32>(((<usize>p) << 3) + (isBorder ? border : 0)));
    if (i > 0 && load<u32>(word(q.offset, i)) == load<u32>(word(q.offset, i - 1)) + 8) store<i32>(word(q.runs, 2 * q.runCount - 1), i + 1);
    else { store<i32>(word(q.runs, 2 * q.runCount), i); store<i32>(word(q.runs, 2 * q.runCount + 1), i + 1); q.runCount++; }
  }
}

/** Forms - A J A^T of the cones for the numbers of one program. */
export function prepareScalarGram(): void {
  for (let s = 0; s < segmentCount; s++) {
    const q = segment(s);
    if (!q.kept) continue;
    const stride = even(q.rows);
    zero(q.rows * stride, q.kept);
    addColumns(q, 1, stride);
  }
}

/** Adds - scale A J A^T of a cone, column by column, to its kept matrix or (stride 0) to the arrow matrix. */
function addColumns(q: Segment, scale: f64, stride: i32): void {
  const o = geti(coneOffset, q.cone);
  for (let e = q.first; e < q.end; e++) {
    const p = geti(entryPosition, e), i = geti(localRow, e), j = (p == o ? -scale : scale) * get(entryValue, e);
    if (i < 0) continue;
    for (let f = e; f < q.end && geti(entryPosition, f) == p; f++) {
      const k = geti(localRow, f);
      if (k < 0) continue;
      const a = min(i, k), b = max(i, k), x = j * get(entryValue, f);
      const to = stride ? at(q.kept, a * stride + b) : <usize>load<u32>(word(q.base, a)) + <usize>load<u32>(word(q.offset, b));
      accumulate(to, x);
    }
  }
}

/** Adds the share of all segments to the arrow matrix. */
export function scalarGram(): void {
  for (let s = 0; s < segmentCount; s++) {
    const q = segment(s), isCone = q.cone >= 0;
    zero(even(q.rows), v);
    for (let e = q.first; e < q.end; e++) {
      const i = geti(localRow, e), w = isCone ? get(coneW, geti(entryPosition, e)) : 1;
      if (i >= 0) set(v, i, get(v, i) + get(entryValue, e) * w);
    }
    if (!isCone) { addRankOne(q, get(nnH, geti(entryPosition, q.first)), 0); continue; }
    const b2 = get(beta2, q.cone);
    addRankOne(q, 2 * b2, q.kept ? b2 : 0);
    if (!q.kept) addColumns(q, b2, 0);
  }
}

/** Adds a v v^T, and b times the kept matrix where b is not 0, to the rows of a segment. */
function addRankOne(q: Segment, a: f64, b: f64): void {
  const stride = even(q.rows), vb = splat(b);
  for (let i = 0; i < q.rows; i++) {
    const base = <usize>load<u32>(word(q.base, i)), f = a * get(v, i), vf = splat(f), kept = at(q.kept, i * stride);
    for (let t = 0; t < q.runCount; t++) {
      const end = geti(q.runs, 2 * t + 1);
      let k = max(i, geti(q.runs, 2 * t));
      if (k >= end) continue;
      let to = base + <usize>load<u32>(word(q.offset, k));
      for (; k + 1 < end; k += 2, to += 16) {
        let x = mul(vf, ld(at(v, k)));
        if (b != 0) x = add(x, mul(vb, ld(at(kept, k))));
        st(to, add(ld(to), x));
      }
      if (k < end) accumulate(to, f * get(v, k) + (b != 0 ? b * get(kept, k) : 0));
    }
  }
}
