import type { Constants } from './constants.ts';
import type { PsdScaling } from './hermitianPsd.ts';
import type { GroupLayout } from './layout.ts';
import { columnsOf, type Context, type GroupData, type ScaledOperator } from './operator.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';
import { denseImages, pieceGram, slotGrams } from './pieces.ts';
import type { ConeScaling } from './secondOrder.ts';
import { tieGram, type TieGram } from './tieGram.ts';

/** A H A^T as an arrow matrix: blocks [batch, p, r, r], their border [batch, p, r, border], and the border [batch, border, border]. */
export interface ArrowMatrix {
  readonly blocks: Handle | null;
  readonly sides: Handle | null;
  readonly border: Handle;
}

/** Assembles A H A^T at a scaling point. */
export function schurComplement(
  context: Context,
  program: ScaledOperator,
  psd: PsdScaling,
  cones: ConeScaling,
): ArrowMatrix {
  const { ops, layout, constants } = context;
  const { arrowBlocks: p, extra, border } = layout;
  const blockRows = extra + border;
  return ops.tidy(() => {
    const shares: Handle[] = [];
    const ties: TieGram[] = [];
    let batch = program.entries?.shape[0] ?? 0;
    layout.groups.forEach((g: GroupLayout, i) => {
      const data = program.groups[i] as GroupData;
      const c = constants.groups[i] as Constants['groups'][number];
      const [x, z] = [psd.x[i] as Handle, psd.zInverse[i] as Handle];
      batch = x.shape[0] ?? 0;
      const grams = g.vectors > 0 ? slotGrams(context, data, x, z) : null;
      const images = data.dense ? denseImages(context, data.dense, x, z) : null;
      if (g.pieces > 0) {
        const gram = pieceGram(context, i, data, grams, images);
        const rows = ops.matmul(ops.matmul(c.incidence, gram, true), c.incidence);
        shares.push(ops.matmul(c.owner, ops.reshape(rows, [batch, g.count, blockRows * blockRows])));
      }
      if (g.cones > 0 && grams) ties.push(tieGram(context, i, program, grams, images, cones));
    });
    if (program.entries)
      shares.push(ops.reshape(scalarGram(context, program.entries, cones), [batch, p + 1, blockRows * blockRows]));
    const [first = ops.zeros([batch, p + 1, blockRows * blockRows]), ...more] = shares;
    const flat = more.reduce((s, v) => ops.add(s, v), first);
    const rows = ops.reshape(flat, [batch, p + 1, blockRows, blockRows]);
    const cut = (i: number, j: number, height: number, width: number): Handle =>
      ops.slice(rows, [0, 0, i, j], [-1, p, height, width]);
    const corner = ops.sum(
      ops.transpose(ops.slice(rows, [0, 0, extra, extra], [-1, -1, border, border]), [0, 2, 3, 1]),
      [3],
    );
    const closed = ops.add(corner, constants.borderPadding);
    if (p === 0) return { blocks: null, sides: null, border: closed };
    if (layout.tieRows === 0)
      return {
        blocks: ops.add(cut(0, 0, extra, extra), constants.blockPadding),
        sides: cut(0, extra, extra, border),
        border: closed,
      };
    const tie = gatherTies(context, batch, ties);
    const tieExtra = ops.slice(tie.rows, [0, 0, 0, 0], [-1, -1, -1, extra]);
    const tieBorder = ops.slice(tie.rows, [0, 0, 0, extra], [-1, -1, -1, border]);
    if (extra === 0) return { blocks: ops.add(tie.ties, constants.blockPadding), sides: tieBorder, border: closed };
    const upper = ops.concat([tie.ties, tieExtra], 3);
    const lower = ops.concat([ops.adjoint(tieExtra), cut(0, 0, extra, extra)], 3);
    return {
      blocks: ops.add(ops.concat([upper, lower], 2), constants.blockPadding),
      sides: ops.concat([tieBorder, cut(0, extra, extra, border)], 2),
      border: closed,
    };
  });
}

/** Ties of all groups by arrow block, padded with zeros to one number of rows. */
function gatherTies({ ops, layout }: Context, batch: number, parts: readonly TieGram[]): TieGram {
  const r = layout.tieRows;
  const width = layout.extra + layout.border;
  const pad = (a: Handle, axis: number): Handle => {
    const missing = r - (a.shape[axis] as number);
    if (missing === 0) return a;
    return ops.concat([a, ops.zeros(a.shape.map((n, i) => (i === axis ? missing : n)))], axis);
  };
  const ties = parts.map((t) => pad(pad(t.ties, 2), 3));
  const rows = parts.map((t) => pad(t.rows, 2));
  const others = layout.arrowBlocks - ties.reduce((s, t) => s + (t.shape[1] as number), 0);
  if (others > 0) {
    ties.push(ops.zeros([batch, others, r, r]));
    rows.push(ops.zeros([batch, others, r, width]));
  }
  return { ties: ops.concat(ties, 1), rows: ops.concat(rows, 1) };
}

/** Nonnegative and second-order columns: E H E^T by arrow block, with the rank-one part of each cone from its own row sums. */
function scalarGram(context: Context, entries: Handle, { nonneg, cones }: ConeScaling): Handle {
  const { ops, layout, constants } = context;
  const [batch = 0, blocks = 0, columns = 0] = entries.shape;
  const diagonals = nonneg ? [nonneg] : [];
  if (cones) {
    const bodies = ops.mul(ops.neg(cones.beta2), constants.signs);
    diagonals.push(ops.reshape(bodies, [batch, layout.cones * layout.coneSize]));
  }
  const byColumn = (v: Handle): Handle => ops.reshape(columnsOf(context, v), [batch, blocks, columns, 1]);
  const left = [entries];
  const right = [ops.mul(entries, byColumn(ops.concat(diagonals, 1)))];
  if (cones && layout.blockCones > 0) {
    const flat = ops.reshape(cones.w, [batch, layout.cones * layout.coneSize]);
    const w = ops.concat(layout.nonneg > 0 ? [ops.zeros([batch, layout.nonneg]), flat] : [flat], 1);
    const sums = ops.matmul(constants.coneColumns, ops.mul(entries, byColumn(w)));
    const betas = ops.gather(
      ops.concat([ops.reshape(cones.beta2, [batch, layout.cones]), ops.zeros([batch, 1])], 1),
      constants.coneMap,
      1,
    );
    const factor = ops.mul(ops.reshape(betas, [batch, blocks, layout.blockCones, 1]), ops.scalar(2));
    left.push(sums);
    right.push(ops.mul(sums, factor));
  }
  return ops.matmul(ops.concat(left, 2), ops.concat(right, 2), true);
}
