import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';

/**
 * Adds weight v^H W_k v of a vector v of every PSD block to rows: a received power, a leakage, a part of the Fisher information.
 *
 * @param rowOf row of a block, -1 where it has none.
 */
export function addVectorPower(
  program: ProgramBuilder,
  slot: number,
  blocks: number,
  rowOf: (block: number) => number,
  weightOf: (block: number) => number,
): void {
  const term = program.term(slot, slot);
  for (let block = 0; block < blocks; block++) {
    const row = rowOf(block);
    if (row !== -1) program.add(term, block, row, weightOf(block), 0);
  }
}
