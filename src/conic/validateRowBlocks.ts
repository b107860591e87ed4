import { InputError, invariant } from '../errors.ts';
import { type ProgramShape, scalarColumns } from './program.ts';

/**
 * Refuses a `rowBlock` under which the Schur complement would not be an arrow matrix: every nonnegative variable, cone and PSD
 * block may touch rows of one block only (and border rows), and a PSD block with coupled cones only its own.
 *
 * @throws InputError naming the two rows.
 */
export function validateRowBlocks(shape: ProgramShape): void {
  const { rowBlock } = shape;
  if (!rowBlock) return;
  if (rowBlock.length !== shape.rows)
    throw new InputError(`shape.rowBlock: expected ${shape.rows} elements (rows), got ${rowBlock.length}`);
  const bad = rowBlock.findIndex((b) => b < -1);
  if (bad >= 0) throw new InputError(`shape.rowBlock: expected -1 or a block, got ${rowBlock[bad]} at index ${bad}`);

  const owners = new Map<string, { block: number; row: number }>();
  const touch = (piece: string, row: number): void => {
    const block = rowBlock[row];
    if (block === undefined || block < 0) return;
    const owner = owners.get(piece);
    if (!owner) owners.set(piece, { block, row });
    else if (owner.block !== block)
      throw new InputError(
        `shape.rowBlock: rows ${owner.row} and ${row} share ${piece} and must be of one block, got blocks ${owner.block} and ${block}`,
      );
  };

  const { pieces, blockPiece } = columnPieces(shape);
  let coupledBlock = 0;
  shape.psd.forEach((g, i) => {
    for (let k = 0; k < g.count; k++) {
      const piece = blockPiece(i, k);
      if (g.coupled) owners.set(piece, { block: coupledBlock++, row: -1 });
      for (let t = 0; t < g.terms.left.length; t++) touch(piece, g.terms.row[k * g.terms.left.length + t] ?? -1);
      for (let d = 0; d < g.denseCount; d++) touch(piece, g.denseRow[k * g.denseCount + d] ?? -1);
    }
  });
  shape.entryRow.forEach((row, e) => {
    touch(pieces[shape.entryColumn[e] ?? 0] ?? '', row);
  });
}

/** Name of the variable, cone or PSD block behind every scalar column; heads of coupled cones count as their PSD block. */
function columnPieces(shape: ProgramShape): { pieces: string[]; blockPiece: (group: number, block: number) => string } {
  const blockPiece = (group: number, block: number): string => `PSD block ${block} of group ${group}`;
  const pieces = Array.from({ length: shape.nonneg }, (_, i) => `nonnegative variable ${i}`);
  let cone = 0;
  for (const g of shape.secondOrder)
    for (let i = 0; i < g.count; i++, cone++) for (let j = 0; j < g.size; j++) pieces.push(`second-order cone ${cone}`);
  shape.psd.forEach((g, i) => {
    const cones = g.coupled?.inputs.length ?? 0;
    for (let k = 0; k < g.count; k++) for (let c = 0; c < cones; c++) pieces.push(blockPiece(i, k));
  });
  invariant(pieces.length === scalarColumns(shape), 'every column of a program has a name');
  return { pieces, blockPiece };
}
