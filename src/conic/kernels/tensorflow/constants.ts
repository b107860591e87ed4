import type { GroupLayout, Layout } from './layout.ts';
import type { Handle, TensorOps } from '../../../device/tensorflow/ops.ts';
import type { ProgramShapeWords } from '../../words/programShape.ts';

/** Constant tensors of a PSD group. */
export interface GroupConstants {
  /** 1 where a piece stands in a block row, [count, pieces, blockRows]. */
  readonly incidence: Handle;
  /** 1 for a block's arrow block, [arrowBlocks + 1, count]. */
  readonly owner: Handle;
  /** 1 for the objective's pieces, [count, pieces]. */
  readonly objective: Handle;
  readonly left: Handle;
  readonly right: Handle;
  /** Slots of the terms alone. */
  readonly termLeft: Handle;
  readonly termRight: Handle;
  /** slot(right) * vectors + slot(left) of every functional. */
  readonly pair: Handle;
  readonly identity: Handle;
  /** 1 where two tie rows belong to one cone, [2 ties, 2 ties], and the identity of that size. */
  readonly sameCone: Handle | null;
  readonly tieIdentity: Handle | null;
}

/** Constant tensors of a layout, made once for a solve. */
export interface Constants {
  readonly groups: readonly GroupConstants[];
  /** Index of the entry (or of the zero behind the last one) at [arrowBlocks + 1, columns, blockRows], and in the cost. */
  readonly entryMap: Handle;
  readonly costMap: Handle;
  /** Scalar (or the zero behind the last one) of each column; and back, from [columns | tie bodies | zero]. */
  readonly columnMap: Handle;
  readonly scalarMap: Handle;
  /** Membership of columns in the cones of their arrow block, [arrowBlocks + 1, blockCones, columns]; their cones. */
  readonly coneColumns: Handle;
  readonly coneMap: Handle;
  /** Row of the descriptor (or the zero behind the last one) at each place of a dual vector's rows. */
  readonly rowMap: Handle;
  /** 1 on the diagonal places of an arrow block, and of the border, that no row takes. */
  readonly blockPadding: Handle;
  readonly borderPadding: Handle;
  /** Places of the diagonals in flat matrices of these sizes, and their identities. */
  readonly blockDiagonal: Handle;
  readonly borderDiagonal: Handle;
  readonly blockIdentity: Handle;
  readonly borderIdentity: Handle;
  /** Columns of the heads of a group's coupled cones among [arrowBlocks + 1, columns]; null without coupled cones. */
  readonly heads: readonly (Handle | null)[];
  /** 1 for heads, -1 for bodies, [coneSize]. */
  readonly signs: Handle;
  /** Unit element as a primal vector, [1, primal]. */
  readonly unit: Handle;
}

function filled(length: number, ones: readonly number[]): Float64Array {
  const out = new Float64Array(length);
  for (const i of ones) out[i] = 1;
  return out;
}

function groupConstants(ops: TensorOps, layout: Layout, g: GroupLayout): GroupConstants {
  const blockRows = layout.extra + layout.border;
  const { count, pieces, vectors, ties, axes } = g;
  const ones: number[] = [];
  g.place.forEach((place, i) => {
    if (place >= 0) ones.push(i * blockRows + place);
  });
  const tieOnes: number[] = [];
  for (let i = 0; i < 2 * ties; i++)
    for (let j = 0; j < 2 * ties; j++)
      if (Math.floor(i / (2 * axes)) === Math.floor(j / (2 * axes))) tieOnes.push(i * 2 * ties + j);
  return {
    incidence: ops.upload(filled(count * pieces * blockRows, ones), [count, pieces, blockRows]),
    owner: ops.upload(
      filled(
        (layout.arrowBlocks + 1) * count,
        Array.from(g.owner, (k, j) => k * count + j),
      ),
      [layout.arrowBlocks + 1, count],
    ),
    objective: ops.upload(Float64Array.from(g.objective), [count, pieces]),
    left: ops.integers(g.leftSlots),
    right: ops.integers(g.rightSlots),
    termLeft: ops.integers(g.left),
    termRight: ops.integers(g.right),
    pair: ops.integers(g.rightSlots.map((r, i) => r * vectors + (g.leftSlots[i] as number))),
    identity: identity(ops, g.size, true),
    sameCone: ties > 0 ? ops.upload(filled(4 * ties * ties, tieOnes), [2 * ties, 2 * ties]) : null,
    tieIdentity: ties > 0 ? identity(ops, 2 * ties, false) : null,
  };
}

function identity(ops: TensorOps, n: number, complex: boolean): Handle {
  const step = complex ? 2 : 1;
  const values = filled(
    n * n * step,
    Array.from({ length: n }, (_, i) => step * i * (n + 1)),
  );
  return complex ? ops.complexOf(ops.upload(values, [n, n, 2])) : ops.upload(values, [n, n]);
}

/** Diagonal matrices of n numbers each. */
function diagonal(values: Float64Array, n: number): Float64Array {
  const out = new Float64Array(values.length * n);
  values.forEach((v, i) => (out[i * n + (i % n)] = v));
  return out;
}

export function makeConstants(ops: TensorOps, shape: ProgramShapeWords, layout: Layout): Constants {
  const { arrowBlocks: p, extra, border, columns, scalars, rows, nonneg, coneSize, blockCones } = layout;
  const blockRows = extra + border;
  const entries = shape.entryRow.length;

  const entryMap = new Int32Array((p + 1) * columns * blockRows).fill(entries);
  const costMap = new Int32Array(scalars).fill(entries);
  shape.entryRow.forEach((row, e) => {
    const at = layout.scalarAt[shape.entryPosition[e] as number] as number;
    if (row === rows) {
      costMap[at] = e;
      return;
    }
    const place = layout.rowAt[row] as number;
    const inBlock = place < p * extra ? place % extra : extra + place - p * extra;
    entryMap[(layout.columnOf[at] as number) * blockRows + inBlock] = e;
  });

  const zeroColumn = (p + 1) * columns + layout.groups.reduce((s, g) => s + g.count * 2 * g.ties, 0);
  const scalarMap = layout.columnOf.map((i) => (i < 0 ? zeroColumn : i));
  let tie = (p + 1) * columns;
  for (const g of layout.groups)
    for (let c = 0; c < g.count * g.cones; c++)
      for (let i = 0; i < 2 * g.axes; i++) scalarMap[nonneg + (g.cone + c) * coneSize + 1 + i] = tie++;

  const coneOnes: number[] = [];
  for (let k = 0; k <= p; k++)
    for (let j = 0; j < blockCones; j++) {
      const cone = layout.blockCone[k * blockCones + j] as number;
      if (cone < 0) continue;
      for (let i = 0; i < columns; i++) {
        const at = layout.column[k * columns + i] as number;
        if (at >= nonneg && Math.floor((at - nonneg) / coneSize) === cone)
          coneOnes.push((k * blockCones + j) * columns + i);
      }
    }

  const rowMap = new Int32Array(layout.rowCount).fill(rows);
  layout.rowAt.forEach((at, r) => (rowMap[at] = r));
  const r = layout.tieRows + extra;
  const blockPadding = new Float64Array(p * r).fill(1);
  for (const g of layout.groups)
    if (g.cones > 0)
      for (let k = 0; k < g.count; k++) blockPadding.fill(0, (g.arrow + k) * r, (g.arrow + k) * r + 2 * g.ties);
  const borderPadding = new Float64Array(border).fill(1);
  layout.rowAt.forEach((at) => {
    if (at >= p * extra) borderPadding[at - p * extra] = 0;
    else blockPadding[Math.floor(at / extra) * r + layout.tieRows + (at % extra)] = 0;
  });

  const unit = new Float64Array(layout.primal).fill(1, 0, nonneg);
  for (let c = 0; c < layout.cones; c++) unit[nonneg + c * coneSize] = 1;
  for (const g of layout.groups)
    for (let k = 0; k < g.count; k++)
      for (let i = 0; i < g.size; i++) unit[g.primalAt + 2 * (k * g.size * g.size + i * (g.size + 1))] = 1;

  return {
    groups: layout.groups.map((g) => groupConstants(ops, layout, g)),
    entryMap: ops.integers(entryMap),
    costMap: ops.integers(costMap),
    columnMap: ops.integers(layout.column.map((at) => (at < 0 ? scalars : at))),
    scalarMap: ops.integers(scalarMap),
    coneColumns: ops.upload(filled((p + 1) * blockCones * columns, coneOnes), [p + 1, blockCones, columns]),
    coneMap: ops.integers(layout.blockCone.map((c) => (c < 0 ? layout.cones : c))),
    rowMap: ops.integers(rowMap),
    blockPadding: ops.upload(diagonal(blockPadding, r), [p, r, r]),
    borderPadding: ops.upload(diagonal(borderPadding, border), [border, border]),
    blockDiagonal: ops.integers(Array.from({ length: r }, (_, i) => i * (r + 1))),
    borderDiagonal: ops.integers(Array.from({ length: border }, (_, i) => i * (border + 1))),
    blockIdentity: identity(ops, r, false),
    borderIdentity: identity(ops, border, false),
    heads: layout.groups.map((g) =>
      g.cones > 0
        ? ops.integers(
            Array.from(
              { length: g.count * g.cones },
              (_, c) => layout.columnOf[nonneg + (g.cone + c) * coneSize] as number,
            ),
          )
        : null,
    ),
    signs: ops.upload(new Float64Array(coneSize).fill(-1).fill(1, 0, 1), [coneSize]),
    unit: ops.upload(unit, [1, layout.primal]),
  };
}
