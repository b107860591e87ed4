// AssemblyScript module of the CPU kernels: exports seen by src/device/wasm.
import { get, set, geti, at } from './simd';
import {
  parse, resetHeap, heapTop, alloc, doubles, group, groupCount, m, primalSize, dualSize, scalarsUsed, columnCount, columnPosition,
} from './layout';
import { allocCones } from './secondOrder';
import { allocPsd } from './hermitianPsd';
import { allocSchur } from './schur';
import { allocEquilibration, equilibrate, inRhs, inEntries, scaleB, scaleC, normB, normC, rowFactor, columnFactor, factorOfPosition } from './equilibration';
import { allocIterate, solveOne, x, y, z, normalization, iterations, merit, primalObjective, dualObjective, OPTIMAL, ALMOST, UNBOUNDED } from './hsde';
import { factor, borderGram, forward, backward } from './arrow';
import { mulNN, mulHN, mulNH, cholesky, invertLower } from './matrix';

let outScalars: usize = 0;
let outRows: usize = 0;
let outState: usize = 0;
let inState: usize = 0;
let info: usize = 0;

/** Reserves the descriptor; returns its address. */
export function begin(bytes: usize): usize { resetHeap(); return alloc(bytes); }

/** Lays out memory for the descriptor at d. */
export function configure(d: usize): void {
  parse(d);
  allocCones(); allocPsd(); allocSchur(); allocEquilibration(); allocIterate();
  outScalars = doubles(columnCount); outRows = doubles(m);
  outState = doubles(stateSize()); inState = doubles(stateSize());
  info = doubles(8);
}
export function stateSize(): i32 { return 2 * primalSize + dualSize + 1; }
export function memoryTop(): usize { return heapTop(); }
/** Addresses: 0 rhs, 1 entries, 2 warm state, 3 info, 4 scalars, 5 rows, 6 state; 8 + 4 g + {0 vectors, 1 weights, 2 dense, 3 blocks out}. */
export function address(i: i32): usize {
  if (i >= 8) {
    const q = group((i - 8) >> 2), f = (i - 8) & 3;
    return f == 0 ? q.inVectors : f == 1 ? q.inWeights : f == 2 ? q.inDense : q.outPsd;
  }
  return i == 0 ? inRhs : i == 1 ? inEntries : i == 2 ? inState : i == 3 ? info : i == 4 ? outScalars : i == 5 ? outRows : outState;
}

/** Solves the program in the input arrays; answers lie at `address`. `finish`: the warm state is all but the answer. */
export function solve(tolerance: f64, maxIterations: i32, warm: bool, finish: bool): i32 {
  let status = solveOne(tolerance, maxIterations, warm ? inState : 0, finish), spent = 0;
  if (warm && status > UNBOUNDED) { // a start from elsewhere must not spoil the answer
    spent = iterations;
    status = solveOne(tolerance, maxIterations, 0, false);
  }
  set(info, 0, <f64>status); set(info, 1, <f64>(iterations + spent)); set(info, 2, merit);
  set(info, 3, primalObjective); set(info, 4, dualObjective);
  // certificates leave with b^T y = 1 or c^T x = -1
  const fx = 1 / (scaleB * normalization), fz = 1 / (scaleC * normalization);
  for (let i = 0; i < scalarsUsed; i++) {
    const f = factorOfPosition(i);
    set(outState, i, get(x, i) * f * fx); set(outState, primalSize + i, get(z, i) / f * fz);
  }
  for (let i = 0; i < columnCount; i++) set(outScalars, i, get(outState, geti(columnPosition, i)));
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), nn = q.n * q.n;
    for (let k = 0; k < q.count; k++) {
      const o = q.primal + (k >> 1) * 4 * nn + (k & 1), E = get(q.E, k), a = E * fx, d = fz / E;
      for (let i = 0; i < nn; i++) {
        const re = get(x, o + 2 * i) * a, im = get(x, o + 2 * nn + 2 * i) * a;
        set(outState, o + 2 * i, re); set(outState, o + 2 * nn + 2 * i, im);
        set(q.outPsd, (k * nn + i) * 2, re); set(q.outPsd, (k * nn + i) * 2 + 1, im);
        set(outState, primalSize + o + 2 * i, get(z, o + 2 * i) * d);
        set(outState, primalSize + o + 2 * nn + 2 * i, get(z, o + 2 * nn + 2 * i) * d);
      }
    }
  }
  const sy = 2 * primalSize;
  for (let r = 0; r < m; r++) { const v = get(y, r) * get(rowFactor, r) * fz; set(outRows, r, v); set(outState, sy + r, v); }
  for (let g = 0; g < groupCount; g++) {
    const q = group(g), A2 = 2 * q.axes;
    for (let k = 0, nc = q.count * q.cones; k < nc; k++) {
      const f = get(rowFactor, m + q.localRow + k) * fz;
      for (let a = 0; a < A2; a++) set(outState, sy + q.dual + k * A2 + a, get(y, q.dual + k * A2 + a) * f);
    }
  }
  set(outState, sy + dualSize, status == OPTIMAL || status == ALMOST ? 1 : 0);
  return status;
}

export { verify, verifyInfeasible, verifyUnbounded } from './verify';

// Single routines, exported for the kernel suite: matrices as laid out in matrix.ts and arrow.ts.
/** Equilibrates the loaded program: 0 rows' factors, 1 columns' factors, 2 (scaleB, scaleC, normB, normC). */
export function factors(part: i32): usize {
  if (part == 0) { equilibrate(8); return rowFactor; }
  if (part == 1) return columnFactor;
  set(info, 0, scaleB); set(info, 1, scaleC); set(info, 2, normB); set(info, 3, normC);
  return info;
}
export { mulNN, mulHN, mulNH, cholesky, invertLower, factor, borderGram, forward, backward };
export { peak } from './peak';
/** Address of `bytes` of scratch after a reset of the heap. */
export function scratchBytes(bytes: usize): usize { resetHeap(); return alloc(bytes); }
