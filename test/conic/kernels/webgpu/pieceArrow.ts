import { Matrix } from 'ml-matrix';
import { borderAt } from '../../../../src/conic/kernels/webgpu/schurTables.ts';
import type { PieceProgram } from './pieceProgram.ts';

interface ArrowBlock {
  readonly r: number;
  readonly stride: number;
  readonly S: number;
  readonly place: number;
}

/** The blocks of the arrow system, the border last; see kernels/arrow.wgsl. */
export function arrowBlocks(program: PieceProgram): ArrowBlock[] {
  const { arrowBlocks: blocks, block } = program.shape;
  return Array.from({ length: blocks + 1 }, (_, b) => {
    const [r = 0, stride = 0, S = 0, place = 0] = program.table(block + 4 * b, 4);
    return { r, stride, S, place };
  });
}

/** Every element of the arrow matrix that is stored: workspace address, and its two unknowns. */
export function arrowElements(program: PieceProgram): { address: number; row: number; column: number }[] {
  const blocks = arrowBlocks(program);
  const border = blocks.at(-1) ?? { place: 0, r: 0 };
  return blocks.flatMap(({ r, stride, S, place }) => {
    const columns = Array.from({ length: r }, (_, j) => [j, place + j] as const);
    if (place !== border.place)
      for (let j = 0; j < border.r; j++) columns.push([borderAt(r) + j, border.place + j] as const);
    return Array.from({ length: r }, (_, i) =>
      columns.slice(i).map(([j, column]) => ({ address: S + i * stride + j, row: place + i, column })),
    ).flat();
  });
}

/** Unknown of every dual element but the objective's slot. */
export function unknowns(program: PieceProgram): number[] {
  const { unknownOf, dual, rows } = program.shape;
  return [...program.table(unknownOf, dual)].filter((_, i) => i !== rows);
}

/** The symmetric matrix of program i in the order of the rows, ties last. */
export function arrowMatrix(program: PieceProgram, workspace: Float64Array, i: number): Matrix {
  const size = program.shape.unknowns;
  const byUnknown = Matrix.zeros(size, size);
  for (const { address, row, column } of arrowElements(program)) {
    const v = program.part(workspace, i, address, 1)[0] as number;
    byUnknown.set(row, column, v);
    byUnknown.set(column, row, v);
  }
  const order = unknowns(program);
  return new Matrix(order.map((u) => order.map((v) => byUnknown.get(u, v))));
}
