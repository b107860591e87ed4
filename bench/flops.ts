import type { ProgramShape, PsdGroup } from '../src/conic/program.ts';

/** Work of one interior-point iteration, real additions and multiplications. */
export interface IterationFlops {
  /** Scaling, H-applications, corrector and trial Choleskys of the PSD blocks. */
  readonly cones: number;
  /** Products with A and its transpose. */
  readonly operator: number;
  /** Entries of the Schur complement. */
  readonly assembly: number;
  /** Factorization of the arrow matrix. */
  readonly factorization: number;
  /** Triangular solves with it. */
  readonly solves: number;
  readonly total: number;
}

/**
 * How often the list of steps (src/conic/algorithm) has each at least once an iteration: one residual check after the corrector, no correction. Without
 * those of the cost, which has nothing in the PSD blocks of our programs.
 */
const APPLY_A = 4;
const APPLY_ADJOINT = 4;
const APPLY_H = 4;
const RIGHT_HAND_SIDES = 3;
/** Predictor and corrector test x and z once each; the failed trials of the bisection come on top and are left out. */
const CHOLESKYS = 4;

const pairs = (n: number): number => (n * (n + 1)) / 2;

/**
 * Flops of one iteration of the cpu kernel, counted from the sizes of the program as kernels/wasm does them: a complex
 * multiply-add is 8. A lower bound: idle lanes, rounding up to whole vectors, unsuccessful trial steps, corrections of the direction
 * and the plain vector and second-order-cone updates are not counted, so the GFlop/s that follow are no larger than the true ones.
 */
export function iterationFlops(shape: ProgramShape): IterationFlops {
  const sum = { cones: 0, operator: 0, assembly: 0, factorization: 0, solves: 0 };
  const extra = new Map<number, number>();
  let border = 0;
  for (let r = 0; r < shape.rows; r++) {
    const k = shape.rowBlock?.[r] ?? -1;
    if (k < 0) border++;
    else extra.set(k, (extra.get(k) ?? 0) + 1);
  }
  // coupled blocks first, then the blocks of rows alone that rowBlock names
  const sizes: number[] = [];
  for (const g of shape.psd) {
    const ties = (g.coupled?.inputs.length ?? 0) * 2 * (g.coupled?.axes.length ?? 0);
    for (let k = 0; k < g.count; k++) {
      const active = activeOf(g, k);
      sum.cones += coneFlops(g.size);
      sum.operator += operatorFlops(g, active);
      sum.assembly += gramFlops(g, active);
    }
    if (g.coupled) for (let k = 0; k < g.count; k++) sizes.push(ties);
  }
  for (const k of extra.keys()) while (sizes.length <= k) sizes.push(0);
  for (const [k, ties] of sizes.entries()) {
    const r = ties + (extra.get(k) ?? 0);
    sum.factorization += (r * r * r) / 3 + r * r * border + r * border * border;
    sum.solves += RIGHT_HAND_SIDES * (2 * r * r + 4 * r * border);
  }
  sum.factorization += (border * border * border) / 3;
  sum.solves += RIGHT_HAND_SIDES * 2 * border * border;
  const total = sum.cones + sum.operator + sum.assembly + sum.factorization + sum.solves;
  return { ...sum, total };
}

interface Active {
  /** Vector indices of the terms that stand in a row of this block. */
  readonly terms: readonly { readonly left: number; readonly right: number }[];
  readonly dense: number;
}

function activeOf({ terms, denseCount, denseRow }: PsdGroup, k: number): Active {
  const width = terms.left.length;
  const found: { left: number; right: number }[] = [];
  for (let t = 0; t < width; t++)
    if ((terms.row[k * width + t] ?? -1) >= 0) found.push({ left: terms.left[t] ?? 0, right: terms.right[t] ?? 0 });
  let dense = 0;
  for (let d = 0; d < denseCount; d++) if ((denseRow[k * denseCount + d] ?? -1) >= 0) dense++;
  return { terms: found, dense };
}

/** Cholesky, inverse and the upper half of Z^-1 = Y^H Y from triangles; two products in each H-application and in the corrector; trial Choleskys. */
function coneFlops(n: number): number {
  const cholesky = (8 * n * (n - 1) * (n - 2)) / 6 + 3 * n * (n - 1);
  const inverse = (8 * n * (n - 1) * (n - 2)) / 6 + 4 * n * (n - 1);
  const product = 8 * n ** 3;
  return cholesky + inverse + product / 6 + (APPLY_H + 1) * 2 * product + CHOLESKYS * cholesky;
}

function operatorFlops(g: PsdGroup, { terms, dense }: Active): number {
  const { size: n } = g;
  const ties = (g.coupled?.inputs.length ?? 0) * (g.coupled?.axes.length ?? 0);
  const each = 8 * n * n * coverOf(g) + 8 * n * (terms.length + ties) + 4 * n * n * dense;
  return (APPLY_A + APPLY_ADJOINT) * each;
}

/** Vectors of which each term and each tie has one at least, chosen as kernels/wasm/cover.ts does. */
function coverOf({ terms, coupled }: PsdGroup): number {
  const cover = new Set(coupled?.inputs);
  terms.left.forEach((left, t) => left === terms.right[t] && cover.add(left));
  terms.left.forEach((left, t) => cover.has(left) || cover.has(terms.right[t] ?? left) || cover.add(left));
  return cover.size;
}

/** Gram matrices of the vectors under X and Z^-1, one half of each, then every pair of coefficients of this block. */
function gramFlops(g: PsdGroup, { terms, dense }: Active): number {
  const { size: n, vectors } = g;
  const inputs = g.coupled?.inputs.length ?? 0;
  const axes = g.coupled?.axes.length ?? 0;
  const product = 8 * n ** 3;
  let flops = 2 * (8 * n * n * vectors + 8 * n * pairs(vectors));
  // Re[w (s A + conj(s) B)]: A and B have 14 flops each, B = A for a power term
  terms.forEach((_, p) => {
    for (const { left, right } of terms.slice(p)) flops += left === right ? 28 : 42;
  });
  for (const { left, right } of terms) flops += inputs * axes * (left === right ? 28 : 42);
  // four real entries from two complex sums of four products, 7 flops a part
  flops += pairs(inputs) * axes * axes * 32;
  flops += inputs * pairs(2 * axes) * 2;
  flops +=
    dense * (2 * product + 8 * n * n * vectors + 8 * n * (terms.length + inputs * axes)) + pairs(dense) * 4 * n * n;
  return flops;
}
