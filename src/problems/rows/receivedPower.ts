import type { Column, Cone } from '../../conic/builder/columns.ts';
import type { ProgramBuilder } from '../../conic/builder/programBuilder.ts';
import { invariant } from '../../errors.ts';
import {
  axisSlot,
  type BlockLayout,
  blockCount,
  blocksOf,
  transmitterOf,
  userOfSlot,
} from '../programs/blockLayout.ts';
import type { ProgramContext } from '../programs/programContext.ts';
import type { RowMultipliers } from '../rowMultipliers.ts';
import type { Robustness } from '../types.ts';
import { addVectorPower } from './vectorPower.ts';
import { times } from '../times.ts';

/**
 * Bounds of received powers over the CSI error ball of radius d, in rows of a program:
 * U(W, h) = h^T W h* + 2 d norm(W h*) + d^2 tr W of (31)-(32) and S(W, h) = h^T W h*, or h^T W h* - 2 d norm(W h*)
 * (`guaranteed`, `guaranteedSum`). With `guaranteedSum` the norm in U is taken of the sum over the blocks of a
 * transmitter that disturb a user, norm(sum_l W_l h*), one cone a user.
 */
export interface ReceivedPower {
  /** Adds factor * scale * U of every slot from `from` to `to` (exclusive) to row rowOf(block, slot), -1: to none. */
  readonly addInterference: (
    from: number,
    to: number,
    rowOf: (block: number, slot: number) => number,
    factor: number,
    scale: number,
  ) => void;
  /** Adds scale * S of every block's own user to row rowOf(block). */
  readonly addUseful: (rowOf: (block: number) => number, scale: number) => void;
  /** Variable tr(W_k) / P of every block, or null without a CSI error. */
  readonly power: readonly Column[] | null;
  /** Multipliers of the parts of U^H W_k h* of a slot's user, or of their sum over blocks, [2 axes]; null where the programs take no norm of it. */
  readonly normMultipliers: (block: number, slot: number, of: RowMultipliers) => Float64Array | null;
}

/** Heads of the cones that bound norm(W h*), with the multipliers of their ties. */
interface Norms {
  readonly power: readonly Column[];
  readonly head: (block: number, slot: number) => Column;
  readonly multipliers: ReceivedPower['normMultipliers'];
  /** The blocks of a transmitter share the head of a user. */
  readonly shared: boolean;
}

/** Declares the variables and defining rows of the bounds. */
export function receivedPower(
  program: ProgramBuilder,
  layout: BlockLayout,
  context: ProgramContext,
  robustness: Robustness,
): ReceivedPower {
  const { radius, power, amplitude } = context;
  const count = blockCount(layout);
  const guarded = robustness === 'guaranteed' || robustness === 'guaranteedSum';
  const norms =
    robustness === 'none' ? null : declareNorms(program, layout, context, guarded, robustness === 'guaranteedSum');
  const normScale = (scale: number): number => scale * 2 * radius * Math.sqrt(power) * amplitude;
  return {
    power: norms?.power ?? null,
    normMultipliers: norms?.multipliers ?? (() => null),
    addInterference(from, to, rowOf, factor, scale) {
      const trace = factor * (scale * radius * radius * power);
      const norm = factor * normScale(scale);
      const seen = norms?.shared ? new Set<Column>() : null;
      for (let slot = from; slot < to; slot++) {
        addVectorPower(
          program,
          slot,
          count,
          (b) => rowOf(b, slot),
          () => factor * scale,
        );
        if (norms === null) continue;
        for (let b = 0; b < count; b++) {
          const row = rowOf(b, slot);
          if (row === -1) continue;
          program.entry(row, norms.power[b] as Column, trace);
          const head = norms.head(b, slot);
          if (!seen?.has(head)) program.entry(row, head, norm);
          seen?.add(head);
        }
      }
    },
    addUseful(rowOf, scale) {
      addVectorPower(program, 0, count, rowOf, () => scale);
      if (!guarded || norms === null) return;
      for (let b = 0; b < count; b++) program.entry(rowOf(b), norms.head(b, 0), -normScale(scale));
    },
  };
}

function declareNorms(
  program: ProgramBuilder,
  layout: BlockLayout,
  { transmitters }: ProgramContext,
  guarded: boolean,
  summed: boolean,
): Norms {
  const blocks = blocksOf(layout);
  const axes = times(layout.axes, (a) => axisSlot(layout, a));
  const power = blocks.map(() => program.nonneg('power'));
  const dense = program.dense();
  for (const b of blocks) {
    const transmitter = transmitters[transmitterOf(layout, b)];
    invariant(transmitter, 'a block has a transmitter');
    program.matrix(dense, b, program.tie(power[b] as Column), transmitter.totalPower);
  }
  return { power, ...(summed ? normsOfSums(program, layout, axes) : normsOfBlocks(program, layout, axes, guarded)) };
}

/** One cone (tau, W_l h*) for each block l and user that a row asks for. */
function normsOfBlocks(
  program: ProgramBuilder,
  layout: BlockLayout,
  axes: readonly number[],
  guarded: boolean,
): Omit<Norms, 'power'> {
  const first = guarded ? 0 : 1;
  const inputs = times(layout.slots - first, (i) => first + i);
  const heads = inputs.length > 0 ? program.couple('norm', inputs, axes) : [];
  return {
    shared: false,
    head(block, slot) {
      const head = heads[block * inputs.length + slot - first];
      invariant(head, 'a norm of a row has a cone');
      return head;
    },
    multipliers: (block, slot, of) => (slot < first ? null : of.local(block, slot - first)),
  };
}

/**
 * One cone (tau, sum_l W_l h*) per transmitter and user over the blocks l that serve other users, and one (tau, W_k h*) for each block and its own
 * user. The ties of a sum meet all blocks of a transmitter: with several transmitters all ties of one of them are a block of the arrow matrix, with one
 * transmitter those of the sums are its border and those of the own users local to their blocks.
 */
function normsOfSums(program: ProgramBuilder, layout: BlockLayout, axes: readonly number[]): Omit<Norms, 'power'> {
  const heads = layout.transmitters > 1 ? null : program.couple('norm', [0], axes);
  const sums = sumCones(program, layout, axes, heads === null);
  return {
    shared: true,
    head(block, slot) {
      const head = heads && slot === 0 ? heads[block] : sums(block, slot).cone[0];
      invariant(head, 'a norm of a row has a cone');
      return head;
    },
    multipliers: (block, slot, of) =>
      heads && slot === 0 ? of.local(block, 0) : Float64Array.from(sums(block, slot).rows, of.row),
  };
}

/** A cone and the rows that tie its body to the blocks. */
interface SumCone {
  readonly cone: Cone;
  readonly rows: readonly number[];
}

/**
 * The cones of sums over blocks.
 *
 * @param whole every tie is local to an arrow block of its transmitter, and slot 0 has a cone of its own block alone.
 */
function sumCones(
  program: ProgramBuilder,
  layout: BlockLayout,
  axes: readonly number[],
  whole: boolean,
): (block: number, slot: number) => SumCone {
  const cones = new Map<number, SumCone>();
  const users = layout.transmitters * layout.slots;
  const coneOf = (block: number, slot: number): SumCone => {
    const transmitter = transmitterOf(layout, block);
    const key = slot === 0 ? -1 - block : transmitter * users + userOfSlot(layout, block, slot);
    let own = cones.get(key);
    if (own === undefined) {
      const cone = program.norm('norm of a sum', axes.length);
      own = { cone, rows: cone.slice(1).map((column) => program.tie(column, whole ? transmitter : -1)) };
      cones.set(key, own);
    }
    return own;
  };
  const blocks = blocksOf(layout);
  for (let slot = whole ? 0 : 1; slot < layout.slots; slot++) {
    const rows = blocks.map((b) => coneOf(b, slot).rows);
    axes.forEach((axis, a) => {
      // Im(z) = Re(-j z)
      for (const part of [0, 1]) {
        const term = program.term(slot, axis);
        for (const b of blocks)
          program.add(term, b, rows[b]?.[2 * a + part] as number, part === 0 ? 1 : 0, part === 0 ? 0 : -1);
      }
    });
  }
  return coneOf;
}
