import { smat, svec } from '../../../src/conic/cones/hermitianPsd.ts';
import type { ConeSizes } from '../../../src/conic/cones/productCone.ts';
import type { DenseProgram } from '../../../src/conic/reference/denseProgram.ts';
import {
  localRows,
  type ConicProgram,
  type ProgramShape,
  type PsdData,
  type PsdGroup,
} from '../../../src/conic/program.ts';

/** Where the variables of a shape stand in the dense vector [nonneg | second-order | coupled cones (tau, y) | svec of PSD blocks]. */
export interface DenseLayout {
  readonly cones: ConeSizes;
  readonly n: number;
  /** Dense position of each scalar column. */
  readonly scalarPosition: Int32Array;
  /** Per group: first coordinate of its first coupled cone, and of its first block. */
  readonly coupledStart: readonly number[];
  readonly psdStart: readonly number[];
}

/** Dense positions of the variables of a shape. */
export function denseLayout(shape: ProgramShape): DenseLayout {
  const secondOrder: number[] = [];
  const positions: number[] = [];
  let at = shape.nonneg;
  for (const g of shape.secondOrder)
    for (let i = 0; i < g.count; i++) {
      secondOrder.push(g.size);
      at += g.size;
    }
  for (let i = 0; i < at; i++) positions.push(i);
  const coupledStart: number[] = [];
  for (const g of shape.psd) {
    coupledStart.push(at);
    if (!g.coupled) continue;
    const size = 1 + 2 * g.coupled.axes.length;
    for (let i = 0; i < g.count * g.coupled.inputs.length; i++) {
      secondOrder.push(size);
      positions.push(at);
      at += size;
    }
  }
  const psd: number[] = [];
  const psdStart: number[] = [];
  for (const g of shape.psd) {
    psdStart.push(at);
    for (let k = 0; k < g.count; k++) psd.push(g.size);
    at += g.count * g.size * g.size;
  }
  const cones = { nonneg: shape.nonneg, secondOrder, psd };
  return { cones, n: at, scalarPosition: Int32Array.from(positions), coupledStart, psdStart };
}

/** svec of the Hermitian part of weight v_left v_right^H: the coefficient of W -> Re(weight v_right^H W v_left). */
export function outerCoefficient(
  n: number,
  vectors: Float64Array,
  left: number,
  right: number,
  weight: readonly [number, number],
): Float64Array {
  const matrix = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) {
    const x = vectors[left + 2 * i] as number;
    const y = vectors[left + 2 * i + 1] as number;
    const re = weight[0] * x - weight[1] * y;
    const im = weight[0] * y + weight[1] * x;
    for (let j = 0; j < n; j++) {
      const u = vectors[right + 2 * j] as number;
      const v = vectors[right + 2 * j + 1] as number;
      matrix[2 * (i * n + j)] = re * u + im * v;
      matrix[2 * (i * n + j) + 1] = im * u - re * v;
    }
  }
  const out = new Float64Array(n * n);
  svec(n, matrix, out);
  return out;
}

/**
 * Writes out one program of a batch with explicit A, b and c.
 *
 * Variables: [nonneg | second-order cones | coupled cones (tau, y), in the order of groups, blocks and inputs | svec of the PSD
 * blocks]. Rows: the global rows, then the block-local ones in the order (group, block, input, axis, re/im). No check of the data.
 *
 * @param program a valid batch.
 * @param index which program of it, 0 .. batch-1.
 */
export function lowerDense(program: ConicProgram, index: number): DenseProgram {
  const { shape, data } = program;
  const layout = denseLayout(shape);
  const { n } = layout;
  const m = shape.rows + localRows(shape);
  const A = new Float64Array(m * n);
  const b = new Float64Array(m);
  const c = new Float64Array(n);
  b.set(data.rhs.subarray(index * shape.rows, (index + 1) * shape.rows));
  const add = (row: number, at: number, value: number): void => {
    if (row === shape.rows) c[at] = (c[at] as number) + value;
    else A[row * n + at] = (A[row * n + at] as number) + value;
  };
  const addAll = (row: number, at: number, values: Float64Array): void => {
    values.forEach((v, i) => {
      add(row, at + i, v);
    });
  };
  const entries = shape.entryRow.length;
  for (let e = 0; e < entries; e++) {
    const at = layout.scalarPosition[shape.entryColumn[e] as number] as number;
    add(shape.entryRow[e] as number, at, data.entries[index * entries + e] as number);
  }
  let local = shape.rows;
  shape.psd.forEach((group, g) => {
    const groupData = data.psd[g] as PsdData;
    const first = layout.psdStart[g] as number;
    lowerTerms(group, groupData, index, first, addAll);
    if (group.coupled) local = lowerCoupled(group, groupData, index, local, first, layout.coupledStart[g] as number);
  });
  return { m, n, A, b, c, cones: layout.cones };

  /** Ties y_a - v_a^H W v_u = 0, written with the sign of y negative. */
  function lowerCoupled(
    group: PsdGroup,
    groupData: PsdData,
    i: number,
    row: number,
    first: number,
    cones: number,
  ): number {
    const { size, count, vectors, coupled } = group;
    if (!coupled) return row;
    let at = cones;
    for (let k = 0; k < count; k++)
      for (const u of coupled.inputs) {
        at++; // the head has no local coefficient
        for (const axis of coupled.axes) {
          const base = (i * count + k) * vectors * size * 2;
          for (const weight of [
            [1, 0],
            [0, -1],
          ] as const) {
            const values = outerCoefficient(
              size,
              groupData.vectors,
              base + u * size * 2,
              base + axis * size * 2,
              weight,
            );
            A.set(values, row * n + first + k * size * size);
            A[row * n + at] = -1;
            row++;
            at++;
          }
        }
      }
    return row;
  }
}

function lowerTerms(
  group: PsdGroup,
  data: PsdData,
  index: number,
  first: number,
  addAll: (row: number, at: number, values: Float64Array) => void,
): void {
  const { size, count, vectors, terms, denseCount, denseRow } = group;
  const width = terms.left.length;
  const dense = new Float64Array(size * size);
  for (let k = 0; k < count; k++) {
    const block = index * count + k;
    const at = first + k * size * size;
    for (let t = 0; t < width; t++) {
      const row = terms.row[k * width + t] as number;
      if (row < 0) continue;
      const o = 2 * (block * width + t);
      const base = block * vectors * size * 2;
      const left = base + (terms.left[t] as number) * size * 2;
      const right = base + (terms.right[t] as number) * size * 2;
      const weight = [data.weights[o] as number, data.weights[o + 1] as number] as const;
      addAll(row, at, outerCoefficient(size, data.vectors, left, right, weight));
    }
    for (let i = 0; i < denseCount; i++) {
      const row = denseRow[k * denseCount + i] as number;
      if (row < 0) continue;
      const o = (block * denseCount + i) * size * size * 2;
      svec(size, data.dense.subarray(o, o + size * size * 2), dense);
      addAll(row, at, dense);
    }
  }
}

/** The scalar columns [scalarColumns(shape)] of a dense vector. */
export function denseScalars(layout: DenseLayout, x: Float64Array): Float64Array {
  return Float64Array.from(layout.scalarPosition, (at) => x[at] as number);
}

/** The PSD blocks of a dense vector, one array [count, size, size, 2] per group. */
export function densePsd(shape: ProgramShape, layout: DenseLayout, x: Float64Array): Float64Array[] {
  return shape.psd.map((group, g) => {
    const { size, count } = group;
    const out = new Float64Array(count * size * size * 2);
    const first = layout.psdStart[g] as number;
    for (let k = 0; k < count; k++) {
      const at = first + k * size * size;
      smat(size, x.subarray(at, at + size * size), out.subarray(k * size * size * 2, (k + 1) * size * size * 2));
    }
    return out;
  });
}
