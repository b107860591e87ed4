// The share of second-order and nonnegative columns in the Schur complement, one column or cone of the program at a time (a segment).
//
// Where a product of two coefficients goes depends on the shape alone: the addresses are found once for all programs and iterations of a batch.
import { get, set, geti } from './simd';
import { m, coneOffset, entryRow, entryPosition, segments, segmentCount, doubles, alloc, globals } from './layout';
import { entryValue } from './operator';
import { nnH, coneW, beta2 } from './secondOrder';
import { accumulate, element } from './arrowMatrix';

let addresses: usize = 0; // of every product, in the order in which they are made
let localRow: usize = 0; // i32 per entry of a cone: its row among those of the cone, -1 for the objective
let rowCount: usize = 0; // i32 per segment: rows of the cone
let rowSum: usize = 0;
let unused: usize = 0; // takes the products of the objective

// @ts-ignore: decorator
@inline function addressOf(r: i32, s: i32): u32 { return <u32>(r < m && s < m ? element(r, s) : unused); }

/** Writes the addresses of all products behind each other, or (0) counts them. */
function listAddresses(list: usize, mark: usize, touched: usize): i32 {
  let n = 0;
  for (let s = 0; s < segmentCount; s++) {
    const c = geti(segments, 3 * s), e0 = geti(segments, 3 * s + 1), e1 = geti(segments, 3 * s + 2);
    let count = 0;
    for (let e = e0; e < e1; e++) {
      const r = geti(entryRow, e), p = geti(entryPosition, e);
      if (c >= 0) {
        const seen = mark + ((<usize>r) << 2);
        if (r < m && load<i32>(seen) == 0) { store<i32>(touched + ((<usize>count) << 2), r); store<i32>(seen, ++count); }
        store<i32>(localRow + ((<usize>e) << 2), r < m ? load<i32>(seen) - 1 : -1);
      }
      for (let f = e; f < e1 && (c < 0 || geti(entryPosition, f) == p); f++, n++)
        if (list) store<u32>(list + ((<usize>n) << 2), addressOf(r, geti(entryRow, f)));
    }
    store<i32>(rowCount + ((<usize>s) << 2), count);
    for (let i = 0; i < count; i++) for (let k = i; k < count; k++, n++)
      if (list) store<u32>(list + ((<usize>n) << 2), addressOf(geti(touched, i), geti(touched, k)));
    for (let i = 0; i < count; i++) store<i32>(mark + ((<usize>geti(touched, i)) << 2), 0);
  }
  return n;
}

/** Finds the addresses; after the arrow matrix has its place. */
export function planScalarGram(): void {
  const entries = segmentCount ? geti(segments, 3 * segmentCount - 1) : 0;
  const mark = alloc(<usize>globals << 2), touched = alloc(<usize>globals << 2);
  rowSum = doubles(globals); unused = doubles(1);
  localRow = alloc(<usize>max(entries, 1) << 2); rowCount = alloc(<usize>max(segmentCount, 1) << 2);
  addresses = alloc(<usize>max(listAddresses(0, mark, touched), 1) << 2);
  listAddresses(addresses, mark, touched);
}

/** Adds the share of all columns to the arrow matrix. */
export function scalarGram(): void {
  let to = addresses;
  for (let s = 0; s < segmentCount; s++) {
    const c = geti(segments, 3 * s), e0 = geti(segments, 3 * s + 1), e1 = geti(segments, 3 * s + 2);
    if (c < 0) {
      const h = get(nnH, geti(entryPosition, e0));
      for (let e = e0; e < e1; e++) {
        const he = h * get(entryValue, e), r = geti(entryRow, e);
        for (let f = e; f < e1; f++) { addPiece(load<u32>(to), he * get(entryValue, f), e != f && r == geti(entryRow, f)); to += 4; }
      }
      continue;
    }
    const o = geti(coneOffset, c), b2 = get(beta2, c), count = geti(rowCount, s);
    for (let i = 0; i < count; i++) set(rowSum, i, 0);
    // - J, column by column, and the row sums A w
    for (let e = e0; e < e1; e++) {
      const p = geti(entryPosition, e), r = geti(entryRow, e), i = geti(localRow, e), v = get(entryValue, e), j = (p == o ? -b2 : b2) * v;
      if (i >= 0) set(rowSum, i, get(rowSum, i) + v * get(coneW, p));
      for (let f = e; f < e1 && geti(entryPosition, f) == p; f++) {
        addPiece(load<u32>(to), j * get(entryValue, f), e != f && r == geti(entryRow, f));
        to += 4;
      }
    }
    for (let i = 0; i < count; i++) {
      const a = 2 * b2 * get(rowSum, i);
      for (let k = i; k < count; k++) { accumulate(load<u32>(to), a * get(rowSum, k)); to += 4; }
    }
  }
}

/** Adds v for a pair of coefficients; both orders of an unequal pair count where they meet in one row. */
// @ts-ignore: decorator
@inline function addPiece(to: usize, v: f64, twice: bool): void { accumulate(to, twice ? 2 * v : v); }
