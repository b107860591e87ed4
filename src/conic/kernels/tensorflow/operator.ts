import type { Constants } from './constants.ts';
import type { GroupLayout, Layout } from './layout.ts';
import type { Handle, TensorOps } from '../../../device/tensorflow/ops.ts';

/** What every routine works with. */
export interface Context {
  readonly ops: TensorOps;
  readonly layout: Layout;
  readonly constants: Constants;
}

/** Scaled data of a PSD group, batch first. */
export interface GroupData {
  /** v^H of every slot, [batch, count, vectors, size] complex; and of the functionals, [batch, count, terms + ties, size]. */
  readonly vectors: Handle;
  readonly left: Handle;
  readonly right: Handle;
  /** [batch, count, terms] complex. */
  readonly weights: Handle;
  /** [batch, count, dense, size, size] complex. */
  readonly dense: Handle | null;
  /** Factors of the ties' W part [batch, count, cones, 1] and of their y part [batch, count * cones, 1]; null without coupled cones. */
  readonly tieW: Handle | null;
  readonly tieY: Handle | null;
}

/** Inner products of flat vectors, [batch, 1]. */
export function inner({ ops }: Context, u: Handle, v: Handle): Handle {
  return ops.sum(ops.mul(u, v), [1], true);
}

/** Part [batch, length] of a flat vector. */
export function part({ ops }: Context, v: Handle, at: number, length: number): Handle {
  return at === 0 && length === v.shape[1] ? v : ops.slice(v, [0, at], [-1, length]);
}

/** PSD blocks of group g of a primal vector, [batch, count, size, size] complex. */
export function blocksOf(context: Context, v: Handle, g: GroupLayout): Handle {
  const { ops } = context;
  const flat = part(context, v, g.primalAt, g.count * g.size * g.size * 2);
  return ops.complexOf(ops.reshape(flat, [-1, g.count, g.size, g.size, 2]));
}

/** [batch, ...] complex as part [batch, n] of a flat vector. */
export function flatten({ ops }: Context, blocks: Handle): Handle {
  const [batch = 0, ...rest] = blocks.shape;
  return ops.reshape(ops.pairs(blocks), [batch, 2 * rest.reduce((s, n) => s * n, 1)]);
}

/** Dual rows [batch, rowCount] as block rows [batch, arrowBlocks + 1, extra + border]. */
export function toBlockRows({ ops, layout }: Context, rows: Handle): Handle {
  const { arrowBlocks: p, extra, border } = layout;
  const [batch = 0] = rows.shape;
  if (p === 0) return ops.reshape(rows, [batch, 1, border]);
  const shared = ops.broadcast(ops.reshape(ops.slice(rows, [0, p * extra], [-1, -1]), [batch, 1, border]), [
    batch,
    p + 1,
    border,
  ]);
  if (extra === 0) return shared;
  const local = ops.reshape(ops.slice(rows, [0, 0], [-1, p * extra]), [batch, p, extra]);
  return ops.concat([ops.concat([local, ops.zeros([batch, 1, extra])], 1), shared], 2);
}

/** Block rows summed into dual rows: what meets in the border is added up. */
function fromBlockRows({ ops, layout }: Context, blockRows: Handle): Handle {
  const { arrowBlocks: p, extra, border } = layout;
  const [batch = 0] = blockRows.shape;
  if (p === 0) return ops.reshape(blockRows, [batch, border]);
  const shared = ops.sum(ops.transpose(ops.slice(blockRows, [0, 0, extra], [-1, -1, -1]), [0, 2, 1]), [2]);
  if (extra === 0) return shared;
  return ops.concat([ops.reshape(ops.slice(blockRows, [0, 0, 0], [-1, p, extra]), [batch, p * extra]), shared], 1);
}

/** Value at each piece's row, [batch, count, 1, pieces]; 0 where there is none. */
export function rowsOfPieces({ ops, constants }: Context, index: number, blockRows: Handle): Handle {
  const group = constants.groups[index] as Constants['groups'][number];
  const rows = ops.matmul(group.owner, blockRows, true);
  const [batch = 0, count = 0, width = 0] = rows.shape;
  return ops.matmul(ops.reshape(rows, [batch, count, 1, width]), group.incidence, false, true);
}

/** Complex times a real factor of shape [..., 1]. */
export function scaled(ops: TensorOps, complex: Handle, real: Handle): Handle {
  return ops.complexOf(ops.mul(ops.pairs(complex), real));
}

/** Adds a last dimension of 1. */
export function column(ops: TensorOps, a: Handle): Handle {
  return ops.reshape(a, [...a.shape, 1]);
}

/** PSD part of A^T: herm(V_left diag(c) V_right^H) + dense rows, flat. c: [batch, count, 1, pieces], ties [batch, count, ties] complex, null for zeros. */
export function adjointBlocks(
  context: Context,
  g: GroupLayout,
  data: GroupData,
  c: Handle,
  ties: Handle | null,
): Handle {
  const { ops } = context;
  const [batch = 0] = c.shape;
  const parts: Handle[] = [];
  if (g.terms > 0) {
    const terms = ops.reshape(ops.slice(c, [0, 0, 0, 0], [-1, -1, -1, g.terms]), [batch, g.count, g.terms, 1]);
    parts.push(scaled(ops, data.weights, terms));
  }
  if (ties) parts.push(ties);
  const sums: Handle[] = [];
  if (parts.length > 0) {
    const some = (v: Handle): Handle => (ties || g.ties === 0 ? v : ops.slice(v, [0, 0, 0, 0], [-1, -1, g.terms, -1]));
    const right = ops.mul(column(ops, ops.concat(parts, 2)), some(data.right));
    sums.push(flatten(context, hermitianPart(ops, ops.matmul(some(data.left), right, true))));
  }
  if (data.dense) {
    const nn = 2 * g.size * g.size;
    const dense = ops.reshape(ops.pairs(data.dense), [batch, g.count, g.dense, nn]);
    const image = ops.matmul(ops.slice(c, [0, 0, 0, g.terms], [-1, -1, -1, -1]), dense);
    sums.push(ops.reshape(image, [batch, g.count * nn]));
  }
  const [first, second] = sums;
  if (!first) return ops.zeros([batch, 2 * g.count * g.size * g.size]);
  return second ? ops.add(first, second) : first;
}

export function hermitianPart(ops: TensorOps, a: Handle): Handle {
  return ops.mul(ops.add(a, ops.adjoint(a)), ops.scalar(0.5, 0));
}

/** v_right^H W v_left of every functional, [batch, count, terms + ties] complex. */
function functionals(ops: TensorOps, data: GroupData, w: Handle): Handle {
  return ops.sum(ops.mul(data.right, ops.conj(ops.matmul(data.left, w))), [3]);
}

/** Scaled data of a batch of programs. */
export interface ScaledOperator {
  readonly groups: readonly GroupData[];
  /** Scalar coefficients, [batch, arrowBlocks + 1, columns, blockRows]; null without scalar columns. */
  readonly entries: Handle | null;
}

/** A x, flat. */
export function applyA(context: Context, a: ScaledOperator, x: Handle): Handle {
  const { ops, layout, constants } = context;
  return ops.tidy(() => {
    const [batch = 0] = x.shape;
    const blockRows: Handle[] = [];
    if (a.entries) {
      const columns = ops.reshape(columnsOf(context, x), [batch, layout.arrowBlocks + 1, 1, layout.columns]);
      blockRows.push(ops.reshape(ops.matmul(columns, a.entries), [batch, layout.arrowBlocks + 1, -1]));
    }
    const ties: Handle[] = [];
    layout.groups.forEach((g, i) => {
      const data = a.groups[i] as GroupData;
      const group = constants.groups[i] as Constants['groups'][number];
      const w = blocksOf(context, x, g);
      const pieces: Handle[] = [];
      const f = g.terms + g.ties > 0 ? functionals(ops, data, w) : null;
      if (f && g.terms > 0) pieces.push(ops.real(ops.mul(data.weights, ops.slice(f, [0, 0, 0], [-1, -1, g.terms]))));
      if (data.dense) {
        const nn = 2 * g.size * g.size;
        const dense = ops.reshape(ops.pairs(data.dense), [batch, g.count, g.dense, nn]);
        const image = ops.matmul(dense, ops.reshape(ops.pairs(w), [batch, g.count, nn, 1]));
        pieces.push(ops.reshape(image, [batch, g.count, g.dense]));
      }
      if (pieces.length > 0) {
        const values = ops.reshape(ops.concat(pieces, 2), [batch, g.count, 1, g.pieces]);
        const rows = ops.reshape(ops.matmul(values, group.incidence), [batch, g.count, -1]);
        blockRows.push(ops.matmul(group.owner, rows));
      }
      if (f && data.tieW && data.tieY) {
        const tie = ops.pairs(
          ops.reshape(ops.slice(f, [0, 0, g.terms], [-1, -1, -1]), [batch, g.count, g.cones, g.axes]),
        );
        const fromW = ops.mul(ops.reshape(tie, [batch, g.count, g.cones, 2 * g.axes]), data.tieW);
        const fromY = ops.mul(bodiesOf(context, x, g), data.tieY);
        ties.push(
          ops.sub(ops.reshape(fromW, [batch, g.count * 2 * g.ties]), ops.reshape(fromY, [batch, g.count * 2 * g.ties])),
        );
      }
    });
    const width = layout.extra + layout.border;
    const [first = ops.zeros([batch, layout.arrowBlocks + 1, width]), ...more] = blockRows;
    const sum = more.reduce((s, v) => ops.add(s, v), first);
    return ops.concat([fromBlockRows(context, sum), ...ties], 1);
  });
}

/** A^T y, flat. */
export function applyAdjoint(context: Context, a: ScaledOperator, y: Handle): Handle {
  const { ops, layout, constants } = context;
  return ops.tidy(() => {
    const [batch = 0] = y.shape;
    const rows = toBlockRows(context, part(context, y, 0, layout.rowCount));
    const bodies: Handle[] = [];
    const blocks = layout.groups.map((g, i) => {
      const data = a.groups[i] as GroupData;
      let ties: Handle | null = null;
      if (data.tieW && data.tieY) {
        const own = part(context, y, g.dualAt, g.count * 2 * g.ties);
        const weighted = ops.mul(ops.reshape(own, [batch, g.count, g.cones, 2 * g.axes]), data.tieW);
        ties = ops.conj(ops.complexOf(ops.reshape(weighted, [batch, g.count, g.ties, 2])));
        const body = ops.mul(ops.reshape(own, [batch, g.count * g.cones, 2 * g.axes]), ops.neg(data.tieY));
        bodies.push(ops.reshape(body, [batch, g.count * 2 * g.ties]));
      }
      return adjointBlocks(context, g, data, rowsOfPieces(context, i, rows), ties);
    });
    if (layout.scalars === 0) return ops.concat(blocks, 1);
    const columns = a.entries
      ? [ops.reshape(ops.matmul(a.entries, column(ops, rows)), [batch, (layout.arrowBlocks + 1) * layout.columns])]
      : [];
    const all = ops.concat([...columns, ...bodies, ops.zeros([batch, 1])], 1);
    return ops.concat([ops.gather(all, constants.scalarMap, 1), ...blocks], 1);
  });
}

/** Scalars of a primal vector (or anything laid out like them) by arrow block, [batch, (arrowBlocks + 1) * columns]. */
export function columnsOf(context: Context, v: Handle): Handle {
  const { ops, layout, constants } = context;
  const [batch = 0] = v.shape;
  const scalars = ops.concat([part(context, v, 0, layout.scalars), ops.zeros([batch, 1])], 1);
  return ops.gather(scalars, constants.columnMap, 1);
}

/** Second-order cones of a primal vector, [batch, cones, coneSize]. */
export function conesOf({ ops, layout }: Context, v: Handle): Handle {
  const flat = ops.slice(v, [0, layout.nonneg], [-1, layout.cones * layout.coneSize]);
  return ops.reshape(flat, [-1, layout.cones, layout.coneSize]);
}

/** Bodies of a group's coupled cones, [batch, count * cones, 2 axes]. */
export function bodiesOf(context: Context, v: Handle, g: GroupLayout): Handle {
  const { ops } = context;
  return ops.slice(conesOf(context, v), [0, g.cone, 1], [-1, g.count * g.cones, 2 * g.axes]);
}
