import type { ProgramContext } from './programContext.ts';

/**
 * The PSD blocks of a program and the vectors of each block: first the users that the block is bound to by a row (slot 0
 * its own user, then the other users of its cell, then those of other cells), then the sensing vectors, the targets of
 * other cells, and the axes that measure norm(W h*).
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
}

export function blockCount(layout: BlockLayout): number {
  return layout.transmitters * layout.served;
}

export function transmitterOf(layout: BlockLayout, block: number): number {
  return Math.floor(block / layout.served);
}

/** Index of the block's own user among the users that its transmitter serves. */
export function servedUser(layout: BlockLayout, block: number): number {
  return block % layout.served;
}

/** User of a slot, in the order of the transmitter: the users that it serves, then the others. */
export function userOfSlot(layout: BlockLayout, block: number, slot: number): number {
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

/** Writes the vectors of all blocks of one program, [blocks][vectors][size][2]. */
export function writeVectors(layout: BlockLayout, context: ProgramContext, target: Float64Array, offset: number): void {
  const length = layout.size * 2;
  let at = offset;
  for (let block = 0; block < blockCount(layout); block++) {
    const transmitter = context.transmitters[transmitterOf(layout, block)];
    if (transmitter === undefined) continue;
    for (let slot = 0; slot < layout.slots; slot++, at += length) {
      const user = userOfSlot(layout, block, slot);
      target.set(transmitter.users.subarray(user * length, (user + 1) * length), at);
    }
    if (layout.sensing > 0) target.set(transmitter.sensing, at);
    at += layout.sensing * length;
    target.set(transmitter.targets.subarray(0, layout.targets * length), at);
    at += layout.targets * length;
    for (let a = 0; a < layout.axes; a++) {
      for (let j = 0; j < layout.size; j++, at += 2) {
        target[at] = transmitter.mixing[2 * (j * layout.size + a)] as number;
        target[at + 1] = -(transmitter.mixing[2 * (j * layout.size + a) + 1] as number);
      }
    }
  }
}
