import type { ProgramShape } from './program.ts';

/** Sizes of a conic program that decide what its solve takes, on every backend alike to a small factor. */
export interface ProgramSize {
  /** Groups of equal PSD blocks. */
  readonly psd: readonly PsdSize[];
  /** Local blocks of the arrow matrix of the normal equations, equal ones together. */
  readonly arrow: readonly { readonly count: number; readonly rows: number }[];
  /** Rows of its border. */
  readonly border: number;
}

/** Bytes that the workspace of one program may have: WebAssembly addresses 4 GiB, of which data and answers have their part. */
export const MOST_WORKSPACE = 3 * 2 ** 30;

interface PsdSize {
  readonly count: number;
  /** Order of a block. */
  readonly size: number;
  readonly vectors: number;
  /** Vectors of which each term and each tie has one at least (kernels/wasm/cover.ts). */
  readonly cover: number;
  readonly terms: number;
  readonly dense: number;
}

/** Vectors of the method that hold a primal variable: iterate, directions, residuals, answers (kernels/wasm/iterate.ts). */
const PRIMAL_VECTORS = 19;
/** Complex n x n products and factorizations of a PSD block in one iteration, in real operations over n^3. */
const CONE_FLOPS = 8 * 12;
/** Real operations for a pair of terms of a block. */
const PAIR_FLOPS = 42;

/** Rows of the blocks of the arrow matrix of a shape, and of its border. */
export function arrowSize({ rows, rowBlock, psd }: ProgramShape): Pick<ProgramSize, 'arrow' | 'border'> {
  const own = psd.flatMap(({ count, coupled }) =>
    coupled ? Array.from({ length: count }, () => 2 * coupled.inputs.length * coupled.axes.length) : [],
  );
  let border = rowBlock ? 0 : rows;
  for (const block of rowBlock ?? [])
    if (block < 0) border++;
    else own[block] = (own[block] ?? 0) + 1;
  return { arrow: own.map((of) => ({ count: 1, rows: of })), border };
}

/** Bytes of the arrow matrix: every local block with its border, and the border. */
export function matrixBytes({ arrow, border }: Pick<ProgramSize, 'arrow' | 'border'>): number {
  return 8 * arrow.reduce((sum, { count, rows }) => sum + count * rows * (rows + border), border * border);
}

/** Bytes of the workspace of one program: its matrix, coefficients and vectors. */
export function workspaceBytes(size: ProgramSize): number {
  return size.psd.reduce((sum, { count, size: n, vectors, dense }) => {
    // a full coefficient is kept as it came and scaled, a vector also among those of the cover and without unit vectors; the Gram matrices of a
    // pair of blocks serve all blocks
    const block = 16 * n * n * (PRIMAL_VECTORS + 2 + 2 * dense) + 64 * n * vectors;
    return sum + count * block + 96 * vectors * (vectors + n);
  }, matrixBytes(size));
}

/** Real additions and multiplications of one iteration. */
export function iterationFlops({ psd, arrow, border: m }: ProgramSize): number {
  let flops = m ** 3 / 3;
  for (const { count, rows: r } of arrow) flops += count * (r ** 3 / 3 + r * r * m + r * m * m);
  for (const { count, size: n, vectors, cover, terms, dense } of psd)
    flops +=
      count *
      (CONE_FLOPS * n ** 3 +
        16 * dense * n ** 3 +
        8 * n * (10 * n * cover + 2 * n * vectors + vectors ** 2) +
        (PAIR_FLOPS * terms ** 2) / 2);
  return flops;
}
