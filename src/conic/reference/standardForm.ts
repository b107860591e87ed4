import { norm } from '../../linalg/realVector.ts';
import type { Cone } from '../cones/cone.ts';
import { productCone, type ProductCone } from '../cones/productCone.ts';
import type { DenseProgram } from './denseProgram.ts';
import { type Equilibration, type Piece, ruizFactors } from './ruizFactors.ts';

/** The rows of A that touch one cone block. */
interface OperatorBlock {
  readonly offset: number;
  readonly dimension: number;
  /** Ascending. */
  readonly rows: Int32Array;
  /** [rows.length, dimension], scaled. */
  readonly values: Float64Array;
}

/**
 * A program equilibrated and normalised: with D = diag(rowScale), E = diag(columnScale) it holds D A E, scaleB D b and scaleC E c,
 * so that x = E x' / (scaleB tau), y = D y' / (scaleC tau), z = z' / (E scaleC tau). Rows are kept last to first: block-local rows
 * then come before the border, which keeps the Cholesky factor of the Schur complement free of fill-in.
 */
export interface StandardForm {
  readonly m: number;
  readonly n: number;
  readonly cone: ProductCone;
  readonly blocks: readonly OperatorBlock[];
  readonly b: Float64Array;
  readonly c: Float64Array;
  readonly rowScale: Float64Array;
  readonly columnScale: Float64Array;
  readonly scaleB: number;
  readonly scaleC: number;
  /** 2-norms of the unscaled data. */
  readonly normB: number;
  readonly normC: number;
}

function packBlock(program: DenseProgram, cone: Cone, offset: number): OperatorBlock {
  const { m, n, A } = program;
  const { dimension } = cone;
  const rows: number[] = [];
  const parts: Float64Array[] = [];
  for (let i = 0; i < m; i++) {
    const from = (m - 1 - i) * n + offset;
    const part = A.subarray(from, from + dimension);
    if (part.every((v) => v === 0)) continue;
    rows.push(i);
    parts.push(part);
  }
  const values = new Float64Array(rows.length * dimension);
  parts.forEach((part, i) => {
    values.set(part, i * dimension);
  });
  return { offset, dimension, rows: Int32Array.from(rows), values };
}

/** A coefficient of a separable cone, or the 2-norm of the coefficients of one row on one cone block. */
function piecesOf(cone: ProductCone, blocks: readonly OperatorBlock[]): Piece[] {
  const out: Piece[] = [];
  blocks.forEach(({ rows, dimension, values, offset }, k) => {
    const width = cone.blocks[k]?.separable ? 1 : dimension;
    for (let i = 0; i < rows.length; i++)
      for (let j = 0; j < dimension; j += width) {
        const size = norm(values.subarray(i * dimension + j, i * dimension + j + width));
        if (size > 0) out.push({ row: rows[i] as number, from: offset + j, size });
      }
  });
  return out;
}

/** Row and column factors of the blocks as packed, rows last to first. */
function factorsOf(
  { m, n }: DenseProgram,
  cone: ProductCone,
  blocks: readonly OperatorBlock[],
  equilibration: Equilibration | undefined,
): { rowScale: Float64Array; columnScale: Float64Array } {
  if (!equilibration) {
    const { row, column } = ruizFactors(piecesOf(cone, blocks), m, n);
    return { rowScale: row, columnScale: column };
  }
  const { pieces, factorOfRow } = equilibration;
  const { row, column } = ruizFactors(pieces, 1 + factorOfRow.reduce((most, f) => Math.max(most, f), -1), n);
  return { rowScale: Float64Array.from(factorOfRow, (f) => row[f] as number).reverse(), columnScale: column };
}

/** Scales the blocks' values in place; the factor of a cone block stands at its first column and is copied to the others. */
function scaleBlocks(
  cone: ProductCone,
  blocks: readonly OperatorBlock[],
  rowScale: Float64Array,
  columnScale: Float64Array,
): void {
  cone.blocks.forEach((block, k) => {
    const part = cone.slice(columnScale, k);
    if (!block.separable) part.fill(part[0] as number);
  });
  for (const { rows, dimension, values, offset } of blocks)
    for (let i = 0; i < rows.length; i++)
      for (let j = 0, o = i * dimension; j < dimension; j++, o++)
        values[o] =
          (values[o] as number) * (rowScale[rows[i] as number] as number) * (columnScale[offset + j] as number);
}

/**
 * Packs, equilibrates and normalises b and c.
 *
 * @param equilibration default: the norms of A's rows on the cone blocks.
 */
export function standardForm(program: DenseProgram, equilibration?: Equilibration): StandardForm {
  const { m, n } = program;
  const cone = productCone(program.cones);
  const blocks = cone.blocks.map((block, k) => packBlock(program, block, cone.offsets[k] as number));
  const { rowScale, columnScale } = factorsOf(program, cone, blocks, equilibration);
  scaleBlocks(cone, blocks, rowScale, columnScale);
  const b = Float64Array.from(program.b).reverse();
  const c = Float64Array.from(program.c);
  const normB = norm(b);
  const normC = norm(c);
  for (let i = 0; i < m; i++) b[i] = (b[i] as number) * (rowScale[i] as number);
  for (let j = 0; j < n; j++) c[j] = (c[j] as number) * (columnScale[j] as number);
  const scaleB = inverseOrOne(norm(b));
  const scaleC = inverseOrOne(norm(c));
  for (let i = 0; i < m; i++) b[i] = (b[i] as number) * scaleB;
  for (let j = 0; j < n; j++) c[j] = (c[j] as number) * scaleC;
  return { m, n, cone, blocks, b, c, rowScale, columnScale, scaleB, scaleC, normB, normC };
}

function inverseOrOne(v: number): number {
  return v > 1e-12 ? 1 / v : 1;
}

/** out = A x. */
export function applyA(form: StandardForm, x: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (const { rows, dimension, values, offset } of form.blocks)
    for (let i = 0; i < rows.length; i++) {
      let s = 0;
      for (let j = 0, o = i * dimension; j < dimension; j++, o++)
        s += (values[o] as number) * (x[offset + j] as number);
      const row = rows[i] as number;
      out[row] = (out[row] as number) + s;
    }
}

/** out = A^T y. */
export function applyAdjoint(form: StandardForm, y: Float64Array, out: Float64Array): void {
  out.fill(0);
  for (const { rows, dimension, values, offset } of form.blocks)
    for (let i = 0; i < rows.length; i++) {
      const f = y[rows[i] as number] as number;
      if (f === 0) continue;
      for (let j = 0, o = i * dimension; j < dimension; j++, o++)
        out[offset + j] = (out[offset + j] as number) + f * (values[o] as number);
    }
}
