import { invariant } from '../../errors.ts';
import { type BlockLayout, axisSlot, blockCount, transmitterOf, userOfSlot } from './blockLayout.ts';
import type { Coefficient, Column, ProgramBuilder } from './programBuilder.ts';
import type { ProgramContext } from './programContext.ts';
import type { RowMultipliers } from '../rowMultipliers.ts';
import type { Robustness } from '../types.ts';

type Builder = ProgramBuilder<ProgramContext>;
type Scale = Coefficient<ProgramContext>;

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
    scale: Scale,
  ) => void;
  /** Adds scale * S of every block's own user to row rowOf(block). */
  readonly addUseful: (rowOf: (block: number) => number, scale: Scale) => void;
  /** Variable tr(W_k) / P of every block, or null without a CSI error. */
  readonly power: readonly Column[] | null;
  /** Multipliers of the parts of U^H W_k h* of a slot's user, or of their sum over blocks, [2 axes]; null where the programs take no norm of it. */
  readonly normMultipliers: (block: number, slot: number, of: RowMultipliers) => Float64Array | null;
}

/** Declares the variables and defining rows of the bounds. */
export function receivedPower(builder: Builder, layout: BlockLayout, robustness: Robustness): ReceivedPower {
  const blocks = Array.from({ length: blockCount(layout) }, (_, b) => b);
  const robust = robustness !== 'none';
  const guarded = robustness === 'guaranteed' || robustness === 'guaranteedSum';
  const summed = robustness === 'guaranteedSum';
  const axes = Array.from({ length: layout.axes }, (_, a) => axisSlot(layout, a));

  let power: Column[] | null = null;
  let head: ((block: number, slot: number) => Column) | null = null;
  let norms: ReceivedPower['normMultipliers'] = () => null;
  if (robust) {
    power = blocks.map(() => builder.nonneg());
    const rows = power.map((column) => {
      const row = builder.row();
      builder.entry(row, column, -1);
      return row;
    });
    builder.dense(rows, (context, block) => totalPower(context, layout, block));
    const firstInput = guarded ? 0 : 1;
    const inputs = summed ? [0] : Array.from({ length: layout.slots - firstInput }, (_, i) => firstInput + i);
    const tied = builder.couple(inputs, axes);
    const sums = summed ? sumCones(builder, layout, axes) : null;
    head = (block, slot) => {
      if (sums && slot > 0) return sums(block, slot).head;
      return tied(block, slot - firstInput);
    };
    norms = (block, slot, of) => {
      if (sums && slot > 0) return Float64Array.from(sums(block, slot).rows, of.row);
      return slot < firstInput ? null : of.local(block, slot - firstInput);
    };
  }

  const addPower = (slot: number, rows: number[], factor: number, scale: Scale): void => {
    builder.term(
      slot,
      slot,
      rows,
      blocks.map(() => ({ factor, coefficient: scale })),
    );
  };
  return {
    power,
    normMultipliers: norms,
    addInterference(from, to, rowOf, factor, scale) {
      const normScale: Scale = (c) => scale(c) * 2 * c.radius * Math.sqrt(c.power) * c.amplitude;
      const traceScale: Scale = (c) => scale(c) * c.radius * c.radius * c.power;
      const seen = new Set<string>();
      for (let slot = from; slot < to; slot++) {
        const rows = blocks.map((b) => rowOf(b, slot));
        addPower(slot, rows, factor, scale);
        if (power === null || head === null) continue;
        for (const b of blocks) {
          const row = rows[b] ?? -1;
          const trace = power[b];
          if (row === -1 || trace === undefined) continue;
          builder.entry(row, trace, factor, traceScale);
          const column = head(b, slot);
          const key = `${row} ${column.kind} ${column.index}`;
          if (!seen.has(key)) builder.entry(row, column, factor, normScale);
          seen.add(key);
        }
      }
    },
    addUseful(rowOf, scale) {
      const rows = blocks.map((b) => rowOf(b));
      addPower(0, rows, 1, scale);
      if (!guarded || head === null) return;
      const normScale: Scale = (c) => scale(c) * 2 * c.radius * Math.sqrt(c.power) * c.amplitude;
      for (const b of blocks) builder.entry(rows[b] ?? -1, head(b, 0), -1, normScale);
    },
  };
}

/** A cone and the rows that tie its body to the blocks. */
interface SumCone {
  readonly head: Column;
  readonly rows: readonly number[];
}

/** One cone (tau, sum_l W_l h*) per transmitter and user over the blocks l that serve other users. */
function sumCones(
  builder: Builder,
  layout: BlockLayout,
  axes: readonly number[],
): (block: number, slot: number) => SumCone {
  const cones = new Map<string, SumCone>();
  const coneOf = (block: number, slot: number): SumCone => {
    const key = `${transmitterOf(layout, block)} ${userOfSlot(layout, block, slot)}`;
    let cone = cones.get(key);
    if (cone === undefined) {
      const [first, ...body] = builder.cone(1 + 2 * axes.length);
      invariant(first, 'a cone has a head');
      const rows = body.map((column) => {
        const row = builder.row();
        builder.entry(row, column, -1);
        return row;
      });
      cone = { head: first, rows };
      cones.set(key, cone);
    }
    return cone;
  };
  const blocks = Array.from({ length: blockCount(layout) }, (_, b) => b);
  const one = blocks.map(() => ({ factor: 1, coefficient: null }));
  // Im(z) = Re(-j z)
  const minusOne = blocks.map(() => ({ factor: -1, coefficient: null }));
  for (let slot = 1; slot < layout.slots; slot++) {
    axes.forEach((axis, a) => {
      const rowsOf = (part: number): number[] => blocks.map((b) => coneOf(b, slot).rows[2 * a + part] ?? -1);
      builder.term(slot, axis, rowsOf(0), one);
      builder.term(slot, axis, rowsOf(1), [], minusOne);
    });
  }
  return coneOf;
}

function totalPower(context: ProgramContext, layout: BlockLayout, block: number): Float64Array {
  const transmitter = context.transmitters[transmitterOf(layout, block)];
  invariant(transmitter, 'a block has a transmitter');
  return transmitter.totalPower;
}
