import { invariant } from '../../errors.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import type { Echoes } from '../rows/echoCaps.ts';
import type { Leakage } from '../rows/leakageCaps.ts';
import { multiplyAdjoint } from '../reductions/complexColumns.ts';
import { errorVectors } from './errorVectors.ts';
import { cellOrder, type ProgramContext, type Transmitter } from './programContext.ts';
import { echoPower, pathEcho } from '../../model/echoCovariance.ts';
import { times } from '../times.ts';

/**
 * The PSD blocks of a program and the vectors of each block: first the users that the block is bound to by a row (slot 0
 * its own user, then the other users of its cell, then those of other cells), then the sensing vectors, the targets of
 * other cells, and the axes that measure norm(W h*), or with robustness `exact` the error axes of every user.
 */
export interface BlockLayout {
  readonly size: number;
  readonly transmitters: number;
  /** BSs whose antennas a transmitter has: 1 in CBF, all in CoMP. */
  readonly stations: number;
  /** Blocks (users served) of each transmitter. */
  readonly served: number;
  /** User slots of each block, at least `served`. */
  readonly slots: number;
  readonly sensing: number;
  readonly targets: number;
  readonly axes: number;
  /** Every block has the users in the order of its transmitter, its own in its place. Default: its own first. */
  readonly inOrder?: boolean;
}

export function blockCount(layout: BlockLayout): number {
  return layout.transmitters * layout.served;
}

/** The indices of the blocks. */
export function blocksOf(layout: BlockLayout): number[] {
  return times(blockCount(layout), (b) => b);
}

export function transmitterOf(layout: BlockLayout, block: number): number {
  return Math.floor(block / layout.served);
}

/** Index of the block's own user among the users that its transmitter serves. */
export function servedUser(layout: Pick<BlockLayout, 'served'>, block: number): number {
  return block % layout.served;
}

/** User of a slot, in the order of the transmitter: the users that it serves, then the others. */
export function userOfSlot(layout: Pick<BlockLayout, 'served' | 'inOrder'>, block: number, slot: number): number {
  if (layout.inOrder === true) return slot;
  const own = servedUser(layout, block);
  if (slot === 0) return own;
  return slot <= own ? slot - 1 : slot;
}

export function sensingSlot(layout: BlockLayout, i: number): number {
  return layout.slots + i;
}

export function targetSlot(layout: BlockLayout, i: number): number {
  return layout.slots + layout.sensing + i;
}

export function axisSlot(layout: BlockLayout, i: number): number {
  return layout.slots + layout.sensing + layout.targets + i;
}

export function vectorCount(layout: BlockLayout): number {
  return layout.slots + layout.sensing + layout.targets + layout.axes;
}

/** Order of the covariances of a program. */
export function sizeOf({ transmitters }: ProgramContext): number {
  const [first] = transmitters;
  invariant(first, 'a program has a transmitter');
  return first.size;
}

/** What leaks from the blocks, times `weight`. */
export function leakageOf(layout: BlockLayout, weight: number): Leakage {
  return {
    slots: times(layout.targets, (i) => targetSlot(layout, i)),
    transmitters: layout.transmitters,
    transmitterOf: blocksOf(layout).map((b) => transmitterOf(layout, b)),
    weightOf: () => weight,
  };
}

/** What the blocks of all BSs cause at one another's sensing receivers, over what the echo covariances of the program have of it. */
export function echoesOf(layout: BlockLayout, { program }: ProgramContext): Echoes {
  const { scenario, realization, echoCovariance = [] } = program;
  const { cells } = scenario;
  const orders = times(cells, (n) => cellOrder(cells, n));
  const stationOf = (b: number, i: number): number => orders[transmitterOf(layout, b)]?.[i + 1] ?? 0;
  return {
    stations: cells,
    blocks: blockCount(layout),
    slots: times(layout.targets, (i) => targetSlot(layout, i)),
    stationOf,
    weightOf(b, i) {
      const m = stationOf(b, i);
      const caused = pathEcho(scenario, realization, transmitterOf(layout, b) * cells + m);
      return caused / echoPower(scenario, echoCovariance[m] as Float64Array);
    },
  };
}

/** Declares the blocks of a program and writes their vectors. */
export function declareBlocks(program: ProgramBuilder, layout: BlockLayout, context: ProgramContext): void {
  const length = layout.size * 2;
  const errors = errorVectors(context);
  program.blocks(blockCount(layout), layout.size, vectorCount(layout));
  for (let block = 0; block < blockCount(layout); block++) {
    const transmitter = context.transmitters[transmitterOf(layout, block)];
    invariant(transmitter, 'a block has a transmitter');
    const { users, sensing, targets, axes } = transmitter;
    const write = (slot: number, from: Float64Array, vector: number): void =>
      program.vector(block, slot, from, vector * length, length);
    for (let slot = 0; slot < layout.slots; slot++) write(slot, users, userOfSlot(layout, block, slot));
    for (let i = 0; i < layout.sensing; i++) write(sensingSlot(layout, i), sensing, i);
    for (let i = 0; i < layout.targets; i++) write(targetSlot(layout, i), targets, i);
    const measured = errors?.[transmitterOf(layout, block)] ?? axesOfBlock(context, transmitter, block) ?? axes;
    for (let a = 0; a < layout.axes; a++) write(axisSlot(layout, a), measured, a);
  }
}

/** The vectors that measure a block's norms along the axes of the context, [axes][size][2]; null where it has none. */
function axesOfBlock({ normAxes, amplitude }: ProgramContext, own: Transmitter, block: number): Float64Array | null {
  if (normAxes === undefined) return null;
  const { count, columns } = normAxes;
  const length = count * own.antennas * 2;
  const axes = columns.subarray(block * length, (block + 1) * length);
  return multiplyAdjoint(own.basis, own.size, own.antennas, axes, count, 1 / amplitude);
}
