// Shape of the batch's programs, as parsed from the descriptor that src/device writes, and the addresses of every array.
//
// Primal vectors (x, z, their directions): scalars [nonneg | second-order cones | coupled cones (tau, y)] padded to even,
// then for each PSD group its block pairs, planar complex n x n in lanes. Dual vectors (y, residuals): global rows 0 .. m-1,
// element m (the objective row's slot), padded to even, then the local rows of each group [block][cone][2 axes].
import { geti } from './simd';

/** One PSD group. Pointers are byte addresses; offsets of primal and dual vectors are in doubles. */
@unmanaged
export class Group {
  n: i32; count: i32; pairs: i32; vectors: i32; terms: i32; dense: i32; cones: i32; axes: i32;
  left: usize; right: usize; row: usize; denseRow: usize;
  primal: i32; dual: i32; cone: i32; block: i32; localRow: i32;
  inVectors: usize; inWeights: usize; inDense: usize;
  V: usize; W: usize; D: usize; gW: usize; gS: usize; E: usize;
  Zi: usize; XV: usize; ZV: usize; GX: usize; GZ: usize;
  arrow: i32; // first arrow block of a group with coupled cones
  outPsd: usize;
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

export let m: i32 = 0;
/** Rows of the border: those that no block owns. */
export let borderRows: i32 = 0;
export let blocks: usize = 0;
export let arrowBlocks: i32 = 0;
export let rowOwner: usize = 0; // i32 per row: arrow block, or -1
export let rowPlace: usize = 0; // i32 per row: index in its block, or in the border
export let mp: i32 = 0;
export let nonneg: i32 = 0;
export let groupCount: i32 = 0;
export let entryCount: i32 = 0;
export let coneCount: i32 = 0;
export let coneOffset: usize = 0; // i32 per cone: first scalar
export let coneSize: usize = 0;
export let entryRow: usize = 0;
export let entryPosition: usize = 0; // scalar position of each entry, ascending
export let segmentCount: i32 = 0;
export let segments: usize = 0; // (cone or -1, first entry, end entry)
export let groups: usize = 0;
export let scalars: i32 = 0; // padded number of scalars of a primal vector
export let scalarsUsed: i32 = 0;
export let globals: i32 = 0; // padded m + 1
export let primalSize: i32 = 0;
export let dualSize: i32 = 0;
export let degree: i32 = 0;
export let localRowCount: i32 = 0; // coupled cones over all groups
export let blockCount: i32 = 0;
export let columnCount: i32 = 0;
export let columnPosition: usize = 0; // i32: scalar position of every public scalar column
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
export function resetHeap(): void { top = __heap_base; }
export function heapTop(): usize { return top; }

// @ts-ignore: decorator
@inline export function block(k: i32): Block { return changetype<Block>(load<usize>(blocks + ((<usize>k) << 2))); }
// @ts-ignore: decorator
@inline export function group(g: i32): Group { return changetype<Group>(load<usize>(groups + ((<usize>g) << 2))); }
export function even(n: i32): i32 { return (n + 1) & ~1; }
export function four(n: i32): i32 { return (n + 3) & ~3; }

function take(cursor: usize, n: i32): usize { return cursor + ((<usize>n) << 2); }

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
  m = geti(d, 0); nonneg = geti(d, 1); groupCount = geti(d, 2); entryCount = geti(d, 3);
  coneCount = geti(d, 4); segmentCount = geti(d, 5); scalarsUsed = geti(d, 6); columnCount = geti(d, 7);
  arrowBlocks = geti(d, 8);
  let c = take(d, 9);
  coneOffset = c; c = take(c, coneCount);
  coneSize = c; c = take(c, coneCount);
  entryRow = c; c = take(c, entryCount);
  entryPosition = c; c = take(c, entryCount);
  segments = c; c = take(c, 3 * segmentCount);
  columnPosition = c; c = take(c, columnCount);
  rowOwner = c; c = take(c, m);
  parseBlocks();
  globals = even(m + 1); scalars = even(scalarsUsed);
  primalSize = scalars; dualSize = globals; degree = nonneg + coneCount; localRowCount = 0; blockCount = 0; maxSize = 1;
  groups = alloc(<usize>max(groupCount, 1) << 2);
  let maxVectors = 1;
  for (let g = 0; g < groupCount; g++) {
    const q = changetype<Group>(alloc(offsetof<Group>()));
    store<usize>(groups + ((<usize>g) << 2), changetype<usize>(q));
    q.n = geti(c, 0); q.count = geti(c, 1); q.vectors = geti(c, 2); q.terms = geti(c, 3); q.dense = geti(c, 4);
    q.cones = geti(c, 5); q.axes = geti(c, 6); q.cone = geti(c, 7); q.arrow = geti(c, 8);
    c = take(c, 9);
    q.left = c; c = take(c, q.terms);
    q.right = c; c = take(c, q.terms);
    q.row = c; c = take(c, q.terms * q.count);
    q.denseRow = c; c = take(c, q.dense * q.count);
    q.pairs = (q.count + 1) >> 1;
    const n = q.n, P = q.vectors;
    q.primal = primalSize; primalSize += q.pairs * 4 * n * n;
    q.block = blockCount; blockCount += q.count;
    q.localRow = localRowCount; localRowCount += q.count * q.cones;
    q.dual = dualSize; dualSize += q.count * q.cones * 2 * q.axes;
    degree += q.count * n;
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
    for (let k = 0; q.cones && k < q.count; k++) {
      const b = block(q.arrow + k);
      b.ties = q.cones * 2 * q.axes;
      b.dual = dualSize - q.count * b.ties + k * b.ties;
    }
    q.outPsd = doubles(q.count * n * n * 2);
    maxSize = max(maxSize, n); maxVectors = max(maxVectors, P);
  }
  allocBlocks();
  primalSize = even(primalSize); dualSize = even(dualSize);
  scratchSize = (<usize>(4 * max(maxSize * maxSize, maxSize * maxVectors))) << 3;
  scratchMatrices = alloc(scratchSize * 4);
}

/** Scratch complex matrix pair i = 0 .. 3, n x max(n, vectors). */
export function scratch(i: i32): usize { return scratchMatrices + scratchSize * <usize>i; }
