import type { Cone } from '../../cones/cone.ts';
import { productCone, type ProductCone } from '../../cones/productCone.ts';
import type { DenseProgram } from '../lowering/lowerDense.ts';

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

const RUIZ_PASSES = 8;

export function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v));
}

export function dot(a: Float64Array, b: Float64Array): number {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += (a[i] as number) * (b[i] as number);
  return s;
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

/** Ruiz factor of a squared norm; 1 where there is nothing to scale by. */
function factor(square: number): number {
  return square > 0 ? 1 / Math.sqrt(Math.sqrt(square)) : 1;
}

/** Ruiz equilibration in 2-norms: one factor per row, and per coordinate (separable cones) or per block; scales `values` in place. */
function equilibrate(
  cone: ProductCone,
  blocks: readonly OperatorBlock[],
  rowScale: Float64Array,
  columnScale: Float64Array,
): void {
  const rowNorm = new Float64Array(rowScale.length);
  const columnNorm = new Float64Array(columnScale.length);
  for (let pass = 0; pass < RUIZ_PASSES; pass++) {
    rowNorm.fill(0);
    columnNorm.fill(0);
    for (const block of blocks)
      replaceEntries(block, (v, row) => {
        rowNorm[row] = (rowNorm[row] as number) + v * v;
        return v;
      });
    for (let i = 0; i < rowNorm.length; i++) rowNorm[i] = factor(rowNorm[i] as number);
    for (const block of blocks)
      replaceEntries(block, (v, row, column) => {
        const scaled = v * (rowNorm[row] as number);
        columnNorm[column] = (columnNorm[column] as number) + scaled * scaled;
        return scaled;
      });
    cone.blocks.forEach((block, k) => {
      const part = cone.slice(columnNorm, k);
      if (!block.separable) part.fill(part.reduce((s, v) => s + v, 0));
      for (let i = 0; i < part.length; i++) part[i] = Math.min(1e4, Math.max(1e-4, factor(part[i] as number)));
    });
    for (const block of blocks) replaceEntries(block, (v, _row, column) => v * (columnNorm[column] as number));
    for (let i = 0; i < rowScale.length; i++) rowScale[i] = (rowScale[i] as number) * (rowNorm[i] as number);
    for (let i = 0; i < columnScale.length; i++)
      columnScale[i] = (columnScale[i] as number) * (columnNorm[i] as number);
  }
}

/** Replaces each nonzero coefficient by what `visit` returns for it. */
function replaceEntries(block: OperatorBlock, visit: (v: number, row: number, column: number) => number): void {
  const { rows, dimension, values, offset } = block;
  for (let i = 0; i < rows.length; i++)
    for (let j = 0; j < dimension; j++) {
      const o = i * dimension + j;
      const v = values[o] as number;
      if (v !== 0) values[o] = visit(v, rows[i] as number, offset + j);
    }
}

/** Packs, equilibrates (8 Ruiz passes) and normalises b and c. */
export function standardForm(program: DenseProgram): StandardForm {
  const { m, n } = program;
  const cone = productCone(program.cones);
  const blocks = cone.blocks.map((block, k) => packBlock(program, block, cone.offsets[k] as number));
  const rowScale = new Float64Array(m).fill(1);
  const columnScale = new Float64Array(n).fill(1);
  equilibrate(cone, blocks, rowScale, columnScale);
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
