import { column, type Context, part } from './operator.ts';
import type { Handle } from '../../../device/tensorflow/ops.ts';
import type { ArrowMatrix } from './schur.ts';

/** Cholesky factor of an arrow matrix that was scaled to a unit diagonal and shifted. */
export interface ArrowFactor {
  /** L [batch, p, r, r], scale [batch, p, r, 1] and L^-1 of the scaled sides [batch, p, r, border]; null without arrow blocks. */
  readonly blocks: { readonly lower: Handle; readonly scale: Handle; readonly sides: Handle } | null;
  readonly border: Handle;
  readonly borderScale: Handle;
}

/** 1 / sqrt of the diagonal of matrices, as columns. */
function unitScale({ ops }: Context, a: Handle, places: Handle): Handle {
  const rank = a.shape.length;
  const n = a.shape[rank - 1] as number;
  const flat = ops.reshape(a, [...a.shape.slice(0, -2), n * n]);
  const diagonal = ops.max(ops.gather(flat, places, rank - 2), ops.scalar(1e-300));
  return column(ops, ops.div(ops.scalar(1), ops.sqrt(diagonal)));
}

/**
 * Factors an arrow matrix. `shift`, [batch, 1], is added to the unit diagonal: redundant rows and iterates near the boundary make the
 * matrix singular to rounding, and a Cholesky of TensorFlow ends in NaN where a pivot is not positive.
 */
export function factorArrow(context: Context, { blocks, sides, border }: ArrowMatrix, shift: Handle): ArrowFactor {
  const { ops, layout, constants } = context;
  const [batch = 0] = border.shape;
  return ops.tidy(() => {
    const borderScale = unitScale(context, border, constants.borderDiagonal);
    let remaining = border;
    let local: ArrowFactor['blocks'] = null;
    if (blocks && sides) {
      const scale = unitScale(context, blocks, constants.blockDiagonal);
      const shifted = ops.add(
        symmetricScale(context, blocks, scale),
        ops.mul(constants.blockIdentity, ops.reshape(shift, [batch, 1, 1, 1])),
      );
      const lower = ops.cholesky(shifted);
      const solved = ops.triangularSolve(lower, ops.mul(sides, scale));
      const flat = ops.reshape(solved, [batch, layout.arrowBlocks * (layout.tieRows + layout.extra), layout.border]);
      remaining = ops.sub(border, ops.matmul(flat, flat, true));
      local = { lower, scale, sides: solved };
    }
    const shifted = ops.add(
      symmetricScale(context, remaining, borderScale),
      ops.mul(constants.borderIdentity, ops.reshape(shift, [batch, 1, 1])),
    );
    return { blocks: local, border: ops.cholesky(shifted), borderScale };
  });
}

function symmetricScale({ ops }: Context, a: Handle, scale: Handle): Handle {
  return ops.mul(ops.mul(a, scale), ops.adjoint(scale));
}

/** Solves A H A^T y = b for several dual vectors at once. */
export function solveArrow(context: Context, factor: ArrowFactor, vectors: readonly Handle[]): Handle[] {
  const { ops, layout } = context;
  const { arrowBlocks: p, extra, tieRows, border, rowCount } = layout;
  return ops.tidy(() => {
    const rows = vectors.map((v) => part(context, v, 0, rowCount));
    const stack = (parts: readonly Handle[]): Handle =>
      ops.concat(
        parts.map((v) => column(ops, v)),
        parts[0]?.shape.length ?? 0,
      );
    let outer = stack(rows.map((v) => ops.slice(v, [0, p * extra], [-1, border])));
    let inner: Handle | null = null;
    if (factor.blocks) {
      const { lower, scale, sides } = factor.blocks;
      inner = ops.triangularSolve(lower, ops.mul(stack(vectors.map((v) => toBlocks(context, v))), scale));
      const [batch = 0, , , k = 0] = inner.shape;
      const flat = (a: Handle, width: number): Handle => ops.reshape(a, [batch, p * (tieRows + extra), width]);
      outer = ops.sub(outer, ops.matmul(flat(sides, border), flat(inner, k), true));
    }
    const half = ops.triangularSolve(factor.border, ops.mul(outer, factor.borderScale));
    outer = ops.mul(ops.triangularSolve(factor.border, half, true), factor.borderScale);
    if (factor.blocks && inner) {
      const { lower, scale, sides } = factor.blocks;
      const [batch = 0, , k = 0] = outer.shape;
      const reduced = ops.sub(inner, ops.matmul(sides, ops.reshape(outer, [batch, 1, border, k])));
      inner = ops.mul(ops.triangularSolve(lower, reduced, true), scale);
    }
    return vectors.map((_, i) => {
      const own = ops.reshape(ops.slice(outer, [0, 0, i], [-1, -1, 1]), [-1, border]);
      const local = inner && ops.reshape(ops.slice(inner, [0, 0, 0, i], [-1, -1, -1, 1]), [-1, p, tieRows + extra]);
      return fromBlocks(context, local, own);
    });
  });
}

/** Local rows of a dual vector by arrow block, [batch, p, tieRows + extra]. */
function toBlocks(context: Context, v: Handle): Handle {
  const { ops, layout } = context;
  const { arrowBlocks: p, extra, tieRows } = layout;
  const [batch = 0] = v.shape;
  const parts: Handle[] = [];
  if (tieRows > 0) {
    const ties: Handle[] = [];
    let blocks = 0;
    for (const g of layout.groups) {
      if (g.cones === 0) continue;
      const own = ops.reshape(part(context, v, g.dualAt, g.count * 2 * g.ties), [batch, g.count, 2 * g.ties]);
      const missing = tieRows - 2 * g.ties;
      ties.push(missing > 0 ? ops.concat([own, ops.zeros([batch, g.count, missing])], 2) : own);
      blocks += g.count;
    }
    if (blocks < p) ties.push(ops.zeros([batch, p - blocks, tieRows]));
    parts.push(ops.concat(ties, 1));
  }
  if (extra > 0) parts.push(ops.reshape(part(context, v, 0, p * extra), [batch, p, extra]));
  return ops.concat(parts, 2);
}

/** A dual vector from its local rows and its border. */
function fromBlocks(context: Context, local: Handle | null, border: Handle): Handle {
  const { ops, layout } = context;
  if (!local) return border;
  const { arrowBlocks: p, extra, tieRows } = layout;
  const parts: Handle[] = [];
  if (extra > 0) parts.push(ops.reshape(ops.slice(local, [0, 0, tieRows], [-1, -1, extra]), [-1, p * extra]));
  parts.push(border);
  for (const g of layout.groups)
    if (g.cones > 0) {
      const own = ops.slice(local, [0, g.arrow, 0], [-1, g.count, 2 * g.ties]);
      parts.push(ops.reshape(own, [-1, g.count * 2 * g.ties]));
    }
  return ops.concat(parts, 1);
}
