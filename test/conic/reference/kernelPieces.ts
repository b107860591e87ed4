import { denseLayout, outerCoefficient, type DenseLayout } from './lowerDense.ts';
import type { ConicProgram, PsdData, PsdGroup } from '../../../src/conic/program.ts';
import type { Equilibration, Piece } from '../../../src/conic/reference/ruizFactors.ts';

const squared = (v: Float64Array): number => v.reduce((s, x) => s + x * x, 0);

/**
 * The pieces that the kernels equilibrate by: coefficients of scalar columns one by one; for a row on a PSD block the norm of its terms and of its dense
 * coefficients as if they were orthogonal; for the ties of a coupled cone a bound, the input times the longest axis.
 */
export function kernelPieces(program: ConicProgram, index: number): Equilibration {
  const layout = denseLayout(program.shape);
  const { shape, data } = program;
  const { rows } = shape;
  const pieces: Piece[] = [];
  const factorOfRow = Array.from({ length: rows }, (_, r) => r);
  const entries = shape.entryRow.length;
  const firstOfBlock = coneStarts(layout);
  shape.entryRow.forEach((row, e) => {
    if (row === rows) return;
    const column = layout.scalarPosition[shape.entryColumn[e] as number] as number;
    const size = Math.abs(data.entries[index * entries + e] as number);
    pieces.push({ row, from: firstOfBlock[column] as number, size });
  });
  let factor = rows;
  shape.psd.forEach((group, g) => {
    const { size, count, coupled } = group;
    for (let k = 0; k < count; k++) {
      const from = (layout.psdStart[g] as number) + k * size * size;
      const block = { group, data: data.psd[g] as PsdData, at: index * count + k, k };
      rowNorms(block, rows).forEach((square, row) => pieces.push({ row, from, size: Math.sqrt(square) }));
      if (!coupled) continue;
      const length = (slot: number): number => squared(vectorOf(block, slot));
      const axis = Math.max(...Array.from(coupled.axes, length));
      coupled.inputs.forEach((input, u) => {
        const body =
          (layout.coupledStart[g] as number) + (k * coupled.inputs.length + u) * (1 + 2 * coupled.axes.length);
        pieces.push(
          { row: factor, from, size: Math.sqrt(0.5 * axis * length(input)) },
          { row: factor, from: body, size: 1 },
        );
        for (let i = 0; i < 2 * coupled.axes.length; i++) factorOfRow.push(factor);
        factor++;
      });
    }
  });
  return { pieces: pieces.filter(({ size }) => size > 0), factorOfRow: Int32Array.from(factorOfRow) };
}

/** First column of the cone block of every column of the scalar part. */
function coneStarts({ cones }: DenseLayout): number[] {
  const starts = Array.from({ length: cones.nonneg }, (_, i) => i);
  for (const size of cones.secondOrder) {
    const first = starts.length;
    for (let i = 0; i < size; i++) starts.push(first);
  }
  return starts;
}

interface Block {
  readonly group: PsdGroup;
  readonly data: PsdData;
  /** Place of the block in the batch, and in its group. */
  readonly at: number;
  readonly k: number;
}

function vectorOf({ group, data, at }: Block, slot: number): Float64Array {
  const start = 2 * group.size * (at * group.vectors + slot);
  return data.vectors.subarray(start, start + 2 * group.size);
}

/** Squared norms of the rows on a block. */
function rowNorms(block: Block, rows: number): Map<number, number> {
  const { group, data, at, k } = block;
  const { size, terms, denseCount, denseRow } = group;
  const sums = new Map<number, Float64Array>();
  const width = terms.left.length;
  for (let t = 0; t < width; t++) {
    const row = terms.row[k * width + t] as number;
    if (row < 0 || row >= rows) continue;
    const weight = [
      data.weights[2 * (at * width + t)] as number,
      data.weights[2 * (at * width + t) + 1] as number,
    ] as const;
    const slot = (s: number): number => 2 * size * (at * group.vectors + s);
    const own = outerCoefficient(
      size,
      data.vectors,
      slot(terms.left[t] as number),
      slot(terms.right[t] as number),
      weight,
    );
    const sum = sums.get(row);
    sums.set(row, sum ? sum.map((v, i) => v + (own[i] as number)) : own);
  }
  const norms = new Map(Array.from(sums, ([row, sum]) => [row, squared(sum)] as const));
  const length = 2 * size * size;
  for (let i = 0; i < denseCount; i++) {
    const row = denseRow[k * denseCount + i] as number;
    if (row < 0 || row >= rows) continue;
    const start = (at * denseCount + i) * length;
    norms.set(row, (norms.get(row) ?? 0) + squared(data.dense.subarray(start, start + length)));
  }
  return norms;
}
