// Memory of one program of a batch: the shape as its descriptor tells (words.ts), and the addresses of every array.
//
// Primal vectors (x, z, their directions) and dual vectors (y, residuals) lie as in a state (src/conic/words/state.ts).
import { geti } from './simd';
import {
  GroupWords, readHead, readGroup, rows as m, groupCount, scalars as scalarsUsed, arrowBlocks, statePrimal as primalSize, stateDual as dualSize, rowOwner,
} from './words';

export {
  rows as m, nonneg, groupCount, entryCount, coneCount, segmentCount, scalars as scalarsUsed, columnCount, arrowBlocks, degree,
  statePrimal as primalSize, stateDual as dualSize, coneOffset, coneSize, entryRow, entryPosition, segments, columnPosition, positionColumn, rowOwner,
} from './words';

/** One PSD group. Pointers are byte addresses; offsets of primal and dual vectors are in doubles. */
@unmanaged
export class Group extends GroupWords {
  pairs: i32; block: i32; localRow: i32;
  inVectors: usize; inWeights: usize; inDense: usize;
  V: usize; W: usize; D: usize; gW: usize; gS: usize; E: usize;
  /** u32 per pair of blocks, pair of terms and lane (termGram.ts); 0: not kept. */
  termAddresses: usize;
  /** Vectors of the cover (cover.ts): their number, i32 per vector: its place among them or -1, and the vectors of every block. */
  cover: i32; coverOf: usize; VK: usize;
  /** i32 per vector: its one coordinate where it is a unit vector, and its place among the `others`, of which VN has the vectors (vectorGram.ts). */
  others: i32; unitRow: usize; otherOf: usize; VN: usize; MN: usize; GN: usize;
  /** i32 per pair of blocks (denseGram.ts). */
  isDiagonal: usize;
  Zi: usize; XV: usize; ZV: usize; GX: usize; GZ: usize;
  outPsd: usize;
  get primal(): i32 { return this.statePrimal; }
  get dual(): i32 { return this.stateDual; }
}

/**
 * One local block of the arrow matrix: the ties of a PSD block's coupled cones first, then the rows that the program
 * declares local to it (`rowBlock`). S holds r rows of `stride` doubles: the block's upper triangle, then the border from rp on.
 */
@unmanaged
export class Block {
  r: i32; ties: i32; extra: i32; rp: i32; stride: i32;
  rows: usize; dual: i32;
  S: usize; rd: usize; b: usize; c: usize;
}

/** Rows of the border: those that no block owns. */
export let borderRows: i32 = 0;
export let mp: i32 = 0;
export let blocks: usize = 0;
export let rowPlace: usize = 0; // i32 per row: index in its block, or in the border
export let groups: usize = 0;
export let scalars: i32 = 0; // padded number of scalars of a primal vector
export let globals: i32 = 0; // padded m + 1
export let localRowCount: i32 = 0; // coupled cones over all groups
export let blockCount: i32 = 0;
export let scratchMatrices: usize = 0;
export let scratchSize: usize = 0;
export let maxSize: i32 = 0;

let top: usize = 0;

export function alloc(bytes: usize): usize {
  const p = (top + 63) & ~63;
  top = p + bytes;
  const need = <i32>((top + 0xffff) >> 16) - memory.size();
  if (need > 0) memory.grow(need);
  memory.fill(p, 0, bytes); // padding is read by vector loops: an earlier batch must not show through
  return p;
}
export function doubles(n: i32): usize { return alloc(<usize>max(n, 2) << 3); }
/** Number of times that the memory was laid out anew. */
export let layouts: i32 = 0;
export function resetHeap(): void { top = __heap_base; layouts++; }
export function heapTop(): usize { return top; }

// @ts-ignore: decorator
@inline export function block(k: i32): Block { return changetype<Block>(load<usize>(blocks + ((<usize>k) << 2))); }
// @ts-ignore: decorator
@inline export function group(g: i32): Group { return changetype<Group>(load<usize>(groups + ((<usize>g) << 2))); }
export function even(n: i32): i32 { return (n + 1) & ~1; }
export function four(n: i32): i32 { return (n + 3) & ~3; }

/** Counts the rows that each block owns and numbers the border. */
function parseBlocks(): void {
  blocks = alloc(<usize>max(arrowBlocks, 1) << 2);
  for (let k = 0; k < arrowBlocks; k++) store<usize>(blocks + ((<usize>k) << 2), alloc(offsetof<Block>()));
  borderRows = 0;
  for (let r = 0; r < m; r++) { const k = geti(rowOwner, r); if (k < 0) borderRows++; else block(k).extra++; }
  mp = four(borderRows);
}

/** Reserves the blocks' matrices and numbers their rows; the ties of coupled cones come first. */
function allocBlocks(): void {
  rowPlace = alloc(<usize>max(m, 1) << 2);
  for (let k = 0; k < arrowBlocks; k++) {
    const b = block(k);
    b.r = b.ties + b.extra; b.rp = four(b.r); b.stride = b.rp + mp;
    b.rows = alloc(<usize>max(b.extra, 1) << 2);
    b.S = doubles(b.r * b.stride); b.rd = doubles(b.r); b.b = doubles(b.r); b.c = doubles(b.r);
    b.extra = 0;
  }
  let border = 0;
  for (let r = 0; r < m; r++) {
    const k = geti(rowOwner, r);
    let place = 0;
    if (k < 0) place = border++;
    else { const b = block(k); store<i32>(b.rows + ((<usize>b.extra) << 2), r); place = b.ties + b.extra++; }
    store<i32>(rowPlace + ((<usize>r) << 2), place);
  }
}

/** Reads the descriptor at d (int32) and lays out every array. */
export function parse(d: usize): void {
  let c = readHead(d);
  parseBlocks();
  globals = even(m + 1); scalars = even(scalarsUsed);
  localRowCount = 0; blockCount = 0; maxSize = 1;
  groups = alloc(<usize>max(groupCount, 1) << 2);
  let maxVectors = 1;
  for (let g = 0; g < groupCount; g++) {
    const q = changetype<Group>(alloc(offsetof<Group>()));
    store<usize>(groups + ((<usize>g) << 2), changetype<usize>(q));
    c = readGroup(c, q);
    q.pairs = (q.count + 1) >> 1;
    const n = q.n, P = q.vectors;
    q.block = blockCount; blockCount += q.count;
    q.localRow = localRowCount; localRowCount += q.count * q.cones;
    q.inVectors = doubles(q.count * P * n * 2);
    q.inWeights = doubles(q.count * q.terms * 2);
    q.inDense = doubles(q.count * q.dense * n * n * 2);
    q.V = doubles(q.pairs * n * P * 4);
    q.W = doubles(q.pairs * q.terms * 4);
    q.D = doubles(q.pairs * q.dense * n * n * 4);
    q.gW = doubles(q.count * q.cones); q.gS = doubles(q.count * q.cones); q.E = doubles(q.count);
    q.Zi = doubles(q.pairs * n * n * 4);
    q.XV = doubles(n * P * 4); q.ZV = doubles(n * P * 4);
    q.GX = doubles(P * P * 4); q.GZ = doubles(P * P * 4);
    q.isDiagonal = alloc((<usize>q.pairs) << 2);
    for (let k = 0; q.cones && k < q.count; k++) {
      const b = block(q.arrow + k);
      b.ties = q.cones * 2 * q.axes;
      b.dual = q.dual + k * b.ties;
    }
    q.outPsd = doubles(q.count * n * n * 2);
    maxSize = max(maxSize, n); maxVectors = max(maxVectors, P);
  }
  allocBlocks();
  scratchSize = (<usize>(4 * max(maxSize * maxSize, maxSize * maxVectors))) << 3;
  scratchMatrices = alloc(scratchSize * 4);
}

/** Scratch complex matrix pair i = 0 .. 3, n x max(n, vectors). */
export function scratch(i: i32): usize { return scratchMatrices + scratchSize * <usize>i; }
