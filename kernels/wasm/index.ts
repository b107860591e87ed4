// AssemblyScript module of the CPU kernels: exports seen by src/device/wasm.
import { set } from './simd';
import { parse, resetHeap, heapTop, layouts, alloc, doubles, group } from './layout';
import { allocCones } from './secondOrder';
import { allocPsd } from './hermitianPsd';
import { planCover } from './cover';
import { allocSchur } from './schur';
import { prepareScalarGram } from './scalarGram';
import { allocEquilibration, equilibrate, inRhs, inEntries, scaleB, scaleC, normB, normC, rowFactor, columnFactor } from './equilibration';
import { allocIterate } from './iterate';
import { prepare, status } from './stages';
import { runSteps } from './steps';
import { allocAnswer, writeAnswer, stateSize, info, outScalars, outRows, outState } from './answer';
import { RUIZ_PASSES } from './constants';
import { factor, borderGram, forward, backward } from './arrow';
import { mulNN, mulHN, mulNH, mulHermitian, gramOfLower } from './products';
import { cholesky, invertLower } from './matrix';

let inState: usize = 0;

/** Reserves the descriptor; returns its address. */
export function begin(bytes: usize): usize { resetHeap(); return alloc(bytes); }

/** Lays out memory for the descriptor at d. */
export function configure(d: usize): void {
  parse(d); planCover();
  allocCones(); allocPsd(); allocSchur(); allocEquilibration(); allocIterate();
  inState = doubles(stateSize());
  allocAnswer();
}
export { stateSize };
export function memoryTop(): usize { return heapTop(); }
/** Tells whether the memory is still laid out as it was. */
export function layoutNumber(): i32 { return layouts; }
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
  equilibrate(RUIZ_PASSES);
  prepareScalarGram();
  prepare(tolerance, maxIterations, warm ? inState : 0, finish);
  runSteps();
  writeAnswer();
  return status;
}

export { verify, verifyInfeasible, verifyUnbounded } from './verify';

// Single routines, exported for the kernel suite: matrices as laid out in matrix.ts and arrow.ts.
/** Equilibrates the loaded program: 0 rows' factors, 1 columns' factors, 2 (scaleB, scaleC, normB, normC). */
export function factors(part: i32): usize {
  if (part == 0) { equilibrate(RUIZ_PASSES); return rowFactor; }
  if (part == 1) return columnFactor;
  set(info, 0, scaleB); set(info, 1, scaleC); set(info, 2, normB); set(info, 3, normC);
  return info;
}
export { mulNN, mulHN, mulNH, mulHermitian, gramOfLower, cholesky, invertLower, factor, borderGram, forward, backward };
export { peak } from './peak';
/** Address of `bytes` of scratch after a reset of the heap. */
export function scratchBytes(bytes: usize): usize { resetHeap(); return alloc(bytes); }
